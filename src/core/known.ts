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
    for (const { at, size, rows, values, from, mask } of parts) {
      const row = chain % rows;
      const [place, known] = [from(row), mask && (row * size) % mask.length];
      if (place === undefined) continue;
      for (let i = 0; i < size; i++)
        if (known === undefined || mask![known + i] === 1) use(start + at + i, values[place + i]!);
    }
}

/** Something that chains know, in rows that they take in turn. */
interface KnownPart {
  /** Where in a state it stands, and how many values it has. */
  readonly at: number;
  readonly size: number;
  readonly rows: number;
  readonly values: Float32Array;
  /** Where among the values a row begins; nowhere if nothing of it is known. */
  readonly from: (row: number) => number | undefined;
  /** 1 for each value that is known, of one row or of all; all are where there is none. */
  readonly mask?: Uint8Array;
}

function knownParts(manifold: Manifold): readonly KnownPart[] {
  const { known = [], range, labelUnits } = manifold;
  const places = unitPlaces(manifold);
  const rowsOf = ({ values, mask }: KnownValues, at: number, size: number): KnownPart => ({
    ...{ at, size, values, mask, rows: values.length / size },
    from: (row) => row * size,
  });
  return known.flatMap(({ labels, labelMask, data, attributes }) => {
    const parts: KnownPart[] = [];
    if (labels?.length) {
      const { classes } = labelUnits!;
      const [at, size] = [places.labels, places.attributes - places.labels];
      const values = new Float32Array(classes.length * size);
      classes.forEach((label, i) => void values.set(unitsOfLabel(label, manifold), i * size));
      const from = (row: number) => (labelMask?.[row] === 0 ? undefined : classes.indexOf(labels[row]!) * size);
      parts.push({ at, size, values, from, rows: labels.length });
    }
    if (data) parts.push(rowsOf(data, 0, places.labels));
    if (attributes) {
      const units = { ...attributes, values: inRange(attributes.values, range) };
      parts.push(rowsOf(units, places.attributes, stateSize(manifold) - places.attributes));
    }
    return parts;
  });
}
