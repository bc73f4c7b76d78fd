import { type Draw, measure, nearest, type Samples } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';

export const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How far the states are from the training samples nearest to them: the mean square over D, and then over the states. */
export async function nearestDistance(draw: Draw, training: Samples): Promise<number> {
  const { metrics } = await firstValueFrom(of(draw).pipe(measure({ nearest: nearest(training) })));
  return mean(metrics.nearest.distance);
}

/** The first `count` samples of each, one after the other. */
export function stacked(all: readonly Samples[], count: number): Samples {
  const size = all[0]!.values.length / all[0]!.count;
  const values = new Float32Array(all.length * count * size);
  for (const [i, samples] of all.entries()) values.set(samples.values.subarray(0, count * size), i * count * size);
  const { shape, range } = all[0]!;
  return { values, count: all.length * count, shape, range };
}
