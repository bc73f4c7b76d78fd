import { rmSync } from 'node:fs';
import fc from 'fast-check';
import {
  fromPoints,
  fromTable,
  lowestLoss,
  type Manifold,
  type MlpManifold,
  type Samples,
  type TrainingOptions,
  training,
  trainManifold,
  withAttributes,
  withLabels,
} from 'kaleidoflow';
import { trainOver } from 'kaleidoflow/nats';
import { firstValueFrom, lastValueFrom, of, takeWhile, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawWithoutReplacement, fillPlainly, keyOf, Purpose } from '../dist/src/base/random.js';
import { heldOut } from '../dist/src/streams/validation.js';
import { layersModels } from '../dist/tools/layers-models.js';
import { faces } from './faces.js';
import { pictures, untrained, untrainedModel, untrainedNetwork } from './fixtures.js';
import { newFolder } from './folder.js';
import { meanSquare, rowsOf } from './mlp.js';

const options = { depth: 2, width: 12, steps: 30, every: 10, learningRate: 1e-2, seed: 2 };
const points = (values: readonly (readonly number[])[]): Samples => ({
  values: Float32Array.from(values.flat()),
  count: values.length,
  shape: [values[0]!.length],
  range: [0, 1],
});
const cloud = (count: number, seed: number) =>
  points(Array.from({ length: count }, (_, i) => [0.5 + 0.4 * Math.cos(seed + i), 0.5 + 0.4 * Math.sin(seed + 3 * i)]));
const steps = (samples: Samples, more: TrainingOptions) =>
  lastValueFrom(of(samples).pipe(training({ ...options, ...more }), toArray()));

describe.each(faces)('samples that are held out ($name)', ({ operators, observed }) => {
  const run = async (samples: Samples, more: TrainingOptions) => {
    const all = of(samples).pipe(observed(operators.training({ ...options, ...more })), toArray());
    const last = ((await lastValueFrom(all)) as Awaited<ReturnType<typeof steps>>).at(-1)!;
    return { weights: last.manifold().weights, validation: last.validation };
  };

  it('are never learned from: changed, they leave the weights as they are, bit for bit', async () => {
    const [count, validation] = [8, 0.3];
    const samples = cloud(count, 1);
    const expected = await run(samples, { validation });
    let held = 0;
    for (let i = 0; i < count; i++) {
      const changed = { ...samples, values: samples.values.slice() };
      changed.values[2 * i]! = 1 - changed.values[2 * i]!;
      const { weights, validation: loss } = await run(changed, { validation });
      const isHeld = weights.every((part, j) => part.every((value, k) => value === expected.weights[j]![k]));
      expect(loss === expected.validation).toBe(false);
      held += Number(isHeld);
    }
    expect(held).toBe(Math.round(validation * count));
  });

  it('or come by themselves leave the training as it is without them', async () => {
    const samples = cloud(6, 1);
    const { weights } = await run(samples, {});
    expect(await run(samples, { validation: cloud(5, 2) })).toEqual({ weights, validation: expect.any(Number) });
  });
});

it('a share that is held out follows from the seed and the number of samples, with all that goes with each', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 40 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.nat(),
      async (count, share, seed) => {
        fc.pre(Math.round(share * count) > 0 && Math.round(share * count) < count);
        const each = <T extends Float32Array | Int32Array | Uint8Array>(list: T, width: number): T =>
          list.map((_, at) => Math.floor(at / width)) as T;
        const samples: Samples = {
          ...{ count, shape: [2], range: [0, 1] },
          values: each(new Float32Array(2 * count), 2),
          labels: each(new Int32Array(count), 1),
          known: each(new Uint8Array(2 * count), 2),
          attributes: Array.from({ length: count }, (_, i) => ({ number: i })),
          attributeUnits: {
            columns: [],
            values: each(new Float32Array(3 * count), 3),
            known: each(new Uint8Array(3 * count), 3),
          },
        };
        const parts = await heldOut(samples, share, seed);
        const numbers = parts.map((part) => Array.from(part!.labels!));
        expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from(samples.labels!));
        expect(numbers[1]!.length).toBe(Math.round(share * count));
        for (const [i, part] of parts.entries()) {
          const of = (width: number) => numbers[i]!.flatMap((number) => Array<number>(width).fill(number));
          expect(part!.count).toBe(numbers[i]!.length);
          expect([...part!.values]).toEqual(of(2));
          expect([...part!.known!]).toEqual(of(2));
          expect(part!.attributes!.map(({ number }) => number)).toEqual(numbers[i]);
          expect([...part!.attributeUnits!.values]).toEqual(of(3));
          expect([...part!.attributeUnits!.known!]).toEqual(of(3));
        }
        const other = { ...samples, values: samples.values.map((value) => value / 2) };
        expect(Array.from((await heldOut(other, share, seed))[1]!.labels!)).toEqual(numbers[1]);
      },
    ),
  );
});

