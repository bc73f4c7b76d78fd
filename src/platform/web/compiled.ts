/** What is used of a runtime's settings. */
interface Settings {
  readonly wasm: { wasmBinary?: ArrayBufferLike | Uint8Array };
}

/**
 * Has the workers of a page share what the browser makes of a runtime's WebAssembly, which has 14 or 26 MB: one worker compiles
 * it, and the others neither fetch nor compile it again. To be called before the runtime loads it.
 * @param module As an earlier worker had it compiled.
 * @returns What gives the module, when the runtime has loaded.
 */
export function sharing({ wasm }: Settings, module?: WebAssembly.Module): () => WebAssembly.Module | undefined {
  const { instantiate, instantiateStreaming } = WebAssembly;
  let compiled = module;
  const seen = (source: WebAssembly.WebAssemblyInstantiatedSource) => {
    compiled = source.module;
    return source;
  };
  if (module) {
    // A runtime asks for the bytes that it was given, so it is given these.
    const none = new ArrayBuffer(8);
    wasm.wasmBinary = none;
    const given = async (bytes: Uint8Array<ArrayBuffer>, imports?: WebAssembly.Imports) =>
      bytes.buffer === none ? { module, instance: await instantiate(module, imports) } : instantiate(bytes, imports);
    WebAssembly.instantiate = given as typeof instantiate;
  } else {
    const watched = async (bytes: BufferSource, imports?: WebAssembly.Imports) =>
      seen(await instantiate(bytes, imports));
    WebAssembly.instantiate = watched as typeof instantiate;
    WebAssembly.instantiateStreaming = async (source, imports) => seen(await instantiateStreaming(source, imports));
  }
  return () => compiled;
}
