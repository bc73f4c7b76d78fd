import { assembled, memoryOf } from '../../../base/assembled.js';
import { type adamScalars, beta1, beta2 } from '../../adam.js';
import { adamWasm } from './adam-wasm.js';

/** The parameters of a network under training, each an array of its own, and what Adam keeps beside them. */
export interface Parameters {
  readonly weights: Arrays;
  readonly firstMoments: Arrays;
  readonly secondMoments: Arrays;
  /** The next update's, to be written here. */
  readonly gradients: Arrays;
  /** Adam, in place. Moments are not normalised (see `adamScalars`): after the first update they are the gradients. */
  update(scalars: ReturnType<typeof adamScalars>): void;
}

export type Arrays = readonly Float32Array<ArrayBuffer>[];

/**
 * What is smaller becomes 0. The moments of dead units would decay into denormal numbers, which are slow, and which a thread
 * may flush to zero or not: from this bound upwards the results are the same whether it does.
 */
const least = 2 ** -100;

/** Parameters of these sizes, weights and moments 0. */
export function openParameters(sizes: readonly number[]): Parameters {
  try {
    return simdParameters(sizes);
  } catch {
    return plainParameters(sizes); // there is no SIMD here, or all this is more than the 4 GB of a WebAssembly memory
  }
}

/** Updates by adam.wat, in a memory that never grows: growing would detach the arrays. */
export function simdParameters(sizes: readonly number[]): Parameters {
  const bytes = total(sizes) * Float32Array.BYTES_PER_ELEMENT;
  const memory = memoryOf(Math.ceil((4 * bytes) / 2 ** 16));
  const { update } = assembled<{ update(bytes: number, ...scalars: number[]): void }>(adamWasm, memory);
  const arrays = (place: number) => split(new Float32Array(memory.buffer, place * bytes, total(sizes)), sizes);
  return {
    weights: arrays(0),
    firstMoments: arrays(1),
    secondMoments: arrays(2),
    gradients: arrays(3),
    update: ({ rate, floor }) => update(bytes, beta1, beta2, rate, floor, least),
  };
}

/** The same in plain JavaScript, bit for bit: a double, rounded after each operation, is what single precision gives. */
export function plainParameters(sizes: readonly number[]): Parameters {
  const zeros = () => new Float32Array(total(sizes));
  const [w, m, v, g] = [zeros(), zeros(), zeros(), zeros()];
  return {
    weights: split(w, sizes),
    firstMoments: split(m, sizes),
    secondMoments: split(v, sizes),
    gradients: split(g, sizes),
    update(scalars) {
      const [decay1, decay2, rate, floor] = [fround(beta1), fround(beta2), fround(scalars.rate), fround(scalars.floor)];
      for (let i = 0; i < w.length; i++) {
        const gradient = g[i]!;
        const first = flushed(fround(fround(m[i]! * decay1) + gradient));
        const second = flushed(fround(fround(v[i]! * decay2) + fround(gradient * gradient)));
        const direction = fround(first / fround(fround(Math.sqrt(second)) + floor));
        m[i] = first;
        v[i] = second;
        w[i] = flushed(fround(w[i]! - fround(direction * rate)));
      }
    },
  };
}

const { fround } = Math;

const flushed = (x: number): number => (Math.abs(x) < least ? 0 : x);

/** Each array begins on a cache line of its own, of so many numbers. What lies between stays 0. */
const line = 16;

const padded = (size: number): number => line * Math.ceil(size / line);

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + padded(size), 0);

function split(all: Float32Array<ArrayBuffer>, sizes: readonly number[], room = padded): Arrays {
  let end = 0;
  return sizes.map((size) => {
    const begin = end;
    end += room(size);
    return all.subarray(begin, begin + size);
  });
}

/** The arrays of these sizes, which may lie end to end in one. */
export const apart = (arrays: Arrays, sizes: readonly number[]): Arrays =>
  arrays.length === sizes.length ? arrays : split(arrays[0]!, sizes, (size) => size);
