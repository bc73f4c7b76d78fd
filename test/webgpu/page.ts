import { setAssets } from 'kaleidoflow/web';
import { checks } from './checks.js';

setAssets({
  worker: '/worker.js',
  wasm: '/ort-wasm-simd-threaded.wasm',
  webgpuWorker: '/webgpu-worker.js',
  webgpu: '/ort-wasm-simd-threaded.asyncify.wasm',
});

Object.assign(globalThis, { checks });
