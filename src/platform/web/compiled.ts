/** What is used of a runtime's settings. */
export interface Settings {
  readonly wasm: { wasmBinary?: ArrayBufferLike | Uint8Array; wasmPaths?: unknown; numThreads?: number };
}

/** Has a runtime that is about to load go on from its WebAssembly as another worker had it compiled: nothing is fetched. */
export function reuse({ wasm }: Settings, module: WebAssembly.Module): void {
  const { instantiate } = WebAssembly;
  // A runtime asks for the bytes that it was given, so it is given these.
  const none = new ArrayBuffer(8);
  wasm.wasmBinary = none;
  const given = async (bytes: Uint8Array<ArrayBuffer>, imports?: WebAssembly.Imports) =>
    bytes.buffer === none ? { module, instance: await instantiate(module, imports) } : instantiate(bytes, imports);
  WebAssembly.instantiate = given as typeof instantiate;
}

/** Tells what a runtime that is about to load has compiled. */
export function watch(tell: (module: WebAssembly.Module) => void): void {
  const { instantiate, instantiateStreaming } = WebAssembly;
  const told = (source: WebAssembly.WebAssemblyInstantiatedSource) => {
    tell(source.module);
    return source;
  };
  const watched = async (bytes: BufferSource, imports?: WebAssembly.Imports) => told(await instantiate(bytes, imports));
  WebAssembly.instantiate = watched as typeof instantiate;
  WebAssembly.instantiateStreaming = async (source, imports) => told(await instantiateStreaming(source, imports));
}
