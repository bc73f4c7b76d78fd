/** What a module of WebAssembly exports, from its bytes in base 64; an error where it can't run. */
export function assembled<Exports>(base64: string, memory: WebAssemblyMemory): Exports {
  const module = new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(module, { js: { memory } }).exports as Exports;
}

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

/** @param pages Of 64 kB each. */
export const memoryOf = (pages: number): WebAssemblyMemory => new WebAssembly.Memory({ initial: pages });

/** What is used here of an interface that TypeScript describes for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => WebAssemblyMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};
