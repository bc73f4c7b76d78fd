import { type Draw, kaleidoscope, type Manifold, type Samples } from 'kaleidoflow';
import { map, type Observable, type OperatorFunction, of, pipe, reduce, take } from 'rxjs';
import type { Point } from '../settings/fields.js';

/** A manifold as the paper draws it: what f makes of every place of its domain, how far that is, and where chains end. */
export interface Field {
  /** Places along each axis. */
  readonly side: number;
  readonly size: number;
  /** f(x), the output manifold. */
  readonly output: Float32Array;
  /** ‖x − f(x)‖² / D, the loss manifold. */
  readonly loss: Float32Array;
  /** The point that a chain from there comes to, by its place in the list. */
  readonly basin: Uint8Array;
}

const applications = 40;

/** The field of each manifold: chains that start at a lattice over the whole domain. */
export const fieldOf = (manifold: Manifold, points: readonly Point[]): Observable<Field> => {
  const places = lattice(manifold.shape[0]!);
  return of({ ...manifold, noise: [] }).pipe(
    kaleidoscope({ start: places }),
    take(applications),
    firstAndLast(),
    map(([first, last]) => ({
      side: sideOf(manifold.shape[0]!),
      size: manifold.shape[0]!,
      output: first.values,
      loss: distances(places.values, first.values, manifold.shape[0]!),
      basin: nearestOf(last, points),
    })),
  );
};

const firstAndLast = (): OperatorFunction<Draw, [first: Draw, last: Draw]> =>
  pipe(
    reduce((ends: [Draw, Draw] | undefined, draw: Draw): [Draw, Draw] => [ends?.[0] ?? draw, draw], undefined),
    map((ends) => ends!),
  );

const sideOf = (size: number): number => (size === 1 ? 400 : 72);

/** Places over the domain, the first axis the fastest, each in the middle of its cell. */
function lattice(size: number): Samples {
  const side = sideOf(size);
  const count = side ** size;
  const values = new Float32Array(count * size);
  for (let i = 0; i < count; i++)
    for (let axis = 0; axis < size; axis++)
      values[i * size + axis] = ((Math.floor(i / side ** axis) % side) + 0.5) / side;
  return { values, count, shape: [size], range: [0, 1] };
}

function distances(a: Float32Array, b: Float32Array, size: number): Float32Array {
  return new Float32Array(a.length / size).map((_, i) => {
    let sum = 0;
    for (let axis = i * size; axis < (i + 1) * size; axis++) sum += (a[axis]! - b[axis]!) ** 2;
    return sum / size;
  });
}

/** For each state the point that is closest to it. */
export function nearestOf({ values, count, shape }: Samples, points: readonly Point[]): Uint8Array {
  const size = shape[0]!;
  return new Uint8Array(count).map((_, i) => {
    let [best, nearest] = [0, Number.POSITIVE_INFINITY];
    points.forEach((point, at) => {
      let sum = 0;
      for (let axis = 0; axis < size; axis++) sum += (values[i * size + axis]! - point[axis]!) ** 2;
      if (sum < nearest) [best, nearest] = [at, sum];
    });
    return best;
  });
}
