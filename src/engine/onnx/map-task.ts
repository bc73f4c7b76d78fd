import { sumNoise } from '../../noise.js';
import { sizeOf } from '../../samples.js';
import { descentGraph } from './descent.js';
import { mapGraph } from './forward.js';
import type { MapTask, OpenTask } from './protocol.js';
import { openSession, tensor } from './session.js';

interface Question {
  readonly state: Float32Array<ArrayBuffer>;
  readonly step: number;
}

/** Maps the states it is sent; a state's buffer goes back with the answer, to be used again. */
export async function openMap(task: MapTask, alone: boolean): Promise<OpenTask<Question>> {
  const { manifold, chains, seed } = task;
  const graph = task.kind === 'map' ? mapGraph(manifold, chains) : descentGraph(manifold, chains, task.learningRate);
  const session = await openSession(graph, alone);
  const columns = sizeOf(manifold.shape);
  const dims = [chains, columns];
  const noise = new Float32Array(manifold.noise.length > 0 ? chains * columns : 0);
  const noiseInput = manifold.noise.length > 0 && { noise: tensor(noise, dims) };
  return {
    async answer({ state, step }) {
      sumNoise(noise, columns, manifold.noise, seed, step);
      const next = new Float32Array(state.length);
      await session.run({ x: tensor(state, dims), ...noiseInput }, { next: tensor(next, dims) });
      return { value: { state, next }, transfer: [state.buffer, next.buffer] };
    },
    close: () => session.release(),
  };
}
