import { setAssets } from 'kaleidoflow/web';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm';
import { lastValueFrom } from 'rxjs';
import { draws } from './draws.js';

setAssets({ wasm });

export default {
  async fetch() {
    return new Response(await lastValueFrom(draws));
  },
};
