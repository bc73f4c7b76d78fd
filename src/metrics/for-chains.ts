/** What is opened for so many chains, and for another number of them when that changes. */
export class ForChains<T extends { close(): Promise<void> }> {
  readonly #open: (chains: number) => Promise<T>;
  #chains = 0;
  #opened: Promise<T> | undefined;

  constructor(open: (chains: number) => Promise<T>) {
    this.#open = open;
  }

  async get(chains: number): Promise<T> {
    if (chains !== this.#chains) await this.close();
    this.#chains = chains;
    this.#opened ??= this.#open(chains);
    return this.#opened;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened?.catch(() => undefined))?.close();
  }
}
