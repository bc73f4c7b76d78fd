import {
  type Draw,
  energy,
  fromPoints,
  kaleidoscope,
  type Manifold,
  measure,
  type Samples,
  trainManifold,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';

/** A network of the paper's synthetic experiments. */
export interface Setting {
  readonly points: readonly (readonly number[])[];
  readonly depth: number;
  readonly width: number;
  readonly range?: Samples['range'];
}

/** The published code's way to learn points: 2000 steps of Adam at 1e-3, all points in each batch. */
export const learnPoints = (
  { points, range = [0, 1], ...network }: Setting,
  seed: number,
  steps = 2_000,
): Promise<Manifold> =>
  firstValueFrom(fromPoints(points, { range }).pipe(trainManifold({ ...network, steps, learningRate: 1e-3, seed })));

/** f, and the loss of Eq. 1, at each of the samples: the output manifold and the loss manifold. */
export async function overSamples(
  manifold: Manifold,
  start: Samples,
): Promise<{ output: Float32Array; loss: Float32Array }> {
  const [x, fx] = await lastValueFrom(
    of(manifold).pipe(
      kaleidoscope({ start, emitStart: true }),
      measure({ loss: energy(manifold) }),
      take(2),
      toArray(),
    ),
  );
  return { output: fx!.values, loss: x!.metrics.loss };
}

/** x⁰ … x^runs of chains from normal noise, as the paper starts them. */
export const run = (manifold: Manifold, chains: number, runs: number, seed: number): Promise<Draw[]> =>
  lastValueFrom(
    of(manifold).pipe(kaleidoscope({ chains, start: 'normal', seed, emitStart: true }), take(runs + 1), toArray()),
  );

/** For each chain of a draw, the distance to the closest of the points, and which it is. */
export function closest({ values, count }: Draw, points: Setting['points']): { distance: number; point: number }[] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, chain) => {
    let nearest = { distance: Number.POSITIVE_INFINITY, point: -1 };
    points.forEach((y, point) => {
      let square = 0;
      for (let i = 0; i < size; i++) square += (y[i]! - values[chain * size + i]!) ** 2;
      if (square < nearest.distance ** 2) nearest = { distance: Math.sqrt(square), point };
    });
    return nearest;
  });
}

/** How many runs it takes until every chain is within `reach` of a point; infinite where that does not come. */
export function runsUntilAll(draws: readonly Draw[], points: Setting['points'], reach: number): number {
  const step = draws.findIndex((draw) => closest(draw, points).every(({ distance }) => distance <= reach));
  return step < 0 ? Number.POSITIVE_INFINITY : step;
}

export const fractionWithin = (draw: Draw, points: Setting['points'], reach: number): number =>
  closest(draw, points).filter(({ distance }) => distance <= reach).length / draw.count;

/** Evenly spaced samples over the domain: a line of `side`, or a square of side × side, its rows from the top. */
export function evenly(side: number, dimensions: 1 | 2, range: Samples['range'] = [0, 1]): Samples {
  const [low, high] = range;
  const at = (i: number) => low + ((high - low) * (i + 0.5)) / side;
  const count = side ** dimensions;
  const values = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    if (dimensions === 1) values[i] = at(i);
    else values.set([at(i % side), at(side - 1 - Math.floor(i / side))], 2 * i);
  }
  return { values, count, shape: [dimensions], range };
}
