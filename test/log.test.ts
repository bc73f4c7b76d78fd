import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type TrainingStep, toLog } from 'kaleidoflow';
import { PNG } from 'pngjs';
import { concat, firstValueFrom, from, lastValueFrom, of, take, throwError, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { faces } from './faces.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';

const steps = (
  losses: readonly number[],
  validations: readonly (number | undefined)[] = [],
  every = 10,
): TrainingStep[] =>
  losses.map((loss, i) => {
    const validation = validations[i];
    return { step: every * i, loss, ...(validation !== undefined && { validation }), manifold: () => untrained() };
  });

let directory = '';
beforeEach(() => {
  directory = newFolder();
});
const file = (name: string) => join(directory, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
/** The lines of a log as their step, loss and validation. */
const rows = (name: string) =>
  name.endsWith('csv')
    ? read(name)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) =>
          line
            .split(',')
            .slice(0, 3)
            .map((cell) => (cell === '' ? undefined : Number(cell))),
        )
    : read(name)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ step, loss, validation }) => [step, loss, validation]);
const saying = (all: readonly TrainingStep[]) => all.map(({ step, loss, validation }) => [step, loss, validation]);

describe.each(faces)('toLog ($name)', ({ operators, observed }) => {
  const log = (all: readonly TrainingStep[], name: string) =>
    lastValueFrom(from(all).pipe(observed(operators.toLog(file(name))), toArray()));

  it.each(['loss.csv', 'loss.jsonl'])('passes the steps on, and has a line for each (%s)', async (name) => {
    const all = steps([0.25, 0.1, 1e-7], [0.3, 0.2, 0.1 / 3]);
    expect(await log(all, name)).toEqual(all);
    expect(rows(name)).toEqual(saying(all));
  });

  it('has every step the moment it has come, whatever happens then', async () => {
    const all = steps([0.25, 0.1]);
    const failing = concat(
      from(all),
      throwError(() => new Error('lost')),
    );
    await expect(lastValueFrom(failing.pipe(observed(operators.toLog(file('a.csv')))))).rejects.toThrow('lost');
    expect(rows('a.csv')).toEqual(saying(all));
    for (const name of ['b.csv', 'c.jsonl']) {
      await firstValueFrom(from(all).pipe(observed(operators.toLog(file(name))), take(1)));
      expect(rows(name).slice(0, 1)).toEqual(saying(all.slice(0, 1)));
    }
  });
});

