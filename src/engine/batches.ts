import { drawWithoutReplacement, fillNoise, keyOf, Purpose } from '../random.js';
import { sizeOf } from '../samples.js';
import type { TrainerSettings } from './engine.js';

/** The batches of a training, one after the other into the same two arrays. They depend on the seed and the step alone. */
export class Batches {
  readonly columns: number;
  readonly target: Float32Array;
  /** The target, with noise on it where the training is a denoising one. */
  readonly input: Float32Array;
  readonly #values: Float32Array;
  readonly #settings: TrainerSettings;
  readonly #order: Int32Array;

  constructor(values: Float32Array, settings: TrainerSettings) {
    const { architecture, batchSize, corruption } = settings;
    this.columns = sizeOf(architecture.shape);
    this.target = new Float32Array(batchSize * this.columns);
    this.input = corruption > 0 ? new Float32Array(this.target.length) : this.target;
    this.#values = values;
    this.#settings = settings;
    this.#order = Int32Array.from({ length: values.length / this.columns }, (_, i) => i);
  }

  draw(step: number): void {
    const { columns, target, input } = this;
    const { batchSize, corruption, seed } = this.#settings;
    drawWithoutReplacement(this.#order, batchSize, keyOf(seed, Purpose.batch, step), (place, index) =>
      target.set(this.#values.subarray(index * columns, (index + 1) * columns), place * columns),
    );
    if (corruption === 0) return;
    fillNoise(input, columns, corruption, 'normal', keyOf(seed, Purpose.corruption, step));
    for (let i = 0; i < input.length; i++) input[i]! += target[i]!;
  }
}