describe('the validation loss', () => {
  const held = cloud(7, 5);

  it('is that at four shares of noise in a blend, each with noise of its own, weighed as the loss is', async () => {
    const [low, high] = [0.2, 1];
    const seed = keyOf(Purpose.validation);
    const atShare = (manifold: Manifold, share: number, level: number) => {
      const u = new Float32Array(held.values.length);
      fillPlainly(u, 2, 0.5, 'uniform', keyOf(seed, Purpose.blend, level), 0);
      const order: number[] = [];
      drawWithoutReplacement(
        Int32Array.from({ length: 7 }, (_, i) => i),
        7,
        keyOf(seed, Purpose.batch, level),
        (_, i) => order.push(i),
      );
      const pairs = order.map((index, place) => {
        const x = rowsOf(held)[index]!;
        return [x.map((value, i) => (1 - share) * value + share * (0.5 + u[2 * place + i]!)), x] as const;
      });
      return meanSquare(manifold as MlpManifold, pairs);
    };
    for (const weighting of ['none', 'velocity'] as const)
      for (const step of await steps(cloud(9, 1), { validation: held, blend: [low, high], weighting })) {
        let [sum, all] = [0, 0];
        [0.3, 0.5, 0.7, 0.9].forEach((share, level) => {
          const counts = weighting === 'none' ? 1 : share ** -2;
          sum += counts * atShare(step.manifold(), share, level);
          all += counts;
        });
        expect(Math.abs(step.validation! - sum / all)).toBeLessThan(1e-6);
      }
  });

  it('is the same for the same weights in every step, and whatever the seed', async () => {
    const start = await firstValueFrom(of(cloud(9, 1)).pipe(trainManifold(options)));
    const seen = new Set<number>();
    for (const seed of [0, 1, 2]) {
      const all = await steps(cloud(9, 1), {
        ...{ start, depth: undefined, width: undefined, steps: 4, every: 1, learningRate: 1e-30, seed },
        ...{ validation: held, blend: [0.3, 1] as const, given: 0.5 },
      });
      for (const { validation } of all) seen.add(validation!);
    }
    expect(seen.size).toBe(1);
  });

  it('is over what is known: nothing else has an influence', async () => {
    const table = await firstValueFrom(
      fromTable([
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
        { a: null, b: 'x' },
        { a: 4, b: null },
      ]),
    );
    const values = table.values.map((value, i) => (table.known![i] === 1 ? value : 0.5));
    for (const blend of [
      [0, 0],
      [0.3, 1],
    ] as const) {
      const [of, from] = [table, { ...table, values }].map((validation) =>
        steps(table, { steps: 10, blend, validation }),
      );
      const lossesOf = async (all: typeof of) => (await all!).map(({ validation }) => validation);
      expect(await lossesOf(of)).toEqual(await lossesOf(from));
    }
  });

  it('takes the units of the samples, by the names of classes, and refuses labels and attributes that they have not', async () => {
    const named = { ...cloud(6, 1), labels: Int32Array.of(1, 0, 1, 0, 1, 0), labelNames: ['a', 'b'] };
    const run = (validation: Samples) =>
      lastValueFrom(of(named).pipe(withLabels({ copies: 2 }), training({ ...options, validation })));
    const of7 = (label: number, labelNames?: string[]) => ({
      ...held,
      labels: new Int32Array(7).fill(label),
      ...(labelNames && { labelNames }),
    });
    const [a, b] = await Promise.all([of7(0), of7(1)].map(async (each) => (await run(each)).validation));
    expect(a).not.toBe(b);
    expect((await run(of7(0, ['b']))).validation).toBe(b);
    await expect(run(of7(4))).rejects.toThrow('training: validation: labels must be among 0, 1, not 4');
    await expect(run(of7(0, ['c']))).rejects.toThrow("training: validation: labels must be among 'a', 'b', not 'c'");
    await expect(run(held)).rejects.toThrow('training: validation must have labels');
    await expect(run(pictures(1)[0]!)).rejects.toThrow(
      "training: validation must have the samples' shape [2] and range [0, 1], not [4, 4, 1] and [-1, 1]",
    );
    await expect(steps(cloud(3, 1), { validation: 0.1 })).rejects.toThrow(
      'training: validation must hold out some of the 3 samples and leave some, not 0.1 of them',
    );
    await expect(
      steps(cloud(6, 1), { validation: { ...of7(0), labelUnits: { classes: [0], copies: 1 } } }),
    ).rejects.toThrow("training: validation must have the samples' units, and no labelUnits");
  });

  it('knows attributes, in the units of those that are learned', async () => {
    const attributes = (colours: string) => Array.from(colours, (colour, i) => ({ colour, size: i % 3 }));
    const painted = { ...cloud(7, 1), attributes: attributes('rrggbbr') };
    const run = async (validation: Samples | number) =>
      (await lastValueFrom(of(painted).pipe(withAttributes(), training({ ...options, validation })))).validation!;
    const [red, green] = await Promise.all(
      ['rrrrrrr', 'ggggggg'].map((colours) => run({ ...held, attributes: attributes(colours) })),
    );
    expect(red).not.toBe(green);
    expect(await run(painted)).toBeGreaterThan(0);
    expect(await run(0.4)).toBeGreaterThan(0);
    await expect(run({ ...held, attributes: attributes('rrrrrrx') })).rejects.toThrow(
      /^training: validation: attributes: .*colour/,
    );
    await expect(run(held)).rejects.toThrow('training: validation: expected Samples with attributes');
  });
});

