import { keyOf, uniform } from '../../src/base/random.js';

/** Choices that a seed decides. */
export class Dice {
  #thrown = 0;
  readonly #key: number;

  constructor(seed: number) {
    this.#key = keyOf(seed);
  }

  /** A number from 0 to 1. */
  readonly share = (): number => uniform(this.#key, this.#thrown++);

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.share() * n);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}
