/** Wakes all who wait for a change, each time that there is one. */
export class Bell {
  #ring!: () => void;
  #rung = this.#next();

  ring(): void {
    const ring = this.#ring;
    this.#rung = this.#next();
    ring();
  }

  /** Until it is rung the next time. */
  rung(): Promise<void> {
    return this.#rung;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }
}