/** Few samples, learned by heart: the validation loss falls, and rises. */
const overfitted = { width: 64, steps: 400, every: 10, validation: cloud(20, 9), learningRate: 2e-2 } as const;

describe('the best step', () => {
  it('is the one with the lowest validation loss, also where batches are blended', async () => {
    for (const more of [{}, { blend: [0.1, 0.6] as const }]) {
      const all = await steps(cloud(8, 1), { ...overfitted, ...more });
      const best = all.reduce((best, step) => (step.validation! < best.validation! ? step : best));
      expect(best.step).toBeLessThan(all.at(-1)!.step);
      expect(await lastValueFrom(of(...all).pipe(lowestLoss()))).toEqual(best.manifold());
      const kept = await firstValueFrom(of(cloud(8, 1)).pipe(trainManifold({ ...options, ...overfitted, ...more })));
      expect(kept).toEqual(best.manifold());
    }
  });
});

describe('early stopping', () => {
  it('ends when the validation loss has not fallen for so many steps, and with the best manifold', async () => {
    const all = await steps(cloud(8, 1), overfitted);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 450 }), async (patience) => {
        let best = all[0]!;
        const expected: number[] = [];
        for (const step of all) {
          if (step.validation! < best.validation!) best = step;
          expected.push(step.step);
          if (step.step - best.step >= patience) break;
        }
        const stopped = await steps(cloud(8, 1), { ...overfitted, patience });
        expect(stopped.map(({ step }) => step)).toEqual(expected);
        expect(await lastValueFrom(of(...stopped).pipe(lowestLoss()))).toEqual(best.manifold());
      }),
      { numRuns: 4, examples: [[1], [10], [11], [450]] },
    );
  });
});

