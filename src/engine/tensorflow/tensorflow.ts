import type { Engine, EngineName } from '../engine.js';
import { refuseInt8 } from '../precision.js';
import { type OpenBackend, openBackend } from './backend.js';
import { descentOn, mapOn } from './map.js';
import { Runtime } from './runtime.js';
import { searchOn } from './search.js';
import { trainerOn } from './trainer.js';

const engines = new Map<OpenBackend, Engine>();

/**
 * Any network that is a `tf.LayersModel`, run by TensorFlow.js. A network is a function of the user's, which can't be sent
 * to a thread; so this engine computes on the thread that called it, and lets the event loop go on after each step.
 */
export async function openTensorflow(name: EngineName): Promise<Engine> {
  const backend = await openBackend(name);
  const engine = engines.get(backend) ?? engineOn(backend);
  engines.set(backend, engine);
  return engine;
}

function engineOn(backend: OpenBackend): Engine {
  const runtime = new Runtime(backend);
  return {
    name: backend.engine,
    async openMap(manifold, { precision, ...options }) {
      refuseInt8(backend.engine, precision);
      return mapOn(runtime, manifold, options);
    },
    openDescent: (manifold, options) => descentOn(runtime, manifold, options, options.learningRate),
    openSearch: (rows) => searchOn(runtime, rows),
    openTrainer: (samples, settings, start) => trainerOn(runtime, samples, settings, start),
  };
}
