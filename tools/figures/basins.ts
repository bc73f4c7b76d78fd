import { kaleidoscope, type Manifold, type Samples } from 'kaleidoflow';
import { lastValueFrom, of, take, tap } from 'rxjs';
import { closest, evenly, type Setting } from './synthetic.js';

/** Which training point each start reaches, and when: a grid over the plane, row after row from the top left. */
export interface Basins {
  /** −1 where a start reaches none. */
  readonly point: Int8Array;
  /** Applications it takes, with a fraction, so that it is continuous; infinite where a start reaches none. */
  readonly time: Float32Array;
}

/** How near a chain must come to have reached a point. */
const reach = 0.02;

export async function basinsOf(manifold: Manifold, points: Setting['points'], side: number, runs: number) {
  const start = evenly(side, 2);
  const point = new Int8Array(start.count).fill(-1);
  const time = new Float32Array(start.count).fill(Number.POSITIVE_INFINITY);
  let before = new Float32Array(start.count);
  await lastValueFrom(
    of(manifold).pipe(
      kaleidoscope({ start, emitStart: true }),
      take(runs + 1),
      tap((draw) => {
        const now = closest(draw, points);
        now.forEach(({ distance, point: at }, i) => {
          if (point[i]! >= 0 || distance > reach) return;
          point[i] = at;
          time[i] = draw.step === 0 ? 0 : draw.step - Math.log(reach / distance) / Math.log(before[i]! / distance);
        });
        before = Float32Array.from(now, ({ distance }) => distance);
      }),
    ),
  );
  return { point, time } satisfies Basins;
}

type Colour = readonly [red: number, green: number, blue: number];

/** One for each training point. */
export const hues: readonly Colour[] = [
  [0.91, 0.3, 0.24],
  [0.96, 0.72, 0.2],
  [0.16, 0.52, 0.78],
  [0.2, 0.66, 0.42],
];

/** Colour: the point a start reaches; shade: when, a little lighter with each application, and a step between two. */
export function paint({ point, time }: Basins, side: number): Samples {
  const values = new Float32Array(3 * side * side);
  time.forEach((t, i) => {
    if (point[i]! < 0) return;
    const light = (0.16 + 0.84 * Math.exp(-t / 9)) * (1 - 0.2 * (t - Math.floor(t)));
    hues[point[i]!]!.forEach((channel, c) => {
      values[3 * i + c] = light * channel + 0.25 * Math.exp(-t) * (1 - light * channel);
    });
  });
  return { values, count: 1, shape: [side, side, 3], range: [0, 1] };
}
