import { oneOf } from '../check.js';
import type { Engine } from './engine.js';

/** What runs a network: `'auto'` is 'onnx' for an MLP, and the fastest TensorFlow.js there is for any other. */
export type EngineName = 'auto' | 'onnx' | 'tensorflow' | 'tensorflow-wasm' | 'tensorflow-cpu';

export const engineRule = oneOf<EngineName>(
  ['auto', 'onnx', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu'],
  'auto',
);

/** The engine of this name, loaded when first asked for. One asked for by name is that one or an error. */
export async function loadEngine(name: EngineName, isMlp: boolean): Promise<Engine> {
  if (name === 'onnx' || (name === 'auto' && isMlp)) return (await import('./onnx/onnx.js')).onnx;
  return (await import('./tensorflow/tensorflow.js')).openTensorflow(name);
}
