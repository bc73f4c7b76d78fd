import { Batches } from '../../../core/batches.js';
import { weightShapes } from '../../../core/manifold.js';
import { sizeOf } from '../../../core/samples.js';
import { adamScalars, learningRateAt } from '../../adam.js';
import type { TrainerState } from '../../engine.js';
import { gradientGraph, partsOf } from '../graph/training.js';
import type { Runtime } from '../session.js';
import { type Arrays, apart, openParameters } from './parameters.js';
import type { OpenTask, TrainerTask } from './task.js';
import { isForTwo } from './two.js';

export type TrainerQuestion = { readonly target: number } | 'moments';

/** A run can't be interrupted, so a question is answered at the first step's end after this many milliseconds. */
export const slice = 50;

/** Trains: one run of the gradient graph a step, out of and into the arrays that Adam then updates in place. */
export async function openTrainerTask(
  { values, known, start, settings }: TrainerTask,
  runtime: Runtime,
): Promise<OpenTask<TrainerQuestion>> {
  const { architecture, batchSize } = settings;
  const batches = new Batches(values, settings, known);
  const sizes = weightShapes(architecture).map(sizeOf);
  const parts = partsOf(architecture);
  const parameters = openParameters(parts.map(({ shape }) => sizeOf(shape)));
  const weights = apart(parameters.weights, sizes);
  const moments = [...apart(parameters.firstMoments, sizes), ...apart(parameters.secondMoments, sizes)];
  for (const [i, values] of start.weights.entries()) weights[i]!.set(values);
  for (const [i, values] of start.moments.entries()) moments[i]!.set(values);

  const { tensor, open, openHalves } = runtime;
  const model = (rows: number) => gradientGraph(architecture, rows, batches.weight !== undefined);
  const session =
    openHalves && batchSize > 1 && isForTwo(architecture, batchSize)
      ? await openHalves(model(Math.ceil(batchSize / 2)), model(batchSize >> 1))
      : await open(model(batchSize));
  const loss = new Float32Array(1);
  const feeds = {
    input: tensor(batches.input, [batchSize, batches.columns]),
    target: tensor(batches.target, [batchSize, batches.columns]),
    ...(batches.weight && { weight: tensor(batches.weight, [batchSize, batches.columns]) }),
    ...Object.fromEntries(parts.map(({ name, shape }, i) => [`w${name}`, tensor(parameters.weights[i]!, shape)])),
  };
  const fetches = {
    loss: tensor(loss, []),
    ...Object.fromEntries(parts.map(({ name, shape }, i) => [`g${name}`, tensor(parameters.gradients[i]!, shape)])),
  };
  let step = start.step;

  /** Finds this step's loss and gradient. */
  async function look(): Promise<void> {
    batches.draw(step);
    await session.run(feeds, fetches);
  }

  await look();
  return {
    async answer(question) {
      if (question === 'moments') return copiesOf(moments);
      const { target } = question;
      const began = performance.now();
      while (step < target && Number.isFinite(loss[0]) && performance.now() - began < slice) {
        parameters.update(adamScalars(step, learningRateAt(settings, step)));
        step++;
        await look();
      }
      const state: TrainerState = { step, loss: loss[0]! };
      if (step < target) return { value: state, transfer: [] };
      const { value, transfer } = copiesOf(weights);
      return { value: { ...state, weights: value }, transfer };
    },
    close: () => session.release(),
  };
}

function copiesOf(arrays: Arrays) {
  const value = arrays.map((array) => array.slice());
  return { value, transfer: value.map(({ buffer }) => buffer) };
}
