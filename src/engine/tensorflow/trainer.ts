import type { NamedTensorMap } from '@tensorflow/tfjs';
import { platform } from '#platform';
import { Batches } from '../../core/batches.js';
import type { Samples } from '../../core/samples.js';
import { knownOf, statesOf } from '../../core/units.js';
import { adamScalars, beta1, beta2, learningRateAt } from '../adam.js';
import type { Trainer, TrainerSettings, TrainerStart } from '../engine.js';
import { openNetwork } from './model.js';
import type { Runtime } from './runtime.js';

/** What the last look at the network found: its loss, and the gradient that the next update takes. */
interface Look {
  readonly loss: number;
  readonly gradients: NamedTensorMap;
}

/** Trains by automatic differentiation, a step and then a turn of the event loop. */
export async function trainerOn(
  runtime: Runtime,
  samples: Samples,
  settings: TrainerSettings,
  start: TrainerStart,
): Promise<Trainer> {
  const { tf } = runtime;
  const { architecture, batchSize } = settings;
  const network = await openNetwork(runtime, architecture, start.weights);
  const variables = [...network.learned];
  const batches = new Batches(statesOf(samples), settings, knownOf(samples));
  const moments = (from: number) =>
    runtime.run(() =>
      variables.map(({ shape }, i) => {
        const values = start.moments[from + i];
        return tf.variable(values ? tf.tensor(values, shape) : tf.zeros(shape), false);
      }),
    );
  const first = moments(0);
  const second = moments(variables.length);
  let step = start.step;
  let seen: Look | undefined;

  function look(): Look {
    batches.draw(step);
    return runtime.run(() => {
      const batch = (numbers: Float32Array) => tf.tensor(numbers, [batchSize, ...network.shape]);
      const [input, target] = [batch(batches.input), batch(batches.target)];
      const weight = batches.weight && batch(batches.weight);
      const { value, grads } = tf.variableGrads(() => {
        const squares = network.f(input, true).squaredDifference(target);
        return (weight ? squares.mul(weight) : squares).mean();
      }, variables);
      for (const gradient of Object.values(grads)) tf.keep(gradient);
      return { loss: value.dataSync()[0]!, gradients: grads };
    });
  }

  /** Adam, with moments that are not normalised (see `adamScalars`). */
  function update({ gradients }: Look): void {
    const { rate, floor } = adamScalars(step, learningRateAt(settings, step));
    runtime.run(() => {
      for (const [i, variable] of variables.entries()) {
        const gradient = gradients[variable.name];
        if (!gradient) continue; // a weight that the output does not depend on
        const [m, v] = [first[i]!, second[i]!];
        m.assign(m.mul(beta1).add(gradient));
        v.assign(v.mul(beta2).add(gradient.square()));
        variable.assign(variable.sub(m.div(v.sqrt().add(floor)).mul(rate)));
      }
    });
    tf.dispose(gradients);
    step++;
  }

  return {
    async advance(target) {
      await platform.yieldToEventLoop();
      if (seen && step < target) {
        update(seen);
        seen = undefined;
      }
      seen ??= look();
      const state = { step, loss: seen.loss };
      return step < target ? state : { ...state, weights: network.weights.map((weight) => runtime.read(weight)) };
    },
    moments: async () => [...first, ...second].map((moment) => runtime.read(moment)),
    async close() {
      if (seen) tf.dispose(seen.gradients);
      tf.dispose([...first, ...second]);
      network.dispose();
    },
  };
}
