import type { Known, KnownValues, Manifold } from './manifold.js';
import { sizeOf } from './samples.js';
import type { TableRow } from './table.js';
import { inRange, stateSize, unitPlaces, unitsOfLabel } from './units.js';

/** Whether chains of this manifold know anything. */
export const knows = ({ known = [] }: Manifold): boolean =>
  known.some(
    ({ labels, data, attributes }) => labels?.length || data?.mask.includes(1) || attributes?.mask.includes(1),
  );

/** How many rows or samples chains are given, each for one of them; 1 where they are given the same or nothing. */
export const givenCount = ({ known = [], shape }: Manifold): number =>
  Math.max(1, ...known.map(({ data }) => (data ? data.values.length / sizeOf(shape) : 1)));

/** Of each of `count` chains the cells that it was given, where chains were given rows of a table, or attributes. */
export function givenRows(
  { known = [] }: Manifold,
  first: number,
  count: number,
  rowsOf = ({ rows }: Known) => rows,
): readonly TableRow[] | undefined {
  const all = known.flatMap((each) => [rowsOf(each) ?? []].filter(({ length }) => length > 0));
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
  const parts = knownParts(manifold);
  const wide = stateSize(manifold);
  for (let start = 0, chain = first; start < length; start += wide, chain++)
    for (const { values, mask, at, size } of parts) {
      const from = (chain % (values.length / size)) * size;
      const known = from % mask.length;
      for (let i = 0; i < size; i++) if (mask[known + i] === 1) use(start + at + i, values[from + i]!);
    }
}

/** What chains know as rows of values, and where in a state these stand. */
function knownParts(manifold: Manifold): readonly (KnownValues & { readonly at: number; readonly size: number })[] {
  const { known = [], range } = manifold;
  const places = unitPlaces(manifold);
  return known.flatMap(({ labels, labelMask, data, attributes }) => {
    const parts = [];
    if (labels?.length) {
      const size = places.attributes - places.labels;
      const values = new Float32Array(labels.length * size);
      const mask = new Uint8Array(values.length);
      labels.forEach((label, i) => {
        values.set(unitsOfLabel(label, manifold), i * size);
        mask.fill(labelMask?.[i] ?? 1, i * size, (i + 1) * size);
      });
      parts.push({ values, mask, at: places.labels, size });
    }
    if (data) parts.push({ ...data, at: 0, size: places.labels });
    if (attributes) {
      const { values, mask } = attributes;
      parts.push({
        ...{ mask, values: inRange(values, range) },
        ...{ at: places.attributes, size: stateSize(manifold) - places.attributes },
      });
    }
    return parts;
  });
}