describe('a training that is resumed', () => {
  let directory = '';
  beforeEach(() => {
    directory = newFolder();
  });
  const plain = (all: Awaited<ReturnType<typeof steps>>) =>
    all.map(({ step, loss, validation, manifold }) => ({ step, loss, validation, weights: manifold().weights }));
  const upTo = (step: number, more: TrainingOptions) =>
    lastValueFrom(
      of(cloud(8, 1)).pipe(
        training({ ...options, checkpoint: directory, ...more }),
        takeWhile((at) => at.step < step, true),
      ),
    );

  it('has the same validation losses and the same best, and stops early at the same step', async () => {
    for (const more of [
      { ...overfitted, steps: 60, validation: 0.4 },
      { ...overfitted, patience: 80, blend: [0.1, 0.6] as const },
    ]) {
      const expected = plain(await steps(cloud(8, 1), more));
      for (const step of [0, 10, 50, 1000]) {
        await upTo(step, more);
        const rest = await steps(cloud(8, 1), { ...more, checkpoint: directory });
        const from = Math.min(step, expected.at(-1)!.step);
        expect(plain(rest).filter((at) => at.step >= from)).toEqual(expected.filter((at) => at.step >= from));
        const best = await lastValueFrom(of(...rest).pipe(lowestLoss()));
        expect(best).toEqual(await firstValueFrom(of(cloud(8, 1)).pipe(trainManifold({ ...options, ...more }))));
        rmSync(directory, { recursive: true });
      }
    }
  });

  it('is another one with another validation or another start', async () => {
    const start = untrained({ depth: 2, width: 12, shape: [2], range: [0, 1] });
    await upTo(10, { validation: 0.4, start });
    await upTo(10, { validation: 0.4, start });
    await expect(upTo(10, { validation: 0.3, start })).rejects.toThrow('batchSize 5, not 6; validation 0.4, not 0.3');
    await expect(upTo(10, { validation: held(1), start })).rejects.toThrow('other validation');
    rmSync(directory, { recursive: true });
    const labels = (label: number) => ({ ...held(1), labels: new Int32Array(5).fill(label) });
    const labelled = (validation: Samples) =>
      lastValueFrom(
        of({ ...cloud(4, 1), labels: Int32Array.of(0, 1, 0, 1) }).pipe(
          withLabels(),
          training({ ...options, validation, checkpoint: directory }),
        ),
      );
    await labelled(labels(0));
    await labelled(labels(0));
    await expect(labelled(labels(1))).rejects.toThrow('other validation');
    rmSync(directory, { recursive: true });
    await upTo(10, { validation: 0.4, start });
    await expect(upTo(10, { validation: 0.4 })).rejects.toThrow('it is of another training: other start');
    const other = { ...start, weights: start.weights.map((part) => part.map((value) => -value)) };
    await expect(upTo(10, { validation: 0.4, start: other })).rejects.toThrow('it is of another training: other start');
  });
  const held = (seed: number) => cloud(5, seed);
});

