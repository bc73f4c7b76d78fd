/** The last few things that were asked for, each closed when others have taken its place. */
export class LruCache<T extends { readonly close: () => Promise<void> }> {
  readonly #most: number;
  readonly #things = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  async get(name: string, make: () => Promise<T>): Promise<T> {
    const thing = this.#things.get(name) ?? (await make());
    this.#things.delete(name);
    this.#things.set(name, thing);
    for (const [oldest, { close }] of this.#things) {
      if (this.#things.size <= this.#most) break;
      this.#things.delete(oldest);
      await close();
    }
    return thing;
  }

  async close(): Promise<void> {
    const all = [...this.#things.values()];
    this.#things.clear();
    for (const thing of all) await thing.close();
  }
}
