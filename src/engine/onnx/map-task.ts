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

/**
 * Maps the states it is sent; a state's buffer goes back with the answer, to be used again. The noise of the next step is
 * made while whoever asked is busy with the answer to this one.
 */
export async function openMap(task: MapTask): Promise<OpenTask<Question>> {
  const { manifold, chains, seed } = task;
  const graph = task.kind === 'map' ? mapGraph(manifold, chains) : descentGraph(manifold, chains, task.learningRate);
  const session = await openSession(graph);
  const columns = sizeOf(manifold.shape);
  const dims = [chains, columns];
  const noise = new Float32Array(manifold.noise.length > 0 ? chains * columns : 0);
  const noiseInput = manifold.noise.length > 0 && { noise: tensor(noise, dims) };
  /** The step whose noise is at hand, and the making of the next. */
  let ready: number | undefined;
  let ahead: NodeJS.Immediate | undefined;
  const makeNoise = (step: number) => {
    if (ready !== step) sumNoise(noise, columns, manifold.noise, seed, step);
    ready = step;
  };
  return {
    async answer({ state, step }) {
      clearImmediate(ahead);
      makeNoise(step);
      const next = new Float32Array(state.length);
      await session.run({ x: tensor(state, dims), ...noiseInput }, { next: tensor(next, dims) });
      ahead = setImmediate(() => makeNoise(step + 1));
      return { value: { state, next }, transfer: [state.buffer, next.buffer] };
    },
    close: () => session.release(),
  };
}
