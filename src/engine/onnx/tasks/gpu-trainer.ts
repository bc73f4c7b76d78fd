import { Batches } from '../../../core/batches.js';
import { weightShapes } from '../../../core/manifold.js';
import { sizeOf } from '../../../core/samples.js';
import { adamScalars, learningRateAt } from '../../adam.js';
import type { TrainerState } from '../../engine.js';
import { updateGraph } from '../graph/training.js';
import type { Runtime } from '../session.js';
import type { OpenTask, TrainerTask } from './task.js';
import { slice, type TrainerQuestion } from './trainer.js';

/**
 * Trains where weights and moments stay with the runtime: one run a step finds the loss of the present weights and, beside
 * them, the next. Only the batch goes there, and the loss comes back once for each question: waiting for it takes as long as
 * some steps.
 */
export async function openGpuTrainerTask(
  { values, known, start, settings }: TrainerTask,
  { tensor, openRecurrence }: Runtime & Required<Pick<Runtime, 'openRecurrence'>>,
): Promise<OpenTask<TrainerQuestion>> {
  const { architecture, batchSize } = settings;
  const batches = new Batches(values, settings, known);
  const shapes = weightShapes(architecture);
  const named = (kind: string) => shapes.map((_, i) => `${kind}${i}`);
  const [weights, moments] = [named('w'), [...named('m'), ...named('v')]];
  const initial = (names: readonly string[], values: readonly Float32Array[]) =>
    names.map((name, i) => {
      const shape = shapes[i % shapes.length]!;
      return [name, tensor(values[i] ?? new Float32Array(sizeOf(shape)), shape)] as const;
    });
  const session = await openRecurrence(
    updateGraph(architecture, batchSize, batches.weight !== undefined),
    Object.fromEntries([...initial(weights, start.weights), ...initial(moments, start.moments)]),
  );
  const dims = [batchSize, batches.columns];
  const [rate, floor] = [new Float32Array(1), new Float32Array(1)];
  const feeds = {
    input: tensor(batches.input, dims),
    target: tensor(batches.target, dims),
    ...(batches.weight && { weight: tensor(batches.weight, dims) }),
    rate: tensor(rate, []),
    floor: tensor(floor, []),
  };
  let step = start.step;
  /** How many steps take about a slice of time. */
  let stepsAtOnce = 1;

  /** Finds this step's loss, and the next step's weights. */
  async function look(): Promise<void> {
    batches.draw(step);
    const scalars = adamScalars(step, learningRateAt(settings, step));
    rate[0] = scalars.rate;
    floor[0] = scalars.floor;
    await session.run(feeds);
  }

  async function read(names: readonly string[]) {
    const value = await session.read(names);
    return { value, transfer: value.map(({ buffer }) => buffer) };
  }

  await look();
  return {
    async answer(question) {
      if (question === 'moments') return read(moments);
      const { target } = question;
      const began = performance.now();
      const steps = Math.min(stepsAtOnce, target - step);
      for (let i = 0; i < steps; i++) {
        step++;
        await look();
      }
      const [loss] = await session.read(['loss']);
      const share = slice / (performance.now() - began);
      if (steps > 0) stepsAtOnce = Math.max(1, Math.round(steps * Math.min(2, share)));
      const state: TrainerState = { step, loss: loss![0]! };
      if (step < target) return { value: state, transfer: [] };
      const { value, transfer } = await read(weights);
      return { value: { ...state, weights: value }, transfer };
    },
    close: () => session.release(),
  };
}
