import { setAssets, setLibraries } from 'kaleidoflow/web';

const runtime = '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded';

export const assets = {
  worker: '/worker.js',
  wasm: `${runtime}.wasm`,
  webgpuWorker: '/webgpu-worker.js',
  webgpu: `${runtime}.asyncify.wasm`,
};

setAssets(assets);
setLibraries({
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
  '@tensorflow/tfjs-backend-wasm': async () => {
    const backend = await import('@tensorflow/tfjs-backend-wasm');
    backend.setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
    return backend;
  },
  mediabunny: () => import('mediabunny'),
  papaparse: () => import('papaparse'),
});
