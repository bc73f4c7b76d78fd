import { check, checkValue, oneOf, sources, whole } from '../base/check.js';
import { legible } from '../base/json.js';
import { files, nameOf, read, type Source, unreadable } from '../base/source.js';
import { type Range, rangeRule, type Samples } from '../core/samples.js';
import { scaleOf } from '../core/scale.js';

/** Options of `fromCifar`. */
export interface CifarOptions {
  /** CIFAR-10 or CIFAR-100, of which the labels are its fine ones; 10 by default. */
  readonly classes?: 10 | 100 | undefined;
  /** None and all of a colour: [-1, 1] by default, or [0, 1]. */
  readonly range?: Range | undefined;
  /** How many pictures, the first ones; all by default. */
  readonly count?: number | undefined;
}

const rules = {
  classes: oneOf<10 | 100>([10, 100], 10),
  range: rangeRule([-1, 1]),
  count: whole<number | undefined>(1, undefined),
};
const pathRule = sources('the path of a binary batch of CIFAR or a Blob, or a list of them');

/** The most bytes of a file of names. */
const mostNames = 2 ** 16;

/** Checks the options now, and reads the batches when read itself, one after the other. */
export function cifar(path: Source | readonly Source[], options: CifarOptions = {}) {
  const paths = [checkValue('fromCifar: path', path, pathRule)].flat();
  const { classes, range, count } = check('fromCifar', options, rules);
  const form = cifarForms[classes];

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const batches: Batch[] = [];
    let there = 0;
    for (const source of paths) {
      if (signal?.aborted || (count !== undefined && there >= count)) break;
      const batch = await named(nameOf(source), () => readBatch(source, form, signal));
      batches.push(batch);
      there += batch.rows;
    }
    const labelNames = await namesBeside(paths[0]!, form, signal);
    if (signal?.aborted) return;
    if (count !== undefined && count > there)
      throw new RangeError(`fromCifar: count must be at most the ${there} pictures there are, not ${count}`);

    const total = count ?? there;
    const pixels = new Uint8Array(3 * side * side);
    const values = new Float32Array(total * pixels.length);
    const labels = new Int32Array(total);
    const scale = scaleOf(range);
    let done = 0;
    for (const { name, file, rows } of batches)
      await named(name, async () => {
        for (let row = 0; row < rows && done < total; row++, done++) {
          labels[done] = decodeRow(file, row, form, pixels);
          for (let i = 0, at = done * pixels.length; i < pixels.length; i++, at++) values[at] = scale[pixels[i]!]!;
        }
      });
    yield legible({ values, count: total, shape: [side, side, 3], range, labels, ...(labelNames && { labelNames }) });
  };
}

/** A file, and how many pictures it has. */
interface Batch {
  readonly name: string;
  readonly file: Uint8Array;
  readonly rows: number;
}

async function readBatch(source: Source, form: CifarForm, signal?: AbortSignal): Promise<Batch> {
  const file = await read(source, Number.POSITIVE_INFINITY, signal);
  return { name: nameOf(source), file, rows: rowsOf(file.length, form) };
}

/** The names of the classes, one a line, where their file lies beside the first batch. */
async function namesBeside(
  batch: Source,
  form: CifarForm,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (typeof batch !== 'string') return undefined;
  const place = batch.slice(0, Math.max(batch.lastIndexOf('/'), batch.lastIndexOf('\\')) + 1) + form.names;
  if (!(await files.stat(place))) return undefined;
  return named(place, async () => {
    const file = await files.read(place, mostNames, signal).catch((error: { code?: string }) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!file) return undefined;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file);
    const names = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    if (names.length !== form.classes)
      throw new TypeError(`it must have ${form.classes} names, one a line, not ${names.length}`);
    return names;
  });
}

/** What is made of a file; an error names it. */
async function named<T>(path: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw unreadable('fromCifar', path, error);
  }
}

/** How CIFAR's binary files keep a picture: labels of a byte each, then the reds, the greens and the blues. */
export interface CifarForm {
  readonly classes: 10 | 100;
  /** The bytes of labels in front of the pixels; the last one is the class. */
  readonly labels: 1 | 2;
  /** The file with the names of the classes, where it lies beside. */
  readonly names: string;
}

export const cifarForms: Readonly<Record<10 | 100, CifarForm>> = {
  10: { classes: 10, labels: 1, names: 'batches.meta.txt' },
  100: { classes: 100, labels: 2, names: 'fine_label_names.txt' },
};

const side = 32;
const plane = side * side;

/** The bytes of one picture. */
const rowBytes = ({ labels }: CifarForm): number => labels + 3 * plane;

/**
 * How many pictures a file of so many bytes has.
 * @throws TypeError when there are none, or a part of one.
 */
export function rowsOf(bytes: number, form: CifarForm): number {
  const rows = bytes / rowBytes(form);
  if (rows > 0 && Number.isInteger(rows)) return rows;
  throw new TypeError(
    `it must have a multiple of ${rowBytes(form)} bytes, as a batch of CIFAR-${form.classes} has, not ${bytes}`,
  );
}

/**
 * The class of one picture of a file, and its pixels, of which each has its red, green and blue side by side in `pixels`.
 * @throws TypeError for a class that is none.
 */
function decodeRow(file: Uint8Array, row: number, form: CifarForm, pixels: Uint8Array): number {
  const start = row * rowBytes(form) + form.labels;
  const label = file[start - 1]!;
  if (label >= form.classes)
    throw new TypeError(
      `the class of row ${row} must be below ${form.classes}, as in CIFAR-${form.classes}, not ${label}`,
    );
  for (let pixel = 0, at = 0; pixel < plane; pixel++)
    for (let channel = 0; channel < 3; channel++) pixels[at++] = file[start + channel * plane + pixel]!;
  return label;
}
