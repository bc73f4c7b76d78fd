import { platform } from '#platform';
import { type CifarForm, cifarForms, decodeRow, rowBytes, rowsOf, side } from '../formats/cifar.js';
import { check, checkValue, oneOf, paths as pathsOf, whole } from '../values/check.js';
import { type Range, rangeRule, type Samples } from '../values/samples.js';
import { scaleOf } from './scale.js';

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
const pathRule = pathsOf('the path of a binary batch of CIFAR, or a list of them');

/** The most bytes of a file of names. */
const mostNames = 2 ** 16;

/** Checks the options now, and reads the batches when read itself, one after the other. */
export function cifar(path: string | readonly string[], options: CifarOptions = {}) {
  const paths = [checkValue('fromCifar: path', path, pathRule)].flat();
  const { classes, range, count } = check('fromCifar', options, rules);
  const form = cifarForms[classes];

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const batches: Batch[] = [];
    for (const path of paths) batches.push({ path, rows: await named(path, () => rowsIn(path, form)) });
    const there = batches.reduce((sum, { rows }) => sum + rows, 0);
    if (count !== undefined && count > there)
      throw new RangeError(`fromCifar: count must be at most the ${there} pictures there are, not ${count}`);
    const labelNames = await namesBeside(paths[0]!, form);
    if (signal?.aborted) return;

    const total = count ?? there;
    const pixels = new Uint8Array(3 * side * side);
    const values = new Float32Array(total * pixels.length);
    const labels = new Int32Array(total);
    const scale = scaleOf(range);
    let done = 0;
    const add = async ({ path, rows }: Batch) => {
      const file = await platform.files.read(path, rows * rowBytes(form), signal);
      rowsOf(file.length, form);
      for (let row = 0; row < rows && done < total; row++, done++) {
        labels[done] = decodeRow(file, row, form, pixels);
        for (let i = 0, at = done * pixels.length; i < pixels.length; i++, at++) values[at] = scale[pixels[i]!]!;
      }
    };
    for (const batch of batches)
      if (done < total && !signal?.aborted)
        await named(batch.path, () => add(batch)).catch((error) => {
          if (!signal?.aborted) throw error;
        });
    if (signal?.aborted) return;
    yield { values, count: total, shape: [side, side, 3], range, labels, ...(labelNames && { labelNames }) };
  };
}

/** A file, and how many pictures it has. */
interface Batch {
  readonly path: string;
  readonly rows: number;
}

async function rowsIn(path: string, form: CifarForm): Promise<number> {
  const found = await platform.files.stat(path);
  if (found?.kind !== 'file') throw new Error(found ? 'it is no file' : 'there is none');
  return rowsOf(found.bytes, form);
}

/** The names of the classes, one a line, where their file lies beside the first batch. */
async function namesBeside(path: string, form: CifarForm): Promise<readonly string[] | undefined> {
  const place = path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) + form.names;
  if (!(await platform.files.stat(place))) return undefined;
  return named(place, async () => {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await platform.files.read(place, mostNames));
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
    const Kind = error instanceof TypeError ? TypeError : Error;
    throw new Kind(`fromCifar: ${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
