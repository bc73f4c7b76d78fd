import fc from 'fast-check';
import {
  fromMnist,
  type MlpArchitecture,
  type MlpManifold,
  type Motion,
  type Samples,
  type TrainingOptions,
  training,
} from 'kaleidoflow';
import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { giving } from '../dist/src/core/given.js';
import { startWeights } from '../dist/src/core/manifold.js';
import { sizeOf } from '../dist/src/core/samples.js';
import type { Engine, Trainer } from '../dist/src/engine/engine.js';
import { engineNames, engines, lacking } from './engines.js';
import { meanSquare, rowsOf } from './mlp.js';
import { mnistDirectory } from './mnist.js';
import { isPage } from './place.js';
import { plainEngine } from './plain-engine.js';

const all = [...engines, await plainEngine()];
const [onnx, ...others] = all as [Engine, ...Engine[]];

/** So many runs of a property, fewer in a page, and fewest on a GPU, which takes seconds to open where it is in software. */
const runs = ({ name }: Engine, most: number) => ({
  numRuns: name === 'webgpu' ? 2 : isPage ? Math.min(3, most) : most,
});

const anyArchitecture: fc.Arbitrary<MlpArchitecture> = fc.record({
  depth: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 20 }),
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  range: fc.constantFrom([0, 1] as const, [-1, 1] as const),
});

function samplesOf({ shape, range }: MlpArchitecture, count: number, seed: number): Samples {
  const [low, high] = range;
  const values = Float32Array.from({ length: count * sizeOf(shape) }, (_, i) => {
    const u = Math.abs(Math.sin(seed + 12.9898 * i) * 43758.5453) % 1;
    return low + (high - low) * u;
  });
  return { values, count, shape, range };
}

/** How far two lists of numbers are apart, and how large the second is. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
const largest = (a: readonly ArrayLike<number>[]) => Math.max(...a.flatMap((values) => Array.from(values, Math.abs)));

async function trainer(
  engine: Engine,
  architecture: MlpArchitecture,
  samples: Samples,
  seed: number,
): Promise<Trainer> {
  const settings = { architecture, batchSize: samples.count, learningRate: 1e-3, blend: [0.2, 0.5] as const, seed };
  return engine.openTrainer(samples, settings, { step: 0, weights: startWeights(architecture, seed), moments: [] });
}

/** The gradient of the weights: after one step the first moments, which are not normalised. */
async function gradient(engine: Engine, architecture: MlpArchitecture, samples: Samples, seed: number) {
  const open = await trainer(engine, architecture, samples, seed);
  while (!(await open.advance(1)).weights);
  const moments = await open.moments();
  await open.close();
  return moments.slice(0, moments.length / 2);
}

describe('the engines', () => {
  it('are onnx and at least two more', () =>
    expect(engineNames).toEqual(expect.arrayContaining(['onnx', 'tensorflow-wasm', 'tensorflow-cpu'])));
  for (const { name, reason } of lacking) it(name, ({ skip }) => skip(`skipped: ${reason}`));
});

describe.each(all)('$name', (engine) => {
  it('stays inside the range where f is at its bounds', async () => {
    for (const range of [
      [0, 1],
      [-1, 1],
    ] as const) {
      const architecture = { depth: 1, width: 40, shape: [500], range };
      for (const scale of engine.name === 'webgpu' ? [30] : [3, 30, 300]) {
        const weights = startWeights(architecture, 1).map((w) => w.map((v) => scale * v));
        const manifold = { ...architecture, weights, loss: 1, steps: 0, noise: [] };
        const map = await engine.openMap(manifold, { chains: 20, seed: 0 });
        const { shown: values } = await map.apply(samplesOf(architecture, 20, 3).values, 1, 0);
        await map.close();
        expect(Math.min(...values)).toBeGreaterThanOrEqual(range[0]);
        expect(Math.max(...values)).toBeLessThanOrEqual(range[1]);
      }
    }
  });

  it('adds the noise of the step that is asked for, whichever was asked for before, at once or after a while', async () => {
    const architecture = { depth: 1, width: 4, shape: [3], range: [0, 1] } as const;
    const noise = [{ eps: 0.2, distribution: 'normal' as const }];
    const manifold = { ...architecture, weights: startWeights(architecture, 1), loss: 1, steps: 0, noise };
    const x = samplesOf(architecture, 5, 1).values;
    const step = fc.integer({ min: 1, max: 4 });
    const map = await engine.openMap(manifold, { chains: 5, seed: 2 });
    const first = new Map<number, Float32Array>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.constantFrom(0, 3)), { minLength: 2, maxLength: 8 }),
        async (asked) => {
          for (const [step, pause] of asked) {
            const { shown: values } = await map.apply(x, step, 0);
            if (!first.has(step)) first.set(step, values);
            expect(values).toEqual(first.get(step));
            if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
          }
        },
      ),
      runs(engine, 30),
    );
    await map.close();
    expect(new Set(Array.from(first.values(), String)).size).toBe(first.size);
  });
});

