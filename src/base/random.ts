import { once } from './once.js';
import { simd } from './simd.js';

/**
 * Random numbers that depend on where they are used and on nothing else: each is a hash of (seed, purpose, step, row,
 * column). So a run can stop and go on at any step, and more chains do not change the numbers of the first ones.
 */

/** What a random number is for: the same seed gives unrelated numbers to each purpose. */
export const Purpose = {
  weights: 1,
  batch: 2,
  blend: 3,
  start: 4,
  noise: 5,
  given: 6,
  turn: 7,
  unknown: 8,
  jitter: 9,
  validation: 10,
} as const;

/** The bit mixer of Chris Wellons's hash prospector (its two-round multipliers of lowest bias), on 32 bits. */
function mix(bits: number): number {
  let h = bits ^ (bits >>> 16);
  h = Math.imul(h, 0x21f0aaad);
  h ^= h >>> 15;
  h = Math.imul(h, 0x735a2d97);
  return h ^ (h >>> 15);
}

/** One 32-bit key for a list of whole numbers. */
export function keyOf(...words: number[]): number {
  let key = 0x4b464c57;
  for (const word of words) key = mix((mix(key ^ word) + Math.floor(word / 2 ** 32) + 0x9e3779b9) | 0);
  return key;
}

/** Number `index` of the stream `key`, uniform over the open interval (0, 1). */
export const uniform = (key: number, index: number): number => ((mix(key + index) >>> 0) + 0.5) / 2 ** 32;

/** Number `index` of the stream `key`, from the standard normal distribution. */
export const normal = (key: number, index: number): number => normalQuantile(uniform(key, index));

/** A number below which a standard normal one falls with probability p: Acklam's rational approximation, good to 1e-9. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700411) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

/** Uniform over the domain, or from −ε to ε; normal around its middle, or with the standard deviation ε. */
export type Distribution = 'uniform' | 'normal';

/** 65 536 equally likely levels: enough for small noise, and a look-up costs both distributions the same. */
const levels: Record<Distribution, () => Float32Array> = {
  uniform: once(() => new Float32Array(65536).map((_, k) => (k + 0.5) / 32768 - 1)),
  normal: once(() => new Float32Array(65536).map((_, k) => normalQuantile((k + 0.5) / 65536))),
};

/**
 * Fills row after row of `out`, from row `firstRow` on, with noise of scale `eps`: U(−eps, eps), or N(0, eps²).
 * Row i depends on `key` and i alone. Both are needed at once for every state drawn, so this is the hot loop of it:
 * one hash gives two values, and a second key inside the hash keeps rows from sharing stretches of one sequence.
 */
export function fillNoise(
  out: Float32Array,
  columns: number,
  eps: number,
  kind: Distribution,
  key: number,
  firstRow = 0,
): void {
  const fast = kind === 'uniform' && columns >= fewColumns ? simd() : undefined;
  const most = fast?.rows(columns) ?? 0;
  if (!fast || most === 0) {
    fillPlainly(out, columns, eps, kind, key, firstRow);
    return;
  }
  const rows = out.length / columns;
  for (let done = 0; done < rows; done += most) {
    const count = Math.min(most, rows - done);
    for (let place = 0; place < count; place++) {
      const first = keyOf(key, firstRow + done + place);
      fast.noise(place, columns, first, mix(first ^ key), eps);
    }
    out.set(fast.made.subarray(0, count * columns), done * columns);
  }
}

/** For fewer the call costs more than the loop. */
const fewColumns = 8;

/** The same in plain JavaScript, bit for bit. */
export function fillPlainly(
  out: Float32Array,
  columns: number,
  eps: number,
  kind: Distribution,
  key: number,
  firstRow: number,
): void {
  const level = levels[kind]();
  for (let start = 0, row = firstRow; start < out.length; start += columns, row++) {
    const first = keyOf(key, row);
    const second = mix(first ^ key);
    const end = start + columns;
    for (let i = start, counter = first; i < end; i += 2, counter++) {
      let h = counter ^ (counter >>> 16);
      h = Math.imul(h, 0x21f0aaad) ^ second;
      h ^= h >>> 15;
      h = Math.imul(h, 0x735a2d97);
      h ^= h >>> 15;
      out[i] = eps * level[h >>> 16]!;
      if (i + 1 < end) out[i + 1] = eps * level[h & 0xffff]!;
    }
  }
}

/**
 * Calls `use(place, index)` for `count` different indices drawn from 0 … order.length − 1, place after place.
 * `order` must hold 0, 1, 2, …; it is used as scratch and holds them again afterwards.
 */
export function drawWithoutReplacement(
  order: Int32Array,
  count: number,
  key: number,
  use: (place: number, index: number) => void,
): void {
  const swaps = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniform(key, i) * (order.length - i));
    swaps[i] = j;
    swap(order, i, j);
    use(i, order[i]!);
  }
  for (let i = count - 1; i >= 0; i--) swap(order, i, swaps[i]!);
}

function swap(order: Int32Array, i: number, j: number): void {
  const kept = order[i]!;
  order[i] = order[j]!;
  order[j] = kept;
}
