import { fromMnist, kaleidoscope, type Samples, training } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, tap } from 'rxjs';
import { type Mlp, shallow, smallest, untrained } from '../net.js';
import { median } from '../pace.js';
import { sampling, train } from '../pipeline.js';

/** How a cost grows with something. */
export interface Curve {
  readonly title: string;
  readonly unit: string;
  readonly lines: Readonly<Record<string, readonly Point[]>>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Milliseconds for one look. */
const budget = 600;

const along = async (xs: readonly number[], cost: (x: number) => Promise<number>): Promise<Point[]> => {
  const points: Point[] = [];
  for (const x of xs) points.push({ x, y: await cost(x) });
  return points;
};

/** Milliseconds of a step: five looks at as many steps as are asked for, and at the middle one of the last four. */
const step = async (samples: Samples, net: Omit<Mlp, 'shape'>, every = 20) =>
  median((await train(samples, net, 5 * every, every)).times.slice(1));

const noise = (count: number, side: number): Samples => ({
  values: Float32Array.from({ length: count * side ** 2 }, () => 2 * Math.random() - 1),
  count,
  shape: [side, side, 1],
  range: [-1, 1],
});

/** What is measured, by its name: the draws go to the power of ten that is asked for. */
export const curves: Readonly<Record<string, (most: number) => Promise<Curve>>> = {
  // First, while the process holds nothing else.
  draws: async (most) => ({
    title: 'draws',
    unit: 'MB resident, L=7 H=10, 4 chains',
    lines: { memory: await memoryAt(Array.from({ length: most - 2 }, (_, i) => 10 ** (i + 3))) },
  }),
  chains: async () => ({
    title: 'chains',
    unit: 'ms a draw, L=3 H=256',
    lines: {
      draw: await along([1, 4, 16, 64, 250, 1_000, 4_000, 16_000, 100_000], (chains) =>
        sampling(shallow, chains, budget),
      ),
    },
  }),
  images: async () => {
    const all = [1_000, 4_000, 16_000, 60_000];
    const samples = new Map<number, Samples>();
    for (const count of all) samples.set(count, await firstValueFrom(fromMnist({ count })));
    return {
      title: 'images learned',
      unit: 'ms, L=3 H=256 batch 128',
      lines: {
        step: await along(all, (count) => step(samples.get(count)!, shallow, 50)),
        'to the first step': await along(all, (count) => toFirstStep(samples.get(count)!)),
      },
    };
  },
  depth: async () => ({
    title: 'depth',
    unit: 'ms, H=256',
    lines: {
      'draw of 1000': await along(depths, (depth) => sampling({ ...shallow, depth }, 1_000, budget)),
      'draw of 48': await along(depths, (depth) => sampling({ ...shallow, depth }, 48, budget)),
      'step of 128': await along(depths, (depth) => step(digits, { ...shallow, depth })),
    },
  }),
  width: async () => ({
    title: 'width',
    unit: 'ms, L=3',
    lines: {
      'draw of 1000': await along(widths, (width) => sampling({ ...shallow, width }, 1_000, budget)),
      'draw of 48': await along(widths, (width) => sampling({ ...shallow, width }, 48, budget)),
      'step of 128': await along(widths, (width) => step(digits, { ...shallow, width }, width > 500 ? 4 : 20)),
    },
  }),
  pixels: async () => ({
    title: 'pixels',
    unit: 'ms, L=3 H=256',
    lines: {
      'draw of 48': await along(pixels, (all) =>
        sampling({ ...shallow, shape: [Math.sqrt(all), Math.sqrt(all), 1] }, 48, budget),
      ),
      'step of 128': await along(pixels, (all) => step(noise(500, Math.sqrt(all)), shallow, 10)),
    },
  }),
};

const depths = [1, 2, 4, 8, 16, 30];
const widths = [5, 20, 80, 250, 700, 2_000];
const pixels = [28, 40, 56, 80, 128].map((side) => side ** 2);
const digits = noise(1_000, 28);

async function toFirstStep(samples: Samples): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await firstValueFrom(of(samples).pipe(training({ ...shallow, steps: 1, every: 1 })));
    times.push(performance.now() - began);
  }
  return median(times);
}

/** Resident megabytes after each of these numbers of draws, when what can be freed is. */
async function memoryAt(numbers: readonly number[]): Promise<Point[]> {
  const found: Point[] = [];
  let draws = 0;
  const looking = tap(() => {
    if (!numbers.includes(++draws)) return;
    globalThis.gc?.();
    found.push({ x: draws, y: process.memoryUsage.rss() / 2 ** 20 });
  });
  await lastValueFrom(of(untrained(smallest)).pipe(kaleidoscope({ chains: 4 }), take(numbers.at(-1)!), looking));
  return found;
}