/** Of a GPU, which takes long in software, what these are made of is put to the test elsewhere: its maps and its trainings. */
describe.each(all.filter(({ name }) => name !== 'webgpu'))('a training on $name', (engine) => {
  const architecture = { depth: 2, width: 12, shape: [2], range: [-1, 1] } as const;
  const [samples, held] = [samplesOf(architecture, 6, 1), samplesOf(architecture, 5, 2)];
  const train = (learned: Samples, more: TrainingOptions) =>
    lastValueFrom(
      of(learned).pipe(
        training({ steps: 20, every: 20, batchSize: 6, learningRate: 1e-2, engine, ...more }),
        toArray(),
      ),
    );

  it('validates by the mean of (f(x) − x)² over what is held out', async () => {
    for (const step of await train(samples, { depth: 2, width: 12, validation: held })) {
      const pairs = rowsOf(held).map((x) => [x, x] as const);
      expect(Math.abs(step.validation! - meanSquare(step.manifold() as MlpManifold, pairs))).toBeLessThan(1e-6);
    }
  });

  it('starts from the weights of a manifold, at its loss, and learns other samples', async () => {
    const start = (await train(samples, { depth: 2, width: 12 })).at(-1)!.manifold();
    const [again, on] = await train(samples, { start });
    expect(again!.manifold().weights).toEqual(start.weights);
    expect(again!.loss).toBeCloseTo(start.loss, 6);
    expect(on!.loss).toBeLessThan(again!.loss);
    const [there, learned] = await train(samplesOf(architecture, 6, 4), { start });
    expect(learned!.loss).toBeLessThan(there!.loss);
    expect(learned!.manifold()).toMatchObject({ depth: 2, width: 12, steps: 20 });
  });
});

