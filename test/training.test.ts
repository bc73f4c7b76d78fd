import { fromPoints, fromTable, kaleidoscope, lowestLoss, type Samples, training, trainManifold } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Batches } from '../dist/src/core/batches.js';
import { giveParts } from '../dist/src/core/parts.js';
import { unitsOf } from '../dist/src/core/table.js';
import { statesOf } from '../dist/src/core/units.js';
import { learningRateAt } from '../dist/src/engine/adam.js';
import type { TrainerSettings } from '../dist/src/engine/engine.js';
import { probe } from './probe.js';

const small = { depth: 2, width: 8, learningRate: 1e-2 };
const steps = (options: Parameters<typeof training>[0], points = [0.2, 0.8]) =>
  lastValueFrom(fromPoints(points).pipe(training(options), toArray()));

describe('training', () => {
  it('emits steps 0, every, 2·every, … and the last', async () => {
    const at = async (total: number, every: number) =>
      (await steps({ ...small, steps: total, every })).map(({ step }) => step);
    expect(await at(10, 4)).toEqual([0, 4, 8, 10]);
    expect(await at(8, 4)).toEqual([0, 4, 8]);
    expect(await at(3, 100)).toEqual([0, 3]);
  });

  it('gives the same weights for the same seed, bit for bit, however often it is looked at', async () => {
    const options = {
      ...small,
      steps: 60,
      batchSize: 3,
      blend: [0, 0.2] as const,
      schedule: 'cosine' as const,
      seed: 4,
    };
    const points = [0.1, 0.3, 0.4, 0.6, 0.9];
    const [often] = (await steps({ ...options, every: 1 }, points)).slice(-1);
    const [seldom] = (await steps({ ...options, every: 60 }, points)).slice(-1);
    const [other] = (await steps({ ...options, seed: 5 }, points)).slice(-1);
    expect(often!.manifold()).toEqual(seldom!.manifold());
    expect(other!.manifold().weights).not.toEqual(seldom!.manifold().weights);
  });

  it('measures the loss of the weights that it emits: Eq. 1', async () => {
    const values = [0.1, 0.5, 0.7];
    for (const step of await steps({ ...small, steps: 30, every: 10 }, values)) {
      const start: Samples = { values: Float32Array.from(values), count: 3, shape: [1], range: [0, 1] };
      const f = await firstValueFrom(of(step.manifold()).pipe(kaleidoscope({ start }), take(1)));
      const loss = values.reduce((sum, x, i) => sum + (x - f.values[i]!) ** 2, 0) / 3;
      expect(step.loss).toBeCloseTo(loss, 6);
      expect(step.manifold()).toMatchObject({ loss: step.loss, steps: step.step, shape: [1], depth: 2, width: 8 });
    }
  });

  it('warns once, by the name of the option, when the loss rises for long', async () => {
    const ring = Array.from({ length: 300 }, (_, i) => [0.5 + 0.4 * Math.cos(i), 0.5 + 0.4 * Math.sin(i)]);
    const warned = async (options: Parameters<typeof training>[0]) => {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      await lastValueFrom(fromPoints(ring).pipe(training({ depth: 2, width: 16, steps: 400, every: 20, ...options })));
      const said = warn.mock.calls.map(([message]) => String(message));
      warn.mockRestore();
      return said;
    };
    for (const more of [{}, { blend: [0, 0.2] as const }, { batchSize: 8 }]) {
      const said = await warned({ ...more, learningRate: 10 });
      expect(said).toEqual([expect.stringMatching(/^training: the loss rises: .*try a learningRate below 10$/)]);
      for (const learningRate of [1e-4, 5e-3, 5e-2]) expect(await warned({ ...more, learningRate })).toEqual([]);
    }
  });

  it('stops within one step, or 50 ms of steps', async () => {
    await probe(async (counts) => {
      const images = { values: new Float32Array(500 * 784), count: 500, shape: [28, 28, 1], range: [-1, 1] } as const;
      await lastValueFrom(of(images).pipe(training({ width: 500, batchSize: 500, steps: 1000, every: 1 }), take(3)));
      expect(await counts.allClosed()).toBe(true);
      expect(counts.advanced).toBe(3);
    });
  });

  it('says at which step it diverged', async () => {
    const far = steps({ depth: 2, width: 8, steps: 500, learningRate: 1e38 });
    await expect(far).rejects.toThrow(/^training diverged at step \d+: the loss is (NaN|Infinity); try a learningRate/);
  });

  it('learns, from a blend with noise too', async () => {
    const [first, ...rest] = await steps({ ...small, steps: 300, blend: [0, 0.1] });
    expect(rest.at(-1)!.loss).toBeLessThan(first!.loss / 4);
  });
});

