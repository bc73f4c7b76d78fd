import { type AsyncIterableX, from as pulledFrom } from 'ix/asynciterable';
import * as ixOperators from 'ix/asynciterable/operators';
import {
  type BurnedIn,
  branch,
  burnIn,
  type Canvas,
  type Coverage,
  coverage,
  type Draw,
  descend,
  type Evaluation,
  evaluate,
  type Frame,
  fork,
  fromCifar,
  fromImages,
  fromNpy,
  fromPoints,
  fromTable,
  given,
  kaleidoscope,
  type Manifold,
  type Metrics,
  mapInTurn,
  mapTensor,
  measure,
  morph,
  movement,
  type Nearest,
  nearest,
  pace,
  type Samples,
  type TableRow,
  thin,
  toCanvas,
  toFile,
  toFrames,
  toGif,
  toMp4,
  toPng,
  toSafetensors,
  toTable,
  training,
  trainManifold,
  type WrittenFile,
  withLabels,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import * as ix from 'kaleidoflow/ix';
import { EMPTY, map, type Observable, of } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { KeptCanvas } from './canvas.js';
import { pictures } from './fixtures.js';

type Emitted<T> = T extends Observable<infer Value> ? Value : never;
const manifold = EMPTY as Observable<Manifold>;
const draws = EMPTY as Observable<Draw>;
const pulledManifold = pulledFrom<Manifold>([]);
const pulledDraws = pulledFrom<Draw>([]);

interface Penguin {
  readonly mass: number | null;
  readonly kind?: string;
}

/** Checked by the compiler: each line behind @ts-expect-error must be refused by it. */
describe('the compiler', () => {
  it('knows what flows', () => {
    expectTypeOf(fromPoints([0.5]).pipe(trainManifold())).toEqualTypeOf<Observable<Manifold>>();
    expectTypeOf(manifold.pipe(withNoise(0.1), kaleidoscope(), burnIn(2), thin(3), branch(2))).toEqualTypeOf<
      Observable<Draw>
    >();
    expectTypeOf(manifold.pipe(descend({ steps: 3 }))).toEqualTypeOf<Observable<Draw>>();
    expectTypeOf(draws.pipe(mapTensor((images) => images.mul(2)))).toEqualTypeOf<Observable<Draw>>();
    expectTypeOf(draws.pipe(mapTensor(async (images) => images.dataSync().length))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(draws.pipe(toGif(), toFile('a.gif'))).toEqualTypeOf<Observable<WrittenFile>>();
    const canvas: Canvas = new KeptCanvas();
    expectTypeOf(draws.pipe(measure({ step: ({ step }) => step }), toCanvas(canvas, { fps: 30 }))).toExtend<
      Observable<{ metrics: { step: number } }>
    >();
    expectTypeOf(draws.pipe(toMp4(), toFile('a.mp4'))).toEqualTypeOf<Observable<WrittenFile>>();
    const evaluated = draws.pipe(evaluate(pictures(1, 9)[0]!, { features: async ({ values }) => values }));
    expectTypeOf(evaluated).toEqualTypeOf<Observable<Evaluation>>();
    expectTypeOf<Draw>().toExtend<Samples>();
    expectTypeOf(fromImages('pictures', { size: [24, 32], channels: 1 })).toEqualTypeOf<Observable<Samples>>();
    expectTypeOf(fromCifar(['a.bin'], { classes: 100 })).toEqualTypeOf<Observable<Samples>>();
    expectTypeOf(fromNpy('a.npy', { shape: [8, 8, 1] })).toEqualTypeOf<Observable<Samples>>();
    expectTypeOf(manifold.pipe(given({ label: ['cat', 3] }))).toEqualTypeOf<Observable<Manifold>>();
    interface Hair {
      readonly hair: 'red' | 'black';
    }
    const red: Hair = { hair: 'red' };
    expectTypeOf(manifold.pipe(given({ attributes: red }))).toEqualTypeOf<Observable<Manifold>>();
    expectTypeOf(manifold.pipe(given({ attributes: [red, red] }))).toEqualTypeOf<Observable<Manifold>>();
    expectTypeOf(fromTable('a.csv')).toEqualTypeOf<Observable<Samples>>();
    expectTypeOf(draws.pipe(toTable())).toEqualTypeOf<Observable<TableRow[]>>();
    expectTypeOf(manifold.pipe(given([{ mass: 3, kind: 'a', wild: null }], { mask: ['mass'] }))).toEqualTypeOf<
      Observable<Manifold>
    >();
  });

  it('knows what flows where the consumer pulls', () => {
    expectTypeOf(ix.fromPoints([0.5]).pipe(ix.trainManifold())).toEqualTypeOf<AsyncIterableX<Manifold>>();
    expectTypeOf(
      pulledManifold.pipe(ix.withNoise(0.1), ix.kaleidoscope(), ix.burnIn(2), ixOperators.take(3)),
    ).toEqualTypeOf<AsyncIterableX<Draw>>();
    expectTypeOf(ix.fromImages('pictures').pipe(ix.trainManifold())).toEqualTypeOf<AsyncIterableX<Manifold>>();
    expectTypeOf(pulledDraws.pipe(ix.toGif(), ix.toFile('a.gif'))).toEqualTypeOf<AsyncIterableX<WrittenFile>>();
    expectTypeOf(pulledDraws.pipe(ix.toTable())).toEqualTypeOf<AsyncIterableX<TableRow[]>>();
  });

  it('gives bytes that a browser takes', () => {
    expectTypeOf(draws.pipe(toGif())).toEqualTypeOf<Observable<Uint8Array<ArrayBuffer>>>();
    const morphed = (a: Samples, b: Draw) => manifold.pipe(morph(a, b, { frames: 3 }));
    expectTypeOf(morphed).returns.toEqualTypeOf<Observable<Draw>>();
    expectTypeOf(draws.pipe(toFrames())).toEqualTypeOf<Observable<Frame>>();
    expectTypeOf(draws.pipe(toPng())).toEqualTypeOf<Observable<Uint8Array<ArrayBuffer>>>();
    expectTypeOf(manifold.pipe(toSafetensors())).toEqualTypeOf<Observable<Uint8Array<ArrayBuffer>>>();
    expectTypeOf(pulledDraws.pipe(ix.toMp4())).toEqualTypeOf<AsyncIterableX<Uint8Array<ArrayBuffer>>>();
  });

  it('knows what branches make', () => {
    expectTypeOf(draws.pipe(fork(burnIn(2), toPng(), (all) => all.pipe(toGif(), toFile('a.gif'))))).toEqualTypeOf<
      Observable<Draw | Uint8Array<ArrayBuffer> | WrittenFile>
    >();
    expectTypeOf(
      pulledDraws.pipe(ix.fork({ ahead: 3 }, ix.burnIn(2), (all) => all.pipe(ix.toGif(), ix.toFile('a.gif')))),
    ).toEqualTypeOf<AsyncIterableX<Draw | WrittenFile>>();
  });

  it('knows what a branch keeps of what was measured, whatever the others make', () => {
    const settled = draws.pipe(measure({ step: ({ step }: Draw) => step }), burnIn({ until: 'settled' }));
    const generic = <D extends Draw>(all: Observable<D>) => all.pipe(thin(2));
    const parts = settled.pipe(fork(burnIn(2), generic, toPng()));
    type Part = Exclude<Emitted<typeof parts>, Uint8Array>;
    expectTypeOf<Part['burnIn'] & Part['metrics']['step']>().toEqualTypeOf<number>();
    expectTypeOf(draws.pipe(fork(...[burnIn(2)]))).toEqualTypeOf<Observable<Draw>>();
    const pulled = pulledDraws.pipe(ix.measure({ step: ({ step }: Draw) => step }));
    const pulledParts = pulled.pipe(ix.fork({ ahead: 2 }, ix.burnIn(2), ix.toPng()));
    type Pulled = typeof pulledParts extends AsyncIterableX<infer T> ? Exclude<T, Uint8Array> : never;
    expectTypeOf<Pulled['metrics']['step']>().toEqualTypeOf<number>();
    const [painted, paced] = [toCanvas(new KeptCanvas()), pace(15)];
    expectTypeOf(settled.pipe(painted, paced)).toEqualTypeOf(settled);
    expectTypeOf(settled.pipe(mapInTurn(async ({ burnIn }) => burnIn))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(ix.mapInTurn(({ step }: Draw, signal) => signal.aborted || step)(pulledDraws)).toEqualTypeOf<
      AsyncIterableX<number | true>
    >();
  });

  it('takes rows of an interface, what is one thing or another, and what is undefined', () => {
    const rows: Penguin[] = [{ mass: 3 }, { mass: null, kind: 'a' }];
    const either = Math.random() < 2;
    expectTypeOf(fromTable(either ? rows : 'a.csv')).toEqualTypeOf<Observable<Samples>>();
    expectTypeOf(given(either ? { label: 1 } : pictures(1)[0]!)).toEqualTypeOf(given(rows, { mask: ['mass'] }));
    expectTypeOf(ix.given(either ? { label: 1 } : rows)).toEqualTypeOf(ix.given({ label: 1 }));
    const draw: Draw = { ...pictures(1)[0]!, labels: undefined, state: undefined, table: undefined, known: undefined };
    expectTypeOf(draw).toExtend<Samples>();
  });

  it('lets what is generic be measured', () => {
    const moved = <D extends Draw>(all: Observable<D>) =>
      all.pipe(
        measure({ movement: movement() }),
        map(({ metrics }) => metrics.movement.length),
      );
    expectTypeOf(moved(draws)).toEqualTypeOf<Observable<number>>();
    const measured = <M extends Metrics>(metrics: M) => draws.pipe(measure(metrics));
    expectTypeOf<Emitted<ReturnType<typeof measured<{ a: () => number }>>>['metrics']['a']>().toEqualTypeOf<number>();
  });

  it('knows the names and the types of what is measured', () => {
    const data = pictures(1)[0]!;
    const metrics = { nearest: nearest(data), movement: movement(), step: ({ step }: Draw) => step };
    const first = draws.pipe(measure(metrics), burnIn({ until: 'settled' }), thin(2));
    expectTypeOf<Emitted<typeof first>['metrics']['nearest']>().toEqualTypeOf<Nearest>();
    expectTypeOf<Emitted<typeof first>['metrics']['movement']>().toEqualTypeOf<Float32Array>();
    expectTypeOf<Emitted<typeof first>['metrics']['step']>().toEqualTypeOf<number>();
    expectTypeOf<Emitted<typeof first>>().toExtend<Draw & BurnedIn>();
    const kept = { late: burnIn(2), some: thin(2), settled: burnIn({ until: 'settled' }) };
    const same = draws.pipe(measure(metrics), kept.late, kept.settled, kept.some);
    expectTypeOf(same).toEqualTypeOf(first);
    const second = first.pipe(measure({ coverage: async ({ metrics }) => coverage(metrics.nearest) }));
    expectTypeOf<Emitted<typeof second>['metrics']['coverage']>().toEqualTypeOf<Coverage>();
    expectTypeOf<Emitted<typeof second>['metrics']['step']>().toEqualTypeOf<number>();

    const pulled = pulledDraws.pipe(
      ix.measure({ nearest: nearest({ ...data, labels: new Int32Array(3) }) }),
      ix.measure({ coverage: ({ metrics }) => coverage(metrics.nearest) }),
    );
    expectTypeOf<typeof pulled extends AsyncIterableX<infer T> ? T : never>().toExtend<{
      metrics: { nearest: Required<Nearest>; coverage: Required<Coverage> };
    }>();

    // @ts-expect-error no nearest was measured
    draws.pipe(measure({ coverage: ({ metrics }) => coverage(metrics.nearest) }));
    // @ts-expect-error a number is no metric
    expect(() => draws.pipe(measure({ energy: 3 }))).toThrow();
    // @ts-expect-error something must be measured
    expect(() => draws.pipe(measure({}))).toThrow();
    // @ts-expect-error a was measured before
    draws.pipe(measure({ a: movement() }), measure({ a: ({ step }) => step }));
    const unnamed = draws.pipe(measure({ b: movement() } as Metrics), measure({ a: movement() }));
    expectTypeOf<Emitted<typeof unnamed>['metrics']['a']>().toEqualTypeOf<Float32Array>();
    // @ts-expect-error a manifold can't be measured
    manifold.pipe(measure({ movement: movement() }));
  });

  it('refuses operators out of place', () => {
    // @ts-expect-error noise belongs before the kaleidoscope
    manifold.pipe(kaleidoscope(), withNoise(0.1));
    // @ts-expect-error a turn belongs before the kaleidoscope
    manifold.pipe(kaleidoscope(), withTurns());
    // @ts-expect-error a walk too
    draws.pipe(withWalk());
    // @ts-expect-error what is known, too
    draws.pipe(given({ label: 3 }));
    // @ts-expect-error labels are learned with the samples
    manifold.pipe(withLabels());
    // @ts-expect-error samples must be learned first
    fromPoints([0.5]).pipe(kaleidoscope());
    // @ts-expect-error only draws have steps to burn in
    fromPoints([0.5]).pipe(burnIn(3));
    // @ts-expect-error a descent starts from a manifold
    draws.pipe(descend());
    // @ts-expect-error only draws become tensors
    manifold.pipe(mapTensor((images) => images.mean()));
    // @ts-expect-error a manifold can't be compared with samples
    manifold.pipe(evaluate(pictures(1, 9)[0]!));
    // @ts-expect-error a manifold is no table
    manifold.pipe(toTable());
    // @ts-expect-error a manifold is no picture
    manifold.pipe(toGif());
    // @ts-expect-error a file takes bytes
    draws.pipe(toFile('a.gif'));
    // @ts-expect-error a manifold can't be trained on
    manifold.pipe(training());
    // @ts-expect-error a branch takes what the source gives
    manifold.pipe(fork(burnIn(3)));
    // @ts-expect-error there must be a branch
    expect(() => draws.pipe(fork())).toThrow();
  });

  // IxJS's pipe takes any operators (its last overload gives AsyncIterableX<any>), so there the error comes when it runs.
  it('refuses operators out of place where the consumer pulls', () => {
    // @ts-expect-error noise belongs before the kaleidoscope
    ix.withNoise(0.1)(pulledDraws);
    // @ts-expect-error samples must be learned first
    ix.kaleidoscope()(ix.fromPoints([0.5]));
    // @ts-expect-error a manifold is no picture
    ix.toGif()(pulledManifold);
    // @ts-expect-error a file takes bytes
    ix.toFile('a.gif')(pulledDraws);
    // @ts-expect-error a branch takes what the source gives
    ix.fork(ix.burnIn(3))(pulledManifold);
  });

  it('refuses options that do not exist, and values that are not allowed', () => {
    // @ts-expect-error
    expect(() => training({ dept: 3 }));
    // @ts-expect-error
    expect(() => withNoise(1, { distribution: 'gamma' }));
    // @ts-expect-error
    expect(() => training({ blend: 0.6 }));
    // @ts-expect-error
    expect(() => given({ label: true }));
    // @ts-expect-error
    expect(() => fromImages('pictures', { channels: 4 }));
    // @ts-expect-error
    expect(() => fromImages('pictures', { size: [24] }));
    // @ts-expect-error
    expect(() => fromCifar('batch.bin', { classes: 20 }));
    // @ts-expect-error
    expect(() => fromNpy(['a.npy', 'b.npy']));
    // @ts-expect-error
    expect(() => given([{ mass: [3] }]));
    // @ts-expect-error
    expect(() => given({ attributes: { mass: [3] } }));
    // @ts-expect-error
    expect(() => fromTable([], { scale: 'log' }));
    // @ts-expect-error
    expect(() => fromTable([[3, 4]]));
    // @ts-expect-error
    expect(() => fromPoints([1], { range: [0, 255] }));
    // @ts-expect-error
    expect(() => fromPoints([[1, 2], [3]]));
    // @ts-expect-error
    expect(() => kaleidoscope({ start: 'zero' }));
    // @ts-expect-error
    expect(() => ix.kaleidoscope({ start: 'zero' }));
  });

  it('keeps values read-only', () => {
    const change = (draw: Draw) => {
      // @ts-expect-error
      draw.step = 3;
      // @ts-expect-error
      draw.shape[0] = 3;
    };
    of(change);
  });
});