describe('fine-tuning', () => {
  it('of any network, with other settings, of which the manifold says none', async () => {
    const model = await untrainedModel(layersModels[1]!);
    for (const start of [untrained(), untrainedNetwork(), model]) {
      const noisy = {
        ...start,
        noise: [{ eps: 0.1, distribution: 'uniform' }],
        motion: { kind: 'walk', step: 0.1, level: 0.5 },
      };
      const [first, last] = await lastValueFrom(
        of(pictures(1, 9)[0]!).pipe(training({ start: noisy as Manifold, steps: 3, blend: [0.5, 1] }), toArray()),
      );
      expect(first!.manifold().weights).toEqual(start.weights);
      const { weights, loss, steps, blend, noise, motion, ...network } = last!.manifold();
      expect({ steps, blend, noise, motion }).toEqual({ steps: 3, blend: [0.5, 1], noise: [], motion: undefined });
      const { weights: _, loss: __, steps: ___, noise: ____, ...expected } = start;
      expect(network).toEqual(expected);
    }
  });

  it('refuses another network, space or labels', async () => {
    const start = untrained();
    const refused = (more: TrainingOptions) => () => training({ start, ...more });
    expect(refused({ depth: 3 })).toThrow(
      'training: depth must be left out where there is a start, whose depth is 2, not 3',
    );
    expect(refused({ network: () => [] })).toThrow('training: network must be left out where there is a start, not ');
    expect(refused({ layersModel: layersModels[0]! })).toThrow(
      'training: layersModel must be left out where there is a start, not ',
    );
    expect(refused({ start: { ...start, depth: 3 } })).toThrow(
      'training: start: a manifold of depth 3 has 8 weights, not 6',
    );
    expect(() => training({ start: untrainedNetwork(), depth: 2 })).toThrow(
      'training: depth must be left out where there is a start, not 2',
    );
    expect(refused({ depth: 2, width: 8 })).not.toThrow();
    const run = (samples: Samples, of_: Manifold = start) =>
      lastValueFrom(of(samples).pipe(training({ start: of_, steps: 1 })));
    await expect(run(cloud(3, 1))).rejects.toThrow(
      "training: samples must have the start's shape [4, 4, 1] and range [-1, 1], not [2] and [0, 1]",
    );
    const labelUnits = { classes: [0, 1], copies: 5 };
    await expect(run(pictures(1)[0]!, untrained({ labelUnits }))).rejects.toThrow('training: samples must have labels');
    const labels = Int32Array.of(0, 1, 0);
    await expect(run({ ...pictures(1)[0]!, labels, labelUnits })).rejects.toThrow(
      "training: samples must have the start's units, and no labelUnits",
    );
    await expect(
      run({ ...pictures(1)[0]!, labels: Int32Array.of(0, 1, 7) }, untrained({ labelUnits })),
    ).rejects.toThrow('training: samples: labels must be among 0, 1, not 7');
    const pets = { ...untrained({ labelUnits }), labelNames: ['cat', 'dog'] };
    const dogs = {
      ...pictures(1)[0]!,
      labels: new Int32Array(3),
      labelNames: ['dog'],
      labelUnits: { classes: [0], copies: 1 },
    };
    expect((await run(dogs, pets)).manifold()).toMatchObject({ labelUnits, labelNames: ['cat', 'dog'] });
    expect(() => training({ patience: 5 })).toThrow(
      'training: patience must be left out where there is no validation, not 5',
    );
  });

  it('goes on with the rows of a table that are read as the first were', async () => {
    const rows = [
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
      { a: 5, b: 'x' },
    ];
    const first = await firstValueFrom(fromTable(rows));
    const start = await firstValueFrom(of(first).pipe(trainManifold(options)));
    const others = await firstValueFrom(fromTable(rows.slice(1)));
    await expect(lastValueFrom(of(others).pipe(training({ start, steps: 2 })))).rejects.toThrow(
      "training: samples must be rows of the start's table",
    );
    await lastValueFrom(fromTable(rows.slice(1), { like: start }).pipe(training({ start, steps: 2 })));
  });
});

describe('a training by workers', () => {
  it('refuses what cannot be sent, by its name', () => {
    const sweep = (more: object) => () => trainOver({} as never, [more]);
    expect(sweep({ start: untrained() })).toThrow(
      'trainOver: options: start must be left out, since it cannot be sent',
    );
    expect(sweep({ validation: cloud(3, 1) })).toThrow(
      'trainOver: options: validation must be a share, since other samples cannot be sent',
    );
    expect(sweep({ validation: 0.2, patience: 100 })).not.toThrow();
  });
});

it('fromPoints alone is enough to try it', async () => {
  const { validation } = await lastValueFrom(
    fromPoints([0.1, 0.2, 0.7, 0.8]).pipe(training({ ...options, validation: 0.5 })),
  );
  expect(validation).toBeGreaterThan(0);
});