describe('a log that is there', () => {
  const log = (all: readonly TrainingStep[], name: string) =>
    lastValueFrom(from(all).pipe(toLog(file(name)), toArray()));

  it('goes on without a line twice, from wherever the training was left', async () => {
    const loss = fc.double({ min: 1e-9, max: 4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(loss, fc.option(loss, { nil: undefined })), { minLength: 1, maxLength: 9 }),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('a.csv', 'a.jsonl'),
        async (points, left, best, name) => {
          rmSync(file(name), { force: true });
          const all = steps(
            points.map(([loss]) => loss),
            points.map(([, validation]) => validation),
          );
          const last = left % all.length;
          await log(all.slice(0, last + 1), name);
          // A training that is resumed begins with its best step and its last.
          await log([all[best % (last + 1)]!, ...all.slice(last)], name);
          expect(rows(name)).toEqual(saying(all));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('loses what a killed process has begun to write, and nothing else', async () => {
    const all = steps([0.5, 0.25, 0.125]);
    for (const name of ['a.csv', 'a.jsonl']) {
      await log(all, name);
      const whole = readFileSync(file(name));
      for (let length = 0; length <= whole.length; length++) {
        writeFileSync(file(name), whole.subarray(0, length));
        await log(all, name);
        expect(rows(name)).toEqual(saying(all));
      }
    }
  });

  it('counts its seconds on', async () => {
    const seconds = () =>
      read('a.csv')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[3]));
    await log(steps([0.5]), 'a.csv');
    writeFileSync(file('a.csv'), read('a.csv').replace(/,[\d.]+\n$/, ',100.5\n'));
    await log(steps([0.5, 0.25]), 'a.csv');
    expect(seconds()[0]).toBe(100.5);
    expect(seconds()[1]).toBeGreaterThanOrEqual(100.5);
  });

  it('is written anew from where another training says something else', async () => {
    await log(steps([0.5, 0.25, 0.125]), 'a.csv');
    await log(steps([0.5, 0.4]), 'a.csv');
    expect(rows('a.csv')).toEqual(saying(steps([0.5, 0.4])));
    await log(steps([0.5, 0.4, 0.3], [], 5), 'a.csv');
    expect(rows('a.csv')).toEqual(saying(steps([0.5, 0.4, 0.3], [], 5)));
    await log(steps([0.6]), 'a.csv');
    expect(rows('a.csv')).toEqual(saying(steps([0.6])));
  });

  it('is left alone where it is none', async () => {
    for (const [name, text] of [
      ['a.csv', 'name,age\nx,1\n'],
      ['a.csv', 'step,loss,validation,seconds\nhello\n'],
      ['a.jsonl', '{"name":1}\n'],
      ['a.jsonl', 'notes'],
    ] as const) {
      writeFileSync(file(name), text);
      await expect(log(steps([0.5]), name)).rejects.toThrow(
        `toLog: ${file(name)} is there, and is no log of a training`,
      );
      expect(read(name)).toBe(text);
    }
    await expect(log(steps([0.5]), 'no/such/place.csv')).rejects.toThrow(
      /toLog: .*place\.csv cannot be written: ENOENT/,
    );
    await expect(lastValueFrom(of(3 as unknown as TrainingStep).pipe(toLog(file('b.csv'))))).rejects.toThrow(
      'toLog: expected a TrainingStep, not 3',
    );
    expect(() => toLog('loss.txt')).toThrow(
      "toLog: path must be the path of a file that ends in .csv, .jsonl or .png, not 'loss.txt'",
    );
  });

  it('is what a person has added lines to by hand, too', async () => {
    await log(steps([0.5]), 'a.csv');
    appendFileSync(file('a.csv'), '10,0.25,,7\n');
    await log(steps([0.5, 0.25, 0.1]), 'a.csv');
    expect(rows('a.csv')).toEqual(saying(steps([0.5, 0.25, 0.1])));
  });
});

describe('the curve', () => {
  const [blue, orange] = [
    [28, 84, 178],
    [222, 110, 20],
  ];
  const draw = async (all: readonly TrainingStep[]) => {
    await lastValueFrom(from(all).pipe(toLog(file('loss.png')), toArray()));
    const { width, height, data } = PNG.sync.read(readFileSync(file('loss.png')));
    const places = (colour: number[]) => {
      const found: [number, number][] = [];
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          if (colour.every((value, i) => data[4 * (y * width + x) + i] === value)) found.push([x, y]);
      return found;
    };
    return { width, height, places };
  };
  /** The middle of a line where it is drawn at its beginning, its middle and its end, left of its name. */
  const heightsOf = (places: readonly [number, number][], columns: readonly number[]) =>
    columns.map((column) => Math.max(...places.filter(([x]) => Math.abs(x - column) < 2).map(([, y]) => y)));

  it('is lower where the loss is, by its power of ten, and has a line for the validation loss', async () => {
    const { width, height, places } = await draw(steps([1, 0.1, 0.01], [1, 0.5, 0.25]));
    expect([width, height]).toEqual([640, 360]);
    const [left, middle, right] = [52, 52 + 282, 52 + 563];
    const [a, b, c] = heightsOf(places(blue), [left, middle, right]) as [number, number, number];
    expect(Math.abs(b - a - (c - b))).toBeLessThan(3);
    expect(b - a).toBeGreaterThan(80);
    const [d, e, f] = heightsOf(places(orange), [left, middle, right]) as [number, number, number];
    expect(Math.abs((e - d) / (b - a) - Math.log10(2))).toBeLessThan(0.03);
    expect(f).toBeLessThan(c);
  });

  it('is drawn of any losses, and of what has come when the training fails or is left', async () => {
    const loss = fc.double({ min: 0, max: 1e30, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(loss, fc.option(loss, { nil: undefined })), { minLength: 1, maxLength: 20 }),
        async (points) => {
          const { width } = await draw(
            steps(
              points.map(([loss]) => loss),
              points.map(([, validation]) => validation),
            ),
          );
          expect(width).toBe(640);
        },
      ),
      { numRuns: 40 },
    );
    rmSync(file('loss.png'));
    const failing = concat(
      from(steps([0.5, 0.25])),
      throwError(() => new Error('lost')),
    );
    await expect(lastValueFrom(failing.pipe(toLog(file('loss.png'))))).rejects.toThrow('lost');
    expect(existsSync(file('loss.png'))).toBe(true);
    await firstValueFrom(from(steps([0.5, 0.25])).pipe(toLog(file('left.png')), take(1)));
    expect(existsSync(file('left.png'))).toBe(true);
    await lastValueFrom(from([] as TrainingStep[]).pipe(toLog(file('none.png')), toArray()));
    expect(existsSync(file('none.png'))).toBe(false);
  });
});
