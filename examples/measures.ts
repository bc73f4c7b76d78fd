import type { Samples } from 'kaleidoflow';

/** How far each sample is from the training image nearest to it: mean square over its pixels, and then over all samples. */
export function nearestDistance(samples: Samples, training: Samples): number {
  const size = samples.values.length / samples.count;
  let sum = 0;
  for (let i = 0; i < samples.count; i++) {
    const sample = samples.values.subarray(i * size, (i + 1) * size);
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < training.count; j++) {
      let distance = 0;
      for (let k = 0, at = j * size; k < size && distance < nearest; k++, at++)
        distance += (sample[k]! - training.values[at]!) ** 2;
      nearest = Math.min(nearest, distance);
    }
    sum += nearest / size;
  }
  return sum / samples.count;
}

/** How far the pixels of two draws are apart: root of the mean square. */
export function movement(a: Samples, b: Samples): number {
  let sum = 0;
  for (let i = 0; i < a.values.length; i++) sum += (a.values[i]! - b.values[i]!) ** 2;
  return Math.sqrt(sum / a.values.length);
}

/** The first `count` samples of each, one after the other. */
export function stacked(all: readonly Samples[], count: number): Samples {
  const size = all[0]!.values.length / all[0]!.count;
  const values = new Float32Array(all.length * count * size);
  for (const [i, samples] of all.entries()) values.set(samples.values.subarray(0, count * size), i * count * size);
  const { shape, range } = all[0]!;
  return { values, count: all.length * count, shape, range };
}
