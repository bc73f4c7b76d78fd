import { assembled, memoryOf } from './assembled.js';
import { once } from './once.js';
import { simdWasm } from './simd-wasm.js';

/** Loops over states, four numbers at once, by simd.wat; the same as in plain JavaScript, bit for bit. */
export interface Simd {
  /** How many rows of so many columns it makes at once. */
  rows(columns: number): number;
  /** Makes row `place` of those, of uniform noise. */
  noise(place: number, columns: number, counter: number, second: number, eps: number): void;
  /** Rows that have been made, one after the other. */
  readonly made: Float32Array;
  /** Adds a z to what is there, rounded as single precision is. */
  addTimes(there: Float32Array, a: number, z: Float32Array): void;
  /** Makes a z + 0 of z. */
  fillTimes(out: Float32Array, a: number, z: Float32Array): void;
  /** Whether all are from `low` to `high`; 0 must be, too. */
  areInside(values: Float32Array, low: number, high: number): boolean;
}

/** There is none where WebAssembly has no SIMD. */
export const simd = once((): Simd | undefined => {
  try {
    return open();
  } catch {
    return undefined;
  }
});

/** Pages of memory: as much as stays near the processor. */
const pages = 4;
/** What a row of noise may be written beyond its end. */
const beyond = 8;

interface Exports {
  noise(at: number, end: number, counter: number, second: number, unit: number): void;
  addTimes(a: number, there: number, bytes: number): void;
  times(a: number, bytes: number): void;
  inside(low: number, high: number, bytes: number): number;
}

function open(): Simd {
  const memory = memoryOf(pages);
  const { noise, addTimes, times, inside } = assembled<Exports>(simdWasm, memory);
  const made = new Float32Array(memory.buffer);
  const half = made.length / 2;
  return {
    made,
    rows: (columns) => Math.floor((made.length - beyond) / columns),
    noise: (place, columns, counter, second, eps) =>
      noise(4 * place * columns, 4 * (place + 1) * columns, counter, second, eps / 65536),
    fillTimes(out, a, z) {
      for (let from = 0; from < z.length; from += made.length) {
        const part = z.subarray(from, from + made.length);
        made.set(part);
        times(a, 4 * part.length);
        out.set(made.subarray(0, part.length), from);
      }
    },
    areInside(values, low, high) {
      for (let from = 0; from < values.length; from += made.length) {
        const part = values.subarray(from, from + made.length);
        made.set(part);
        made.fill(0, part.length, part.length + 3);
        if (inside(low, high, 4 * part.length) === 0) return false;
      }
      return true;
    },
    addTimes(there, a, z) {
      for (let from = 0; from < there.length; from += half) {
        const part = there.subarray(from, from + half);
        made.set(z.subarray(from, from + half));
        made.set(part, half);
        addTimes(a, 4 * half, 4 * part.length);
        part.set(made.subarray(half, half + part.length));
      }
    },
  };
}
