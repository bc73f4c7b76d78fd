import type { Draw, Manifold, Samples } from 'kaleidoflow';
import * as rxjs from 'kaleidoflow';
import * as ix from 'kaleidoflow/ix';
import { filter, firstValueFrom, from, lastValueFrom, map, of, switchMap, take } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { platform } from '../dist/src/platform/node/index.js';
import { judge } from '../dist/tools/figures/points/measure.js';
import { points, shapes } from '../dist/tools/figures/points/shapes.js';

const { evaluate, fromPoints, fromTable, kaleidoscope, measure, nearest, recipeFor, training, trainManifold } = rxjs;

const samplesOf = (count: number, ...shape: number[]): Samples => ({
  values: new Float32Array(count * shape.reduce((a, b) => a * b, 1)),
  count,
  shape,
  range: [-1, 1],
});

/** What is warned of until the test is over. */
function warnings(): () => string[] {
  const warn = vi.spyOn(platform, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  return () => warn.mock.calls.flat();
}

describe('recipeFor', () => {
  const turned = (every: number, step: number, share: number) => ({ kind: 'turns', every, step, share });

  it('says what is measured for each kind of samples', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({ a: i, b: 'xyz'[i % 3]! }));
    const table = await firstValueFrom(fromTable(rows));
    const common = { depth: 3, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' };
    const grey = {
      training: { ...common, width: 384, steps: 2_000, blend: [0.6, 1] },
      motion: turned(16, 0.05, 0.9),
    };
    expect(recipeFor(samplesOf(500, 28, 28, 1))).toEqual(grey);
    expect(recipeFor(samplesOf(500, 28, 28))).toEqual(grey);
    expect(recipeFor(samplesOf(500, 24, 24, 3))).toEqual({
      training: {
        ...common,
        depth: 5,
        width: 512,
        skips: true,
        learningRate: 3e-3,
        steps: 2_600,
        blend: [0.2, 1],
        weighting: 'velocity',
      },
      motion: turned(40, 0.05, 1),
    });
    expect(recipeFor(table)).toEqual({
      training: { ...common, width: 192, steps: 800, blend: [0.3, 1], jitter: 0.2, given: 0.35 },
      motion: turned(32, 0.05, 1),
    });
    for (const size of [1, 2, 3])
      expect(recipeFor(samplesOf(500, size))).toEqual({
        training: { ...common, width: 256, steps: 2_000, blend: [0.05, 0.05] },
        motion: { kind: 'walk', step: 0.3, level: 0.05 },
      });
    expect(recipeFor(samplesOf(7, 2)).training.batchSize).toBe(7);
  });

  it('is plain data, the same on both faces, and refuses what are no samples', () => {
    const samples = samplesOf(5, 2);
    expect(ix.recipeFor(samples)).toEqual(recipeFor(samples));
    expect(structuredClone(recipeFor(samples))).toEqual(recipeFor(samples));
    expect(() => recipeFor({ ...samples, count: 3 })).toThrow(
      'recipeFor: 3 samples of shape [2] need 6 values, not 10',
    );
    expect(() => recipeFor(null as never)).toThrow('recipeFor: expected Samples');
  });

  it('draws two moons, and the settings of images do not and are warned of', async () => {
    const said = warnings();
    const shape = shapes['two moons']!;
    const [moons, heldOut] = [points(shape, 500, 1), points(shape, 500, 2)];
    const drawn = async (settings: rxjs.TrainingOptions, motion: rxjs.Motion, run: number) =>
      judge(
        await lastValueFrom(
          of(moons).pipe(
            trainManifold({ ...settings, width: 128, steps: 1_500 }),
            map((manifold): Manifold => ({ ...manifold, motion })),
            kaleidoscope({ chains: 500, seed: 1 }),
            filter(({ step }) => step === run),
            take(1),
          ),
        ),
        heldOut,
      );
    const recipe = recipeFor(moons);
    const good = await drawn(recipe.training, recipe.motion, 100);
    expect(good.precision).toBeGreaterThan(0.8);
    expect(good.recall).toBeGreaterThan(0.8);
    expect(said()).toEqual([]);
    const images = recipeFor(samplesOf(500, 28, 28, 1));
    const bad = await drawn(images.training, images.motion, 48);
    expect(bad.recall).toBeLessThan(0.2);
    expect(said()).toEqual([
      'training: blend [0.6, 1] fails on points of 2 numbers: chains end in the middle of them; recipeFor(samples) has what works',
      expect.stringMatching(
        /^evaluate: the 500 chains are alike, 0\.0\d+ from their mean, where samples are 0\.\d+ from /,
      ),
    ]);
  }, 240_000);
});

describe('a blend with much noise', () => {
  it.each([
    [[2], [0.6, 1], 1],
    [[2], [0.05, 0.05], 0],
    [[2], [0, 0], 0],
    [[2, 2, 1], [0.6, 1], 0],
    [[64], [0.6, 1], 0],
  ] as const)('of samples of shape %j, blend %j: %i warnings', async (shape, blend, count) => {
    const said = warnings();
    await lastValueFrom(of(samplesOf(4, ...shape)).pipe(training({ depth: 1, width: 2, steps: 1, blend })));
    expect(said()).toHaveLength(count);
  });

  it('is not warned of in a table, whose numbers have copies', async () => {
    const said = warnings();
    const options = { depth: 1, width: 2, steps: 1, blend: [0.3, 1] } as const;
    await lastValueFrom(fromTable([{ a: 1 }, { a: 2 }], { copies: { number: 2 } }).pipe(training(options)));
    expect(said()).toEqual([]);
  });
});

describe('chains that are all alike', () => {
  const spreadOut = Array.from({ length: 20 }, (_, i) => i / 20);
  const drawsOf = (values: readonly number[], steps = 3): Draw[] =>
    Array.from({ length: steps }, (_, i) => ({
      values: Float32Array.from(values),
      count: values.length,
      shape: [1],
      range: [0, 1],
      step: i + 1,
    }));
  const alike = drawsOf(Array<number>(10).fill(0.5));
  const said = async (draws: readonly Draw[], reference: readonly number[]) => {
    const heard = warnings();
    await lastValueFrom(
      fromPoints(reference).pipe(
        switchMap((samples) => from(draws).pipe(measure({ nearest: nearest(samples) }), evaluate(samples))),
      ),
    );
    return heard().map((text) => text.split(':')[0]);
  };

  it('are told of once by each that compares them with samples that are not', async () => {
    expect(await said(alike, spreadOut)).toEqual(['nearest', 'evaluate']);
  });

  it('are not where the samples are alike too, as the one point of the paper', async () => {
    expect(await said(alike, Array<number>(20).fill(0.5))).toEqual([]);
  });

  it('are not where there are few of them, or where they are not quite alike', async () => {
    expect(await said(drawsOf(Array<number>(6).fill(0.5)), spreadOut)).toEqual([]);
    expect(await said(drawsOf([0.4, 0.6, 0.5, 0.5, 0.45, 0.4, 0.6, 0.55]), spreadOut)).toEqual([]);
  });
});
