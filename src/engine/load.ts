import { oneOf, type Rule } from '../base/check.js';
import type { Engine, EngineName } from './engine.js';

const names = oneOf<EngineName>(['auto', 'onnx', 'webgpu', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu'], 'auto');

export const engineRule: Rule<EngineName | Engine> = {
  types: ['string'],
  allowed: `${names.allowed} or an Engine`,
  accepts: (value) => names.accepts(value) || isEngine(value),
  fallback: names.fallback,
};

function isEngine(value: unknown): value is Engine {
  const methods = ['openMap', 'openDescent', 'openTrainer'] as const;
  return (
    typeof value === 'object' &&
    value !== null &&
    methods.every((name) => typeof (value as Engine)[name] === 'function')
  );
}

/** The engine of this name, loaded when first asked for. One asked for by name is that one or an error. */
export async function loadEngine(engine: EngineName | Engine, isLayersModel: boolean): Promise<Engine> {
  if (typeof engine === 'object') return engine;
  if (engine === 'onnx' || (engine === 'auto' && !isLayersModel)) return (await import('./onnx/onnx.js')).onnx;
  if (engine === 'webgpu') return (await import('./onnx/onnx.js')).openWebgpu();
  return (await import('./tensorflow/tensorflow.js')).openTensorflow(engine);
}
