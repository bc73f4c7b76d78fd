import { drawWithoutReplacement, fillNoise, keyOf, normal, Purpose, uniform } from '../base/random.js';
import type { Architecture, GivenShares } from './manifold.js';
import { giveColumns, giveParts, numberParts } from './parts.js';
import { clip } from './samples.js';
import { stateSize, unitPlaces } from './units.js';

/** What batches are made by. */
export interface BatchSettings {
  /** The network that learns. */
  readonly architecture: Architecture;
  /** Samples in each batch. */
  readonly batchSize: number;
  /** The share of noise in the input, from and to; where there is none, the input is the target. */
  readonly blend?: readonly [low: number, high: number] | undefined;
  /** What the square error of a sample counts for: 'velocity' is τ⁻², for its share of noise τ; where there is none, all alike. */
  readonly weighting?: 'velocity' | undefined;
  /** The standard deviation of the noise in the target, in halves of the range; where there is none, the target is the samples. */
  readonly jitter?: number | undefined;
  /** The shares of the input that have something clean. */
  readonly given?: GivenShares | undefined;
  /** With the step, decides which samples a batch has, and its noise. */
  readonly seed: number;
}

/** The batches of a training, one after the other into the same two arrays. They depend on the seed and the step alone. */
export class Batches {
  /** Values of a sample, its label units included. */
  readonly columns: number;
  /** What the network is to give: `batchSize` rows of `columns` values. */
  readonly target: Float32Array;
  /** The target, blended with noise where the training says so. */
  readonly input: Float32Array;
  /**
   * What the square error of each value of the target counts for, with a mean of 1 over the batch; 0 where a value is not known. There is
   * none where all count alike.
   */
  readonly weight: Float32Array | undefined;
  readonly #states: Float32Array;
  readonly #known: Uint8Array | undefined;
  readonly #settings: BatchSettings;
  readonly #order: Int32Array;
  /** The numbers that jitter moves. */
  readonly #numbers: ReturnType<typeof numberParts>;

  /**
   * @param states Samples, with their label units where they have any: `statesOf`.
   * @param known Which of these values are known, where some are not: `knownOf`.
   */
  constructor(states: Float32Array, settings: BatchSettings, known?: Uint8Array) {
    const { architecture, batchSize, blend, jitter, weighting } = settings;
    this.columns = stateSize(architecture);
    this.target = new Float32Array(batchSize * this.columns);
    this.input = blend || known ? new Float32Array(this.target.length) : this.target;
    this.weight = known || weighting ? new Float32Array(this.target.length) : undefined;
    this.#states = states;
    this.#known = known;
    this.#settings = settings;
    this.#numbers = jitter ? numberParts(architecture) : [];
    this.#order = Int32Array.from({ length: states.length / this.columns }, (_, i) => i);
  }

  /** Fills `input`, `target` and `weight` with the batch of a step, counted from 0. */
  draw(step: number): void {
    const { columns, target } = this;
    const { batchSize, blend, jitter, seed } = this.#settings;
    drawWithoutReplacement(this.#order, batchSize, keyOf(seed, Purpose.batch, step), (place, index) =>
      target.set(this.#states.subarray(index * columns, (index + 1) * columns), place * columns),
    );
    if (jitter) this.#jitter(jitter, step);
    if (blend) this.#blend(step);
    if (this.weight) this.#weigh(this.weight, step);
    if (this.#known) this.#leaveOut(this.#known, step);
  }

  /** Moves each number of the target by normal noise, all its copies alike; what leaves the range comes back as from a mirror. */
  #jitter(jitter: number, step: number): void {
    const { columns, target } = this;
    const { architecture, seed } = this.#settings;
    const { range } = architecture;
    const [low, high] = range;
    const scale = (jitter * (high - low)) / 2;
    for (let start = 0, row = 0; start < target.length; start += columns, row++) {
      const key = keyOf(seed, Purpose.jitter, step, row);
      this.#numbers.forEach(([from, to], i) => {
        const moved = target[start + from]! + scale * normal(key, i);
        const inside = moved < low ? 2 * low - moved : moved > high ? 2 * high - moved : moved;
        target.fill(clip(inside, range), start + from, start + to);
      });
    }
  }

  /** z = (1 − τ) x + τ u for each sample x, with u uniform over the domain, and x itself where something is given. */
  #blend(step: number): void {
    const { columns, target, input } = this;
    const { architecture, given, seed } = this.#settings;
    const { range, attributeUnits } = architecture;
    const middle = (range[0] + range[1]) / 2;
    const places = unitPlaces(architecture);
    fillNoise(input, columns, (range[1] - range[0]) / 2, 'uniform', keyOf(seed, Purpose.blend, step));
    for (let start = 0, row = 0; start < input.length; start += columns, row++) {
      const noise = this.#noiseOf(row, step);
      const rest = 1 - noise;
      const offset = noise * middle;
      for (let i = start; i < start + columns; i++) input[i] = rest * target[i]! + noise * input[i]! + offset;
      if (!given) continue;
      const part = keyOf(seed, Purpose.given, step, row);
      const giveClean = (from: number, to: number) =>
        input.set(target.subarray(start + from, start + to), start + from);
      if (uniform(part, 0) < given.labels) giveClean(places.labels, places.attributes);
      if (uniform(part, 1) < given.data) giveParts(architecture, keyOf(part), giveClean);
      if (uniform(part, 2) < (given.attributes ?? 0))
        giveColumns(attributeUnits!, keyOf(part, 1), (from, to) =>
          giveClean(places.attributes + from, places.attributes + to),
        );
    }
  }

  /** τ, the share of noise in a row of this step's batch. */
  #noiseOf(row: number, step: number): number {
    const { blend: [least, most] = [0, 0], seed } = this.#settings;
    return least + (most - least) * uniform(keyOf(seed, Purpose.blend, step), row);
  }

  /** As z − x = τ (u − x), an error of x counts τ⁻² in the velocity that it implies: flow matching's loss (Lipman 2023). */
  #weigh(weight: Float32Array, step: number): void {
    const { columns } = this;
    const rows = weight.length / columns;
    const isWeighted = this.#settings.weighting === 'velocity';
    const counts = Float64Array.from({ length: rows }, (_, row) => (isWeighted ? this.#noiseOf(row, step) ** -2 : 1));
    const mean = counts.reduce((sum, count) => sum + count, 0) / rows;
    counts.forEach((count, row) => void weight.fill(count / mean, row * columns, (row + 1) * columns));
  }

  /** Puts noise where nothing is known, whatever stands there in the samples, and lets it count for nothing. */
  #leaveOut(known: Uint8Array, step: number): void {
    const { columns, target, input } = this;
    const weight = this.weight!;
    const { architecture, batchSize, blend, seed } = this.#settings;
    const [low, high] = architecture.range;
    const middle = (low + high) / 2;
    const noise = new Float32Array(columns);
    let total = 0;
    if (!blend) input.set(target);
    drawWithoutReplacement(this.#order, batchSize, keyOf(seed, Purpose.batch, step), (place, index) => {
      fillNoise(noise, columns, (high - low) / 2, 'uniform', keyOf(seed, Purpose.unknown, step), place);
      for (let i = 0, at = place * columns, from = index * columns; i < columns; i++, at++, from++) {
        if (known[from] === 1) total += weight[at]!;
        else {
          weight[at] = 0;
          target[at] = middle;
          input[at] = middle + noise[i]!;
        }
      }
    });
    const scale = total === 0 ? 0 : weight.length / total;
    for (let i = 0; i < weight.length; i++) weight[i]! *= scale;
  }
}
