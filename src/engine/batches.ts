import { stateSize } from '../label-units.js';
import { drawWithoutReplacement, fillNoise, keyOf, Purpose, uniform } from '../random.js';
import { sizeOf } from '../samples.js';
import type { TrainerSettings } from './engine.js';
import { isGiven } from './parts.js';

/** The batches of a training, one after the other into the same two arrays. They depend on the seed and the step alone. */
export class Batches {
  readonly columns: number;
  readonly target: Float32Array;
  /** The target, blended with noise where the training says so. */
  readonly input: Float32Array;
  readonly #states: Float32Array;
  readonly #settings: TrainerSettings;
  readonly #order: Int32Array;

  /** @param states Samples, with their label units where they have any. */
  constructor(states: Float32Array, settings: TrainerSettings) {
    const { architecture, batchSize, blend } = settings;
    this.columns = stateSize(architecture);
    this.target = new Float32Array(batchSize * this.columns);
    this.input = blend ? new Float32Array(this.target.length) : this.target;
    this.#states = states;
    this.#settings = settings;
    this.#order = Int32Array.from({ length: states.length / this.columns }, (_, i) => i);
  }

  draw(step: number): void {
    const { columns, target } = this;
    const { batchSize, blend, seed } = this.#settings;
    drawWithoutReplacement(this.#order, batchSize, keyOf(seed, Purpose.batch, step), (place, index) =>
      target.set(this.#states.subarray(index * columns, (index + 1) * columns), place * columns),
    );
    if (blend) this.#blend(blend, step);
  }

  /** z = (1 − τ) x + τ u for each sample x, with u uniform over the domain, and x itself where something is given. */
  #blend([least, most]: readonly [number, number], step: number): void {
    const { columns, target, input } = this;
    const { architecture, given, seed } = this.#settings;
    const size = sizeOf(architecture.shape);
    const [low, high] = architecture.range;
    const middle = (low + high) / 2;
    const key = keyOf(seed, Purpose.blend, step);
    fillNoise(input, columns, (high - low) / 2, 'uniform', key);
    for (let from = 0, row = 0; from < input.length; from += columns, row++) {
      const share = least + (most - least) * uniform(key, row);
      for (let i = from; i < from + columns; i++) input[i] = (1 - share) * target[i]! + share * (middle + input[i]!);
      if (!given) continue;
      const part = keyOf(seed, Purpose.given, step, row);
      if (uniform(part, 0) < given.labels) input.set(target.subarray(from + size, from + columns), from + size);
      if (uniform(part, 1) < given.data) {
        const known = isGiven(architecture.shape, keyOf(part));
        for (let i = 0; i < size; i++) if (known(i)) input[from + i] = target[from + i]!;
      }
    }
  }
}