describe('the schedule', () => {
  it('of a cosine rises over a tenth of the steps, falls to 0, and never leaves the learning rate', () => {
    const rate = (step: number) => learningRateAt({ learningRate: 2, decay: 200 } as TrainerSettings, step);
    expect([rate(0), rate(9), rate(19), rate(20)]).toEqual([0.1, 1, 2, 2]);
    expect(rate(110)).toBeCloseTo(1, 12);
    expect(rate(199)).toBeLessThan(2e-3);
    for (let step = 21; step < 200; step++) expect(rate(step)).toBeLessThan(rate(step - 1));
  });
});

describe('blend', () => {
  const shape = [14, 7, 2];
  const size = 14 * 7 * 2;
  const labelUnits = { classes: [1, 4, 6], copies: 2 };
  const architecture = { depth: 1, width: 4, shape, range: [0, 1] as const, labelUnits };
  const samples: Samples = {
    values: Float32Array.from({ length: 300 * size }, (_, i) => (1 + Math.sin(i)) / 2),
    count: 300,
    shape,
    range: [0, 1],
    labels: Int32Array.from({ length: 300 }, (_, i) => labelUnits.classes[i % 3]!),
    labelUnits,
  };
  const settings = { architecture, batchSize: 300, learningRate: 1, seed: 3 };
  const batch = (more: Partial<TrainerSettings>, step = 5) => {
    const batches = new Batches(statesOf(samples), { ...settings, ...more });
    batches.draw(step);
    const rows = (values: Float32Array) =>
      Array.from({ length: 300 }, (_, i) => values.subarray(i * batches.columns, (i + 1) * batches.columns));
    return { ...batches, input: rows(batches.input), target: rows(batches.target) };
  };

  it('of nothing is Eq. 1', async () => {
    const options = { ...small, steps: 30, seed: 4 };
    const [plain] = (await steps(options)).slice(-1);
    const [none] = (await steps({ ...options, blend: [0, 0], jitter: 0, given: 0 })).slice(-1);
    expect(none!.manifold()).toEqual(plain!.manifold());
  });

  it('weighs an error by the velocity that it implies: τ⁻² as much as it moves, with a mean of 1', () => {
    const { input, target, weight } = batch({ blend: [0.1, 1], weighting: 'velocity' });
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
    const spread = (values: readonly number[]) => {
      const middle = mean(values);
      return Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle;
    };
    const columns = weight!.length / 300;
    const counts = input.map((_, row) => weight![row * columns]!);
    expect(mean([...weight!])).toBeCloseTo(1, 5);
    for (const [row, count] of counts.entries())
      expect(new Set(weight!.subarray(row * columns, (row + 1) * columns))).toEqual(new Set([count]));
    const moved = input.map((z, row) => mean(Array.from(z, (value, i) => (value - target[row]![i]!) ** 2)));
    expect(spread(moved)).toBeGreaterThan(0.7);
    expect(spread(moved.map((square, row) => square * counts[row]!))).toBeLessThan(0.15);
    expect(Math.max(...counts) / Math.min(...counts)).toBeGreaterThan(50);
    expect(batch({ blend: [0.1, 1] }).weight).toBe(undefined);
    expect(() => training({ weighting: 'velocity', blend: [0, 1] })).toThrow(
      "training: weighting 'velocity' needs a blend from above 0, not [0, 1]",
    );
  });

  it('has normal noise in the data and none in the labels where there is jitter, anew in each step', () => {
    const clean = batch({});
    const { input, target } = batch({ jitter: 0.1 });
    expect(input).toEqual(target);
    const moves: number[] = [];
    for (const [row, x] of target.entries())
      for (const [i, value] of x.entries()) {
        const was = clean.target[row]![i]!;
        if (i >= size) expect(value).toBe(was);
        else if (was > 0.25 && was < 0.75) moves.push(value - was);
        if (value < 0 || value > 1) expect.unreachable();
        // What would leave the range comes back into it, and does not pile up at its ends.
        else if (i < size && (value === 0 || value === 1)) expect.unreachable();
      }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
    expect(mean(moves)).toBeCloseTo(0, 3);
    expect(Math.abs(Math.sqrt(mean(moves.map((move) => move ** 2))) - 0.05)).toBeLessThan(0.001);
    expect(Math.abs(mean(moves.map((move) => Number(Math.abs(move) < 0.05))) - 0.683)).toBeLessThan(0.015);
    expect(batch({ jitter: 0.1 }).target).toEqual(target);
    expect(batch({ jitter: 0.1 }, 6).target).not.toEqual(target);
    expect(batch({ jitter: 0.1, blend: [0.6, 1] }).target).toEqual(target);
  });

  it('is (1 − τ) x + τ u, with one τ for each sample', () => {
    const { input, target } = batch({ blend: [0.2, 0.7] });
    const shares = input.map((z, row) => {
      // z − (1 − τ) x is in [0, τ]: so each value bounds τ from below.
      const least = Math.max(
        ...z.map((value, i) =>
          Math.max((target[row]![i]! - value) / target[row]![i]!, (value - target[row]![i]!) / (1 - target[row]![i]!)),
        ),
      );
      expect(least).toBeLessThanOrEqual(0.7 + 1e-5);
      return least;
    });
    expect(Math.min(...shares)).toBeGreaterThan(0.15);
    expect(shares.reduce((sum, share) => sum + share / 300, 0)).toBeCloseTo(0.45, 1);
    expect(batch({ blend: [0.2, 0.7] }).input).toEqual(input);
    expect(batch({ blend: [0.2, 0.7] }, 6).input).not.toEqual(input);
  });

  it('leaves label units, or one side of a cut, as they are for the share that is given', () => {
    const { input, target } = batch({ blend: [0.6, 1], given: { labels: 0.5, data: 0.25 } });
    const same = (row: number, i: number) => input[row]![i] === target[row]![i];
    let [labels, cuts] = [0, 0];
    for (let row = 0; row < 300; row++) {
      const units = Array.from({ length: 6 }, (_, unit) => same(row, size + unit));
      labels += Number(units.every(Boolean));
      const clean = Array.from({ length: size }, (_, i) => same(row, i));
      const ofRow = Array.from({ length: 14 }, (_, y) => clean.slice(y * 14, (y + 1) * 14).every(Boolean));
      const ofColumn = Array.from({ length: 7 }, (_, x) =>
        clean.filter((_, i) => Math.floor(i / 2) % 7 === x).every(Boolean),
      );
      const sides = [ofRow, ofColumn].find((side) => side.some(Boolean));
      if (!sides) continue;
      cuts++;
      const count = sides.filter(Boolean).length;
      const changes = sides.filter((known, i) => i > 0 && known !== sides[i - 1]).length;
      expect(changes).toBe(1);
      expect(count).toBeGreaterThanOrEqual(2 * (sides.length / 7));
      expect(count).toBeLessThanOrEqual(5 * (sides.length / 7));
    }
    // Four standard deviations of 300 coins.
    expect(Math.abs(labels / 300 - 0.5)).toBeLessThan(0.12);
    expect(Math.abs(cuts / 300 - 0.25)).toBeLessThan(0.1);
  });

  it('leaves a random subset of a row as it is', () => {
    const shares = Array.from({ length: 400 }, (_, key) => {
      let known = 0;
      giveParts({ shape: [50], range: [0, 1] }, key, (from, to) => {
        known += to - from;
      });
      return known / 50;
    });
    expect(shares.reduce((a, b) => a + b, 0) / 400).toBeCloseTo(0.5, 1);
    expect([Math.min(...shares) < 0.1, Math.max(...shares) > 0.9]).toEqual([true, true]);
  });

  it('leaves a random subset of the columns of a table as they are, each with all of its units', async () => {
    const { shape, range, table } = await firstValueFrom(
      fromTable([
        { a: 1, b: 'x', c: true },
        { a: 2, b: 'y', c: false },
      ]),
    );
    const columns = table!.columns.map((column) => [column.from, column.from + unitsOf(column)]);
    const counts = [0, 0, 0];
    for (let key = 0; key < 400; key++) {
      const given: number[][] = [];
      giveParts({ shape, range, table: table! }, key, (from, to) => given.push([from, to]));
      expect(columns).toEqual(expect.arrayContaining(given));
      columns.forEach(([from], i) => {
        if (given.some(([begin]) => begin === from)) counts[i]!++;
      });
    }
    for (const count of counts) expect(count / 400).toBeCloseTo(0.5, 1);
  });

  it('makes the last step the one that is kept, for a low loss is a lucky τ', async () => {
    const options = { ...small, steps: 60, every: 10, blend: [0, 1] as const, schedule: 'cosine' as const };
    const kept = await firstValueFrom(fromPoints([0.2, 0.8]).pipe(trainManifold(options)));
    expect(kept).toMatchObject({ steps: 60, blend: [0, 1] });
  });
});

describe('trainManifold', () => {
  it('is the best by loss of what training emits', async () => {
    const options = { ...small, steps: 200, every: 20, seed: 9 };
    const seen = await steps(options);
    const best = await firstValueFrom(fromPoints([0.2, 0.8]).pipe(trainManifold(options)));
    expect(best.loss).toBe(Math.min(...seen.map(({ loss }) => loss)));
    expect(best).toEqual(await firstValueFrom(of(...seen).pipe(lowestLoss())));
  });
});
