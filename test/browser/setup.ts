import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setAssets } from 'kaleidoflow/web';

setAssets({ worker: '/worker.js', wasm: '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm' });
setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
