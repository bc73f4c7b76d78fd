import { weightShapes } from '../../manifold.js';
import { sizeOf } from '../../samples.js';
import { adamScalars } from '../adam.js';
import { Batches } from '../batches.js';
import type { TrainerState } from '../engine.js';
import { stepGraph } from './backward.js';
import type { OpenTask, TrainerTask } from './protocol.js';
import { openSession, type Tensor, tensor } from './session.js';

type Question = { readonly target: number } | 'moments';

/** A run can't be interrupted, so a question is answered at the first step's end after this many milliseconds. */
const slice = 50;

/** Trains: one run of the step graph a step, from one set of parameters and moments into another, then the sets change places. */
export async function openTrainer({ values, start, settings }: TrainerTask): Promise<OpenTask<Question>> {
  const { architecture, batchSize, learningRate } = settings;
  const session = await openSession(stepGraph(architecture, batchSize));
  const batches = new Batches(values, settings);
  const shapes = weightShapes(architecture);
  let before = parameters(shapes, start.weights, start.moments);
  let after = parameters(shapes);
  const rate = new Float32Array(1);
  const floor = new Float32Array(1);
  const loss = new Float32Array(1);
  const batchFeeds = {
    input: tensor(batches.input, [batchSize, batches.columns]),
    target: tensor(batches.target, [batchSize, batches.columns]),
    rate: tensor(rate, []),
    floor: tensor(floor, []),
  };
  const lossFetch = { loss: tensor(loss, []) };
  let step = start.step;
  let hasRun = false;

  /** Measures the loss at this step, and prepares the next. */
  async function run(): Promise<void> {
    batches.draw(step);
    const scalars = adamScalars(step, learningRate);
    rate[0] = scalars.rate;
    floor[0] = scalars.floor;
    const fetches = Object.fromEntries(Object.entries(after).map(([name, kept]) => [`${name}+`, kept]));
    await session.run({ ...batchFeeds, ...before }, { ...lossFetch, ...fetches });
    hasRun = true;
  }

  return {
    async answer(question) {
      if (question === 'moments') {
        const moments = [...copies(before, 'm'), ...copies(before, 'v')];
        return { value: moments, transfer: moments.map(({ buffer }) => buffer) };
      }
      const { target } = question;
      const began = performance.now();
      do {
        if (hasRun && step < target) {
          [before, after] = [after, before];
          step++;
          hasRun = false;
        }
        if (!hasRun) await run();
      } while (step < target && Number.isFinite(loss[0]) && performance.now() - began < slice);
      const state: TrainerState = { step, loss: loss[0]! };
      if (step < target) return { value: state, transfer: [] };
      const weights = copies(before, 'w');
      return { value: { ...state, weights }, transfer: weights.map(({ buffer }) => buffer) };
    },
    close: () => session.release(),
  };
}

/** A set of parameters w and their moments m and v, by the names that the step graph gives them. */
function parameters(
  shapes: number[][],
  weights: readonly Float32Array[] = [],
  moments: readonly Float32Array[] = [],
): Record<string, Tensor> {
  const zeros = (shape: number[]) => new Float32Array(sizeOf(shape));
  const entries = shapes.flatMap((shape, i) => [
    [`w${i}`, tensor(weights[i] ?? zeros(shape), shape)],
    [`m${i}`, tensor(moments[i] ?? zeros(shape), shape)],
    [`v${i}`, tensor(moments[shapes.length + i] ?? zeros(shape), shape)],
  ]);
  return Object.fromEntries(entries);
}

/** Copies of all tensors of one kind. */
function copies(tensors: Record<string, Tensor>, kind: 'w' | 'm' | 'v'): Float32Array<ArrayBuffer>[] {
  const named = Object.entries(tensors).filter(([name]) => name.startsWith(kind));
  return named.map(([, { data }]) => (data as Float32Array<ArrayBuffer>).slice());
}
