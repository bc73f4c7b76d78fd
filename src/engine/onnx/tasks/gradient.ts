import type { Batches } from '../../../core/batches.js';
import { countsOf, type LayeredArchitecture } from '../../../core/manifold.js';
import { sizeOf } from '../../../core/samples.js';
import { gradientGraph, partsOf } from '../graph/training.js';
import type { Runtime, Tensors } from '../session.js';
import type { Arrays, Parameters } from './parameters.js';
import type { SharedArray } from './task.js';

/** The loss of a batch, and its gradient. */
export interface Gradient {
  /** Finds both for what the batches hold now: the gradient into that of the parameters. */
  find(): Promise<number>;
  release(): Promise<void>;
}

/** Finds it in this thread or, where it takes long, for half of the rows in another at the same time. */
export async function openGradient(
  architecture: LayeredArchitecture,
  batches: Batches,
  parameters: Parameters,
  runtime: Runtime,
): Promise<Gradient> {
  const { columns } = batches;
  const rows = batches.target.length / columns;
  const theirs = runtime.openBeside && isForTwo(architecture, rows) ? rows >> 1 : 0;
  const ours = rows - theirs;
  const parts = partsOf(architecture);
  const named = (letter: string, arrays: Arrays) =>
    parts.map(({ name, shape }, i) => ({ name: letter + name, dims: shape, values: arrays[i]! }));
  const of = Object.entries({ input: batches.input, target: batches.target, weight: batches.weight });
  const states = of.flatMap(([name, values]) => (values ? [{ name, dims: [rows, columns], values }] : []));
  const ourStates = states.map((state) => ({ ...state, dims: [ours, columns] }));
  const [weights, gradients] = [named('w', parameters.weights), named('g', parameters.gradients)];
  const loss = new Float32Array(1);
  const tensors = (arrays: readonly Named[]): Tensors =>
    Object.fromEntries(
      arrays.map(({ name, dims, values }) => [name, runtime.tensor(values.subarray(0, sizeOf(dims)), dims)]),
    );
  const feeds = tensors([...ourStates, ...weights]);
  const fetches = tensors([{ name: 'loss', dims: [], values: loss }, ...gradients]);
  const model = (rows: number) => gradientGraph(architecture, rows, batches.weight !== undefined);

  if (theirs === 0) {
    const session = await runtime.open(model(rows));
    return {
      async find() {
        await session.run(feeds, fetches);
        return loss[0]!;
      },
      release: () => session.release(),
    };
  }

  const theirStates = states.map((state) => shared({ ...state, dims: [theirs, columns] }));
  const [theirWeights, theirGradients] = [weights.map(shared), gradients.map(shared)];
  const theirLoss = shared({ name: 'loss', dims: [], values: loss });
  const thread = await runtime.openBeside!({
    kind: 'beside',
    model: model(theirs),
    inputs: [...theirStates, ...theirWeights],
    outputs: [theirLoss, ...theirGradients],
  });
  const session = await runtime.open(model(ours), true).catch(async (error) => {
    await thread.close();
    throw error;
  });
  const [share, rest] = [ours / rows, theirs / rows];
  return {
    async find() {
      theirStates.forEach(({ values }, i) => void values.set(states[i]!.values.subarray(ours * columns)));
      theirWeights.forEach(({ values }, i) => void values.set(weights[i]!.values));
      const answer = thread.ask('run');
      await Promise.all([session.run(feeds, fetches), answer]);
      theirGradients.forEach(({ values: other }, i) => {
        const { values } = gradients[i]!;
        for (let k = 0; k < values.length; k++) values[k] = share * values[k]! + rest * other[k]!;
      });
      return share * loss[0]! + rest * theirLoss.values[0]!;
    },
    async release() {
      await thread.close();
      await session.release();
    },
  };
}

interface Named {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

const shared = ({ name, dims }: Named): SharedArray => ({
  name,
  dims,
  values: new Float32Array(new SharedArrayBuffer(sizeOf(dims) * Float32Array.BYTES_PER_ELEMENT)),
});

/** Multiplications that take so long that to ask another thread takes nothing beside it. */
const many = 2 ** 22;

/**
 * What weighs little and computes much is for two: a convolution takes few products that are large enough for two threads to share one, but weights
 * that are used once in a state are soon all that there is to do. This says nothing of the machine, so that all find the same.
 */
function isForTwo(architecture: LayeredArchitecture, rows: number): boolean {
  const { weights, multiplications } = countsOf(architecture);
  return rows > 1 && multiplications > 4 * weights && rows * multiplications > many;
}
