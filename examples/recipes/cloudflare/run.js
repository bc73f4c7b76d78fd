import { Miniflare } from 'miniflare';

const server = new Miniflare({
  modulesRoot: 'dist',
  modules: [
    { type: 'ESModule', path: 'dist/main.js' },
    { type: 'CompiledWasm', path: 'dist/ort-wasm-simd-threaded.wasm' },
  ],
  compatibilityDate: '2026-01-01',
});
console.log(await (await server.dispatchFetch('http://localhost/')).text());
await server.dispose();
