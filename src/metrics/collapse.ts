import { platform } from '#platform';
import { type Samples, sizeOf } from '../core/samples.js';

/** Fewer chains may be alike by chance. */
const fewest = 8;
/** How far apart chains are at least, as a share of how far apart samples are. */
const least = 0.05;

/** Warns once where the chains of a draw are all alike, and the samples that it is compared with are not. */
export function collapse(name: string, samples: Samples): (draw: Pick<Samples, 'values' | 'count' | 'shape'>) => void {
  let apart: number | undefined;
  let isTold = false;
  return (draw) => {
    if (isTold || draw.count < fewest) return;
    apart ??= spread(samples);
    const own = spread(draw);
    if (own >= least * apart) return;
    isTold = true;
    platform.warn(
      `${name}: the ${draw.count} chains are alike, ${own.toPrecision(2)} from their mean, where samples are ${apart.toPrecision(2)} from theirs: they have collapsed; recipeFor(samples) has settings that are measured`,
    );
  };
}

/** The root of the mean square difference to the mean. */
function spread({ values, count, shape }: Pick<Samples, 'values' | 'count' | 'shape'>): number {
  const size = sizeOf(shape);
  const mean = new Float64Array(size);
  for (let i = 0; i < values.length; i++) mean[i % size]! += values[i]! / count;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - mean[i % size]!) ** 2;
  return Math.sqrt(sum / values.length);
}
