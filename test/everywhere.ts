import { toArray as collect, first, from as pullFrom, of as pullOf } from 'ix/asynciterable';
import { map as pullMap } from 'ix/asynciterable/operators';
import {
  burnIn,
  type Draw,
  fork,
  fromPoints,
  kaleidoscope,
  type MlpManifold,
  measure,
  movement,
  thin,
  toGif,
  toPng,
  withNoise,
} from 'kaleidoflow';
import * as pull from 'kaleidoflow/ix';
import { firstValueFrom, from, lastValueFrom, map, of, toArray } from 'rxjs';

/** Draws of pictures, grey or in colour. */
function draws(channels: number): Draw[] {
  const shape = [5, 4, channels];
  return Array.from({ length: 6 }, (_, i) => ({
    values: Float32Array.from({ length: 3 * 5 * 4 * channels }, (_, j) => ((31 * i + 7 * j) % 201) / 100 - 1),
    count: 3,
    shape,
    range: [-1, 1],
    step: i + 1,
  }));
}

const flat = (chunks: readonly Uint8Array[]): number[] => chunks.flatMap((chunk) => Array.from(chunk));
const said = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => '',
    ({ message }: Error) => message,
  );

const manifold: MlpManifold = {
  depth: 2,
  width: 2,
  shape: [1],
  range: [0, 1],
  loss: 0,
  steps: 0,
  weights: [2, 2, 4, 2, 2, 1].map((size) => new Float32Array(size).fill(0.5)),
  noise: [],
};

/** So wide a network that it is applied in a thread everywhere. */
const ofMuch = (): MlpManifold => {
  const width = 3000;
  return {
    ...manifold,
    width,
    weights: [width, width, width ** 2, width, width, 1].map((size) => new Float32Array(size)),
  };
};

/** Goes through what needs no engine, and tries the engine: a program for Node and for browsers. */
export async function everywhere() {
  const [grey, colour] = [draws(1), draws(3)];
  const gif = (all: Draw[]) => lastValueFrom(from(all).pipe(toGif({ columns: 2, fps: 12 }), toArray(), map(flat)));
  const png = (all: Draw[]) => lastValueFrom(from(all).pipe(toPng({ scale: 2 }), toArray(), map(flat)));
  return {
    gif: { grey: await gif(grey), colour: await gif(colour) },
    png: { grey: await png(grey), colour: await png(colour) },
    pulled: {
      gif: flat(await collect(pullFrom(grey).pipe(pull.toGif({ columns: 2, fps: 12 })))),
      steps: await collect(
        pullFrom(grey).pipe(
          pull.burnIn(1),
          pull.thin(2),
          pull.measure({ movement: movement() }),
          pullMap(({ step, metrics }) => [step, metrics.movement]),
        ),
      ),
    },
    points: Array.from((await firstValueFrom(fromPoints([0.25, 0.75]))).values),
    noise: (await firstValueFrom(of(manifold).pipe(withNoise(0.1)))).noise,
    steps: await lastValueFrom(
      from(grey).pipe(
        burnIn(1),
        thin(2),
        measure({ movement: movement() }),
        map(({ step, metrics }) => [step, metrics.movement]),
        toArray(),
      ),
    ),
    fork: await lastValueFrom(
      from(grey).pipe(
        fork(
          map(({ step }: Draw) => step),
          map(({ step }: Draw) => `step ${step}`),
        ),
        toArray(),
      ),
    ),
    engine: {
      kaleidoscope: await said(firstValueFrom(of(manifold).pipe(kaleidoscope({ chains: 2 })))),
      ofMuch: await said(firstValueFrom(of(ofMuch()).pipe(kaleidoscope({ chains: 4 })))),
      pulled: await said(first(pullOf(manifold).pipe(pull.kaleidoscope({ chains: 2 })))),
    },
  };
}
