import { weightShapes } from '../../../values/manifold.js';
import { sizeOf } from '../../../values/samples.js';
import { adamScalars, learningRateAt } from '../../adam.js';
import { Batches } from '../../batches.js';
import type { TrainerState } from '../../engine.js';
import { gradientGraph } from '../graph/backward.js';
import type { Runtime } from '../session.js';
import { openParameters } from './parameters.js';
import type { OpenTask, TrainerTask } from './task.js';

export type TrainerQuestion = { readonly target: number } | 'moments';

/** A run can't be interrupted, so a question is answered at the first step's end after this many milliseconds. */
export const slice = 50;

/** Trains: one run of the gradient graph a step, out of and into the arrays that Adam then updates in place. */
export async function openTrainerTask(
  { values, known, start, settings }: TrainerTask,
  { tensor, open }: Runtime,
): Promise<OpenTask<TrainerQuestion>> {
  const { architecture, batchSize } = settings;
  const batches = new Batches(values, settings, known);
  const shapes = weightShapes(architecture);
  const parameters = openParameters(shapes.map(sizeOf));
  const { weights, firstMoments, secondMoments, gradients } = parameters;
  const moments = [...firstMoments, ...secondMoments];
  for (const [i, values] of start.weights.entries()) weights[i]!.set(values);
  for (const [i, values] of start.moments.entries()) moments[i]!.set(values);

  const session = await open(gradientGraph(architecture, batchSize, batches.weight !== undefined));
  const loss = new Float32Array(1);
  const feeds = {
    input: tensor(batches.input, [batchSize, batches.columns]),
    target: tensor(batches.target, [batchSize, batches.columns]),
    ...(batches.weight && { weight: tensor(batches.weight, [batchSize, batches.columns]) }),
    ...Object.fromEntries(shapes.map((shape, i) => [`w${i}`, tensor(weights[i]!, shape)])),
  };
  const fetches = {
    loss: tensor(loss, []),
    ...Object.fromEntries(shapes.map((shape, i) => [`g${i}`, tensor(gradients[i]!, shape)])),
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

function copiesOf(arrays: readonly Float32Array<ArrayBuffer>[]) {
  const value = arrays.map((array) => array.slice());
  return { value, transfer: value.map(({ buffer }) => buffer) };
}
