import { stateSize, writeUnits } from './label-units.js';
import type { Manifold } from './manifold.js';
import { sizeOf } from './samples.js';
import type { TableRow } from './table.js';

/** Whether chains of this manifold know anything. */
export const knows = ({ known = [] }: Manifold): boolean =>
  known.some(({ labels, data }) => labels?.length || data?.mask.includes(1));

/** How many rows or samples chains are given, each for one of them; 1 where they are given the same or nothing. */
export const givenCount = ({ known = [], shape }: Manifold): number =>
  Math.max(1, ...known.map(({ data }) => (data ? data.values.length / sizeOf(shape) : 1)));

/** Of each of `count` chains the cells that it was given, where chains were given rows of a table. */
export function givenRows({ known = [] }: Manifold, first: number, count: number): readonly TableRow[] | undefined {
  const all = known.flatMap(({ rows }) => (rows ? [rows] : []));
  if (all.length === 0) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const rows = all.map((rows) => rows[(first + i) % rows.length]!);
    return rows.length === 1 ? rows[0]! : Object.fromEntries(rows.flatMap((row) => Object.entries(row)));
  });
}

/** What chains know, as rows of states. */
export interface KnownStates {
  /** What is known, and 0 elsewhere. */
  readonly values: Float32Array;
  /** 0 where something is known, else 1. */
  readonly free: Float32Array;
}

/** What the chains first, first + 1, … know, written into these rows of states. */
export function fillKnown({ values, free }: KnownStates, manifold: Manifold, first: number): void {
  values.fill(0);
  free.fill(1);
  eachKnown(values.length, manifold, first, (at, value) => {
    values[at] = value;
    free[at] = 0;
  });
}

/** Puts what the chains first, first + 1, … know into their states. */
export function putBack(states: Float32Array, manifold: Manifold, first: number): Float32Array {
  if (!knows(manifold)) return states;
  const put = states.slice();
  eachKnown(put.length, manifold, first, (at, value) => {
    put[at] = value;
  });
  return put;
}

function eachKnown(length: number, manifold: Manifold, first: number, use: (at: number, value: number) => void): void {
  const { known = [], shape } = manifold;
  const [size, wide] = [sizeOf(shape), stateSize(manifold)];
  const units = new Float32Array(wide);
  for (let start = 0, chain = first; start < length; start += wide, chain++)
    for (const { labels, labelMask, data } of known) {
      if (labels?.length && labelMask?.[chain % labels.length] !== 0) {
        writeUnits(units, labels[chain % labels.length]!, manifold);
        for (let i = size; i < wide; i++) use(start + i, units[i]!);
      }
      if (!data) continue;
      const from = (chain % (data.values.length / size)) * size;
      const mask = from % data.mask.length;
      for (let i = 0; i < size; i++) if (data.mask[mask + i] === 1) use(start + i, data.values[from + i]!);
    }
}
