import { clip, type Range } from './samples.js';

/** (1 − t) a + t b, with a t for each chain. */
export function straight(a: Float32Array, b: Float32Array, times: ArrayLike<number>): Float32Array {
  const columns = a.length / times.length;
  return a.map((value, i) => {
    const t = times[Math.floor(i / columns)]!;
    return (1 - t) * value + t * b[i]!;
  });
}

/** Until so far from an end, a path is led to it. */
const reach = 0.3;

/** From 1 at an end to 0 where it has no say. */
const say = (t: number): number => (t >= reach ? 0 : 1 - (t / reach) ** 2 * (3 - (2 * t) / reach));

/** An end of paths, and what the network makes of it. */
export interface End {
  readonly values: Float32Array;
  readonly reached: Float32Array;
}

/** Leads paths to their ends: what the network makes of an end is a little off, and that is made good there, and less and less behind it. */
export function ledTo(
  [a, b]: readonly [End, End],
  times: ArrayLike<number>,
  values: Float32Array,
  range: Range,
): Float32Array {
  const columns = values.length / times.length;
  return values.map((value, i) => {
    const t = times[Math.floor(i / columns)]!;
    const off = say(t) * (a.values[i]! - a.reached[i]!) + say(1 - t) * (b.values[i]! - b.reached[i]!);
    return clip(value + off, range);
  });
}

/** How far each of the samples is from that of another list. */
export function distances(a: Float32Array, b: Float32Array, count: number): Float64Array {
  const columns = a.length / count;
  return Float64Array.from({ length: count }, (_, chain) => {
    let sum = 0;
    for (let i = chain * columns; i < (chain + 1) * columns; i++) sum += (a[i]! - b[i]!) ** 2;
    return Math.sqrt(sum);
  });
}

/** When each of the paths, of which the lengths of equally long stretches of time are known, has gone this share of its way. */
export function timesAt(share: number, stretches: readonly Float64Array[]): Float64Array {
  return stretches[0]!.map((_, chain) => {
    let left = share * stretches.reduce((sum, lengths) => sum + lengths[chain]!, 0);
    const last = stretches.length - 1;
    let stretch = 0;
    while (stretch < last && left > stretches[stretch]![chain]!) left -= stretches[stretch++]![chain]!;
    const length = stretches[stretch]![chain]!;
    return (stretch + (length > 0 ? Math.min(left / length, 1) : share)) / stretches.length;
  });
}
