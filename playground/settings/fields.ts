/** One setting: what it is by default, and how it stands in a link. What a link says wrongly reads as undefined. */
export interface Field<T> {
  readonly fallback: T;
  read(text: string): T | undefined;
  write(value: T): string;
}

/** A number from `min` to `max`; `step` 1 makes it whole. */
export interface NumberField extends Field<number> {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const plainNumber = /^\d{1,7}(\.\d{1,7})?$/;

export function number(min: number, max: number, step: number, fallback: number): NumberField {
  return {
    min,
    max,
    step,
    fallback,
    read(text) {
      const value = Number(text);
      const fits = plainNumber.test(text) && value >= min && value <= max;
      return fits && (step !== 1 || Number.isInteger(value)) ? value : undefined;
    },
    write: (value) => String(value),
  };
}

export function choice<const T extends string>(allowed: readonly T[], fallback: NoInfer<T>): Field<T> {
  return {
    fallback,
    read: (text) => allowed.find((each) => each === text),
    write: (value) => value,
  };
}

/** A place on the line, [x], or in the plane, [x, y]; all from 0 to 1. */
export type Point = readonly number[];

const mostPoints = 64;

/** Points, such as `.2 .8` or `.2,.3 .8,.6`. */
export function points(fallback: readonly Point[]): Field<readonly Point[]> {
  return {
    fallback,
    read(text) {
      const rows = text.trim().split(/[\s;]+/);
      const read = rows.map((row) => row.split(',').map(readShare));
      const wide = read[0]!.length;
      const fits = read.length <= mostPoints && wide <= 2 && read.every((point) => point.length === wide);
      return fits && read.every((point) => point.every((x) => x !== undefined)) ? (read as Point[]) : undefined;
    },
    write: (value) => value.map((point) => point.map(short).join(',')).join(' '),
  };
}

function readShare(text: string): number | undefined {
  const value = Number(text);
  return /^(\d{1,2})?\.?\d{0,4}$/.test(text) && /\d/.test(text) && value >= 0 && value <= 1 ? value : undefined;
}

const short = (x: number): string => String(Number(x.toFixed(3)));
