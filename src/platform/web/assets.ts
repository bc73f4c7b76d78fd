/** What a page needs beside its script, and where it is. */
export interface Assets {
  /** The script of the engine's worker, of the page's own origin; by default what the bundler makes of it. */
  readonly worker?: string | URL | undefined;
  /** `ort-wasm-simd-threaded.wasm` of onnxruntime-web; by default what the bundler makes of it. */
  readonly wasm?: string | URL | undefined;
  /** `ort-wasm-simd-threaded.asyncify.wasm`, the same for the engine 'webgpu'; loaded only where that is asked for. */
  readonly webgpu?: string | URL | undefined;
  /** Threads of each network; 1 by default, more only where the page is isolated (COOP and COEP), and 1 for 'webgpu'. */
  readonly threads?: number | undefined;
}

let assets: Assets = {};

/**
 * Says where the engine's worker and its WebAssembly are, for bundlers that do not bring them (esbuild), and for pages that
 * serve them from elsewhere. For all that is opened later.
 * @example setAssets({ worker: '/worker.js', wasm: '/ort-wasm-simd-threaded.wasm' })
 */
export function setAssets(given: Assets): void {
  assets = given;
}

export const currentAssets = (): Assets => assets;
