import { platform } from '#platform';
import type { Tf } from '../tf.js';
import { quickenTile } from './tile-gradient.js';
import { fillGaps } from './wasm-kernels.js';

/**
 * Starts TensorFlow.js's wasm backend and makes it the one in use. It is started first and then set, so that it takes over
 * at once: another engine may compute meanwhile.
 */
export async function startWasm(tf: Tf): Promise<void> {
  const { setWasmPaths } = await platform.library<typeof import('@tensorflow/tfjs-backend-wasm')>(
    '@tensorflow/tfjs-backend-wasm',
  );
  const directory = platform.packageDirectory('@tensorflow/tfjs-backend-wasm');
  if (directory) setWasmPaths(`${directory}/dist/`);
  const started = await tf.findBackendFactory('wasm')();
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => started);
  await tf.setBackend('wasm');
  fillGaps(tf);
  quickenTile(tf);
}
