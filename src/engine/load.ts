import type { Engine } from './engine.js';

/** The engine of this machine, loaded when first asked for. */
export async function loadEngine(): Promise<Engine> {
  return (await import('./onnx/onnx.js')).onnx;
}
