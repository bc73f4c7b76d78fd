/** A WebAssembly.Module; nothing to compilers that know of none, as on servers. */
export type CompiledWasm = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : never;

/** What a page needs beside its script, and where it is. */
export interface Assets {
  /** The script of the engine's worker, of the page's own origin; by default what the bundler makes of it. */
  readonly worker?: string | URL | undefined;
  /** `ort-wasm-simd-threaded.wasm` of onnxruntime-web, or what was compiled of it; by default what the bundler makes of it. */
  readonly wasm?: string | URL | CompiledWasm | undefined;
  /** `ort-wasm-simd-threaded.asyncify.wasm`, the same for the engine 'webgpu'; loaded only where that is asked for. */
  readonly webgpu?: string | URL | undefined;
  /** The script of the worker of the engine 'webgpu'; by default what the bundler makes of `import 'kaleidoflow/webgpu'`. */
  readonly webgpuWorker?: string | URL | undefined;
  /** Threads of each network, 64 at most; 1 by default, where the page is not isolated (COOP and COEP), and for 'webgpu'. */
  readonly threads?: number | undefined;
}

/** Of whatever frame. */
const isUrl = (value: unknown) => Object.prototype.toString.call(value) === '[object URL]';
const isAddress = (value: unknown) => isUrl(value) || (typeof value === 'string' && value !== '');
const address = { is: 'an address or a URL', accepts: isAddress };
const isModule = (value: unknown) => Object.prototype.toString.call(value) === '[object WebAssembly.Module]';
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 64;
const allowed = {
  worker: address,
  wasm: {
    is: 'an address, a URL or a WebAssembly.Module',
    accepts: (value: unknown) => isAddress(value) || isModule(value),
  },
  webgpu: address,
  webgpuWorker: address,
  threads: { is: 'a whole number from 1 to 64', accepts: isCount },
} as const satisfies Record<keyof Assets, unknown>;

let assets: Assets = {};

/**
 * Says where the engine's worker and its WebAssembly are, for bundlers that do not bring them (esbuild), and for pages that
 * serve them from elsewhere. For all that is opened later. What is not named stays as it was, and what is undefined is by default
 * again.
 * @throws TypeError for an unknown option, RangeError for a value that is not allowed.
 * @example setAssets({ worker: '/worker.js', wasm: '/ort-wasm-simd-threaded.wasm' })
 */
export function setAssets(given: Assets): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(allowed, name))
      throw new TypeError(`setAssets: unknown option '${name}'; allowed are ${Object.keys(allowed).join(', ')}`);
    const { is, accepts } = allowed[name as keyof Assets];
    if (value !== undefined && !accepts(value))
      throw new RangeError(`setAssets: ${name} must be ${is}, not ${JSON.stringify(value)}`);
  }
  assets = { ...assets, ...given };
}

export const currentAssets = (): Assets => assets;
