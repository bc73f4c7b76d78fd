import type { Engine, EngineName } from '../dist/src/engine/engine.js';
import { loadEngine } from '../dist/src/engine/load.js';

const names: readonly EngineName[] = ['onnx', 'webgpu', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu'];

/** The engines that this machine has. */
export const engines: Engine[] = [];
/** Those that it lacks, and why. */
export const lacking: { name: EngineName; reason: string }[] = [];

for (const name of names) {
  try {
    engines.push(await loadEngine(name, false));
  } catch (error) {
    lacking.push({ name, reason: (error as Error).message });
  }
}

export const engineNames = engines.map(({ name }) => name as EngineName);
