/**
 * Tells once when the loss rises for long: when each of the last five is above twice what the first was, or above twice all of
 * any five in a row before, and not small beside the first. Single batches that are hard, or easy, don't count.
 */
export class Rising {
  readonly #last: number[] = [];
  #first: number | undefined;
  #lowest = Number.POSITIVE_INFINITY;
  #isTold = false;

  /** What the loss has risen from, the first time that it has. */
  from(loss: number): number | undefined {
    this.#first ??= loss;
    this.#last.push(loss);
    if (this.#last.length > 5) this.#last.shift();
    if (this.#last.length < 5 || this.#isTold) return undefined;
    this.#lowest = Math.min(this.#lowest, this.#first, Math.max(...this.#last));
    this.#isTold = Math.min(...this.#last) > Math.max(2 * this.#lowest, this.#first / 10);
    return this.#isTold ? this.#lowest : undefined;
  }
}
