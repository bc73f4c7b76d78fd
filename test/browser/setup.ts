import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setAssets } from 'kaleidoflow/web';

const runtime = '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded';

setAssets({ worker: '/worker.js', wasm: `${runtime}.wasm`, webgpu: `${runtime}.asyncify.wasm` });
setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
