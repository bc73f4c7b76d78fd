import { Bell } from './bell.js';
import { iteratorOf, type WholeIterator } from './iterator.js';

const over = { done: true, value: undefined } as const;

/**
 * Several readers of one source. The source is read when the foremost reader needs a value, and not while the slowest is
 * `ahead` values behind it.
 */
export class Tee<T> {
  readonly #source: AsyncIterator<T>;
  readonly #ahead: number;
  /** Values that not all readers have taken; the first of them is number `#first` of the source. */
  readonly #kept: T[] = [];
  #first = 0;
  readonly #places = new Map<object, number>();
  #reading = false;
  #end: { readonly error?: unknown } | undefined;
  readonly #changed = new Bell();

  constructor(source: AsyncIterable<T>, ahead: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#ahead = ahead;
  }

  /** A reader from here on; until it is returned, the others wait for it. */
  reader(): WholeIterator<T> {
    const self = {};
    this.#places.set(self, this.#first + this.#kept.length);
    const leave = async (): Promise<void> => {
      this.#places.delete(self);
      this.#letGo();
    };
    const next = async (): Promise<IteratorResult<T>> => {
      for (;;) {
        const place = this.#places.get(self);
        if (place === undefined) return over;
        if (place < this.#first + this.#kept.length) {
          const value = this.#kept[place - this.#first]!;
          this.#places.set(self, place + 1);
          this.#letGo();
          return { done: false, value };
        }
        if (this.#end && 'error' in this.#end) throw this.#end.error;
        if (this.#end) {
          await leave();
          return over;
        }
        if (this.#kept.length < this.#ahead) this.#read();
        await this.#changed.rung();
      }
    };
    return iteratorOf(next, leave);
  }

  /** Ends the source, and every reader with an error. */
  async abort(): Promise<void> {
    this.#kept.length = 0;
    this.#end = { error: new DOMException('the fork was stopped', 'AbortError') };
    this.#changed.ring();
    await this.#source.return?.();
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      const { done, value } = await this.#source.next();
      if (done) this.#end ??= {};
      else this.#kept.push(value);
    } catch (error) {
      this.#end ??= { error };
    }
    this.#reading = false;
    this.#changed.ring();
  }

  /** Forgets the values that every reader has taken. */
  #letGo(): void {
    const slowest = Math.min(...this.#places.values(), this.#first + this.#kept.length);
    this.#kept.splice(0, slowest - this.#first);
    this.#first = slowest;
    this.#changed.ring();
  }
}