describe.each(others)('$name and onnx, with the same MLP', (engine) => {
  const cases = [anyArchitecture, fc.integer({ min: 1, max: 9 }), fc.nat(99)] as const;

  it('agree on f(x) + ε, on turns and walks, and on what is given, within 1e-5', async () => {
    const motions = fc.constantFrom<Motion | undefined>(
      undefined,
      { kind: 'turns', every: 3, step: 0.1, share: 0.8 },
      { kind: 'turns', every: 2, step: 0.1, share: 0.8 },
      { kind: 'walk', step: 0.2, level: 0.6 },
    );
    await fc.assert(
      fc.asyncProperty(
        ...cases,
        fc.constantFrom(0, 0.3),
        motions,
        fc.boolean(),
        async (architecture, chains, seed, eps, motion, isGiven) => {
          const noise = [{ eps, distribution: 'uniform' as const }];
          const weights = startWeights(architecture, seed);
          const plain = { ...architecture, weights, loss: 1, steps: 0, noise, ...(motion && { motion }) };
          const samples = samplesOf(architecture, chains, seed);
          const mask = Array.from({ length: sizeOf(architecture.shape) }, (_, i) => i % 2 === 0);
          const manifold = isGiven ? giving(samples, { mask })(plain) : plain;
          const results = [];
          for (const each of [engine, onnx]) {
            const map = await each.openMap(manifold, { chains, seed });
            results.push(await map.apply(samples.values, 3, 0));
            await map.close();
          }
          expect(distance(results[0]!.state, results[1]!.state)).toBeLessThan(1e-5);
          expect(distance(results[0]!.shown, results[1]!.shown)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: isPage ? 4 : 25 },
    );
  });

  it('agree on a step of descent within 1e-5', async () => {
    await fc.assert(
      fc.asyncProperty(...cases, async (architecture, chains, seed) => {
        const weights = startWeights(architecture, seed).map((w) => w.map((v) => 3 * v));
        const manifold = { ...architecture, weights, loss: 1, steps: 0, noise: [] };
        const { values } = samplesOf(architecture, chains, seed);
        const results = [];
        for (const each of [engine, onnx]) {
          const map = await each.openDescent(manifold, { chains, seed, learningRate: sizeOf(architecture.shape) / 4 });
          results.push((await map.apply(values, 3, 0)).shown);
          await map.close();
        }
        expect(distance(results[0]!, results[1]!)).toBeLessThan(1e-5);
      }),
      runs(engine, 10),
    );
  });

  it('agree on the gradient within 1e-4 of its largest value', async () => {
    await fc.assert(
      fc.asyncProperty(...cases, async (architecture, count, seed) => {
        const samples = samplesOf(architecture, count, seed);
        const [theirs, ours] = [
          await gradient(engine, architecture, samples, seed),
          await gradient(onnx, architecture, samples, seed),
        ];
        const scale = Math.max(largest(ours), 1e-12);
        for (const [i, values] of ours.entries()) expect(distance(theirs[i]!, values) / scale).toBeLessThan(1e-4);
      }),
      runs(engine, 10),
    );
  });

  it('agree on the gradient of samples of which not all is known', async () => {
    await fc.assert(
      fc.asyncProperty(...cases, async (architecture, count, seed) => {
        const samples = samplesOf(architecture, count, seed);
        const known = Uint8Array.from(samples.values, (_, i) => (Math.sin(7 * i + seed) > -0.3 ? 1 : 0));
        const [theirs, ours] = [
          await gradient(engine, architecture, { ...samples, known }, seed),
          await gradient(onnx, architecture, { ...samples, known }, seed),
        ];
        const scale = Math.max(largest(ours), 1e-12);
        for (const [i, values] of ours.entries()) expect(distance(theirs[i]!, values) / scale).toBeLessThan(1e-4);
      }),
      runs(engine, 10),
    );
  });

  it('agree on the loss after 30 steps within 1 %', async () => {
    const losses = [];
    for (const each of [engine, onnx]) {
      const options = { depth: 3, width: 32, steps: 30, every: 30, batchSize: 16, learningRate: 1e-3, seed: 5 };
      const end = await lastValueFrom(
        fromMnist({ count: 200, split: 'test', dir: mnistDirectory }).pipe(training({ ...options, engine: each })),
      );
      losses.push(end.loss);
    }
    console.log(`losses after 30 steps: ${engine.name} ${losses[0]}, onnx ${losses[1]}`);
    expect(Math.abs(losses[0]! / losses[1]! - 1)).toBeLessThan(0.01);
  });

  it('goes on from where a training was left as if it had not been, bit for bit', async () => {
    const architecture = { depth: 2, width: 6, shape: [3], range: [0, 1] as const };
    const samples = samplesOf(architecture, 7, 1);
    const settings = {
      architecture,
      batchSize: 4,
      learningRate: 1e-2,
      decay: 25,
      blend: [0.2, 0.5] as const,
      given: { labels: 0, data: 0.5 },
      seed: 2,
    };
    const start = { step: 0, weights: startWeights(architecture, 2), moments: [] };
    const upTo = async (open: Trainer, target: number) => {
      let state = await open.advance(target);
      while (!state.weights) state = await open.advance(target);
      return state;
    };
    const whole = await engine.openTrainer(samples, settings, start);
    const expected = await upTo(whole, 25);
    await whole.close();
    const first = await engine.openTrainer(samples, settings, start);
    const { step, weights } = await upTo(first, 11);
    const left = { step, weights: weights!, moments: await first.moments() };
    await first.close();
    const second = await engine.openTrainer(samples, settings, left);
    expect(await upTo(second, 25)).toEqual(expected);
    await second.close();
  });
});
