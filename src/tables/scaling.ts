import { clip } from '../core/samples.js';
import type { Scaling } from '../core/table.js';

export type Scale = Scaling['scale'];

/** As many quantiles are kept of a column at most: from 4096 different numbers on, ranks are exact to a share of 1/4096. */
const mostQuantiles = 4096;

/** A unit is a number in single precision: so far apart, two shares are the same. */
const sameShare = 1e-7;

/** The scaling of a column with these numbers, one or more. */
export function fitScaling(scale: Scale, numbers: readonly number[]): Scaling {
  if (scale === 'rank') return ranking(numbers);
  const [low, high] = extremes(numbers);
  if (scale === 'minmax') return { scale, low, high };
  const mean = numbers.reduce((sum, x) => sum + x / numbers.length, 0);
  return {
    scale,
    mean,
    reach: Math.max(Math.min(high - mean, Number.MAX_VALUE), Math.min(mean - low, Number.MAX_VALUE)),
  };
}

export function extremes(numbers: readonly number[]): [low: number, high: number] {
  let [low, high] = [numbers[0]!, numbers[0]!];
  for (const x of numbers) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}

function ranking(numbers: readonly number[]): Scaling {
  const sorted = Float64Array.from(numbers).sort();
  const [at, values]: [number[], number[]] = [[], []];
  const add = (rank: number) => {
    at.push((rank + 0.5) / sorted.length);
    values.push(sorted[rank]!);
  };
  for (let first = 0; first < sorted.length; ) {
    let end = first + 1;
    while (end < sorted.length && sorted[end] === sorted[first]) end++;
    add(first);
    if (end - first > 1) add(end - 1);
    first = end;
  }
  if (at.length <= mostQuantiles) return { scale: 'rank', at, values };
  const [low, high] = [at[0]!, at.at(-1)!];
  const even = Array.from({ length: mostQuantiles }, (_, i) => low + ((high - low) * i) / (mostQuantiles - 1));
  return { scale: 'rank', at: even, values: even.map((share) => interpolate(at, values, share)) };
}

/** A number as a value from -1 to 1; outside of what was learned, the nearest. */
export function toUnit(scaling: Scaling, x: number): number {
  switch (scaling.scale) {
    case 'rank':
      return 2 * shareOf(scaling.at, scaling.values, x) - 1;
    case 'minmax':
      return scaling.low === scaling.high ? 0 : bounded(2 * partOf(x, scaling.low, scaling.high) - 1);
    case 'standard':
      return bounded(scaling.reach === 0 ? 0 : x / scaling.reach - scaling.mean / scaling.reach);
  }
}

/** The number of a value from -1 to 1. */
export function fromUnit(scaling: Scaling, unit: number): number {
  switch (scaling.scale) {
    case 'rank':
      return interpolate(scaling.at, scaling.values, (unit + 1) / 2);
    case 'minmax':
      return scaling.low * ((1 - unit) / 2) + scaling.high * ((1 + unit) / 2);
    case 'standard':
      return scaling.mean + scaling.reach * unit;
  }
}

/** How far x is from a to b; halves where the difference itself is no number. */
const partOf = (x: number, a: number, b: number): number =>
  Number.isFinite(b - a) ? (x - a) / (b - a) : (x / 2 - a / 2) / (b / 2 - a / 2);

const bounded = (unit: number): number => clip(unit, [-1, 1]);

/** The share of the rows below a number: at its middle where there are several of it. */
function shareOf(at: readonly number[], values: readonly number[], x: number): number {
  const first = lowerBound(values, x);
  if (first === values.length) return at.at(-1)!;
  if (values[first] === x) {
    let last = first;
    while (values[last + 1] === x) last++;
    return (at[first]! + at[last]!) / 2;
  }
  if (first === 0) return at[0]!;
  const [a, b] = [values[first - 1]!, values[first]!];
  const part = partOf(x, a, b);
  return at[first - 1]! + part * (at[first]! - at[first - 1]!);
}

/** The number at a share. */
function interpolate(at: readonly number[], values: readonly number[], share: number): number {
  const next = lowerBound(at, share);
  for (const near of [next - 1, next])
    if (near >= 0 && near < at.length && Math.abs(at[near]! - share) < sameShare) return values[near]!;
  if (next === 0) return values[0]!;
  if (next === at.length) return values.at(-1)!;
  const [a, b] = [values[next - 1]!, values[next]!];
  if (a === b) return a;
  const part = (share - at[next - 1]!) / (at[next]! - at[next - 1]!);
  return a * (1 - part) + b * part;
}

/** The first place of what is not below x, in a list that rises. */
function lowerBound(rising: readonly number[], x: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
