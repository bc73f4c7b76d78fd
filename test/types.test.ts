import {
  burnIn,
  type Draw,
  fromPoints,
  kaleidoscope,
  type Manifold,
  type Samples,
  thin,
  toFile,
  toGif,
  training,
  trainManifold,
  type WrittenFile,
  withNoise,
} from 'kaleidoflow';
import { EMPTY, type Observable, of } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';

const manifold = EMPTY as Observable<Manifold>;
const draws = EMPTY as Observable<Draw>;

/** Checked by the compiler: each line behind @ts-expect-error must be refused by it. */
describe('the compiler', () => {
  it('knows what flows', () => {
    expectTypeOf(fromPoints([0.5]).pipe(trainManifold())).toEqualTypeOf<Observable<Manifold>>();
    expectTypeOf(manifold.pipe(withNoise(0.1), kaleidoscope(), burnIn(2), thin(3))).toEqualTypeOf<Observable<Draw>>();
    expectTypeOf(draws.pipe(toGif(), toFile('a.gif'))).toEqualTypeOf<Observable<WrittenFile>>();
    expectTypeOf<Draw>().toExtend<Samples>();
  });

  it('refuses operators out of place', () => {
    // @ts-expect-error noise belongs before the kaleidoscope
    manifold.pipe(kaleidoscope(), withNoise(0.1));
    // @ts-expect-error samples must be learned first
    fromPoints([0.5]).pipe(kaleidoscope());
    // @ts-expect-error only draws have steps to burn in
    fromPoints([0.5]).pipe(burnIn(3));
    // @ts-expect-error a manifold is no picture
    manifold.pipe(toGif());
    // @ts-expect-error a file takes bytes
    draws.pipe(toFile('a.gif'));
    // @ts-expect-error a manifold can't be trained on
    manifold.pipe(training());
  });

  it('refuses options that do not exist, and values that are not allowed', () => {
    // @ts-expect-error
    expect(() => training({ dept: 3 }));
    // @ts-expect-error
    expect(() => withNoise(1, { distribution: 'gamma' }));
    // @ts-expect-error
    expect(() => fromPoints([1], { range: [0, 255] }));
    // @ts-expect-error
    expect(() => kaleidoscope({ start: 'zero' }));
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
