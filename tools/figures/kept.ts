import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where long figures keep what is finished, so that a killed run goes on; remove it to begin anew. */
const place = '.figures';

export const keptIn = (name: string): string => join(place, name);

/** Results by their names, each computed once and kept in one file of JSON. */
export class Kept<T> {
  readonly #file: string;
  readonly #results: Record<string, T>;

  constructor(name: string) {
    this.#file = keptIn(`${name}.json`);
    this.#results = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {};
  }

  get(name: string): T | undefined {
    return this.#results[name];
  }

  set(name: string, result: T): void {
    this.#results[name] = result;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.part`, JSON.stringify(this.#results));
    renameSync(`${this.#file}.part`, this.#file);
  }
}
