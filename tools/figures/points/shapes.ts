import type { Samples } from 'kaleidoflow';

/** Random numbers: uniform over (0, 1), and normal. */
export interface Random {
  uniform(): number;
  normal(): number;
}

/** A way to draw a point in the unit square, line or cube. */
type Shape = (random: Random) => readonly number[];

const { PI, cos, sin, sqrt, floor } = Math;

const moon = (isUpper: boolean, angle: number): [number, number] =>
  isUpper ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];

export const shapes: Readonly<Record<string, Shape>> = {
  ring: (r) => {
    const [angle, radius] = [2 * PI * r.uniform(), 0.4 + 0.01 * r.normal()];
    return [0.5 + radius * cos(angle), 0.5 + radius * sin(angle)];
  },
  spiral: (r) => {
    const angle = 0.5 + 3 * PI * sqrt(r.uniform());
    const along = 0.042 * angle;
    return [0.5 + along * cos(angle) + 0.008 * r.normal(), 0.5 + along * sin(angle) + 0.008 * r.normal()];
  },
  'two moons': (r) => {
    const [x, y] = moon(r.uniform() < 0.5, PI * r.uniform());
    return [0.5 + 0.27 * (x - 0.5 + 0.08 * r.normal()), 0.5 + 0.27 * (y - 0.25 + 0.08 * r.normal())];
  },
  'eight Gaussians': (r) => {
    const angle = (floor(8 * r.uniform()) * PI) / 4;
    return [0.5 + 0.38 * cos(angle) + 0.02 * r.normal(), 0.5 + 0.38 * sin(angle) + 0.02 * r.normal()];
  },
  'three Gaussians, 1-D': (r) => {
    const which = r.uniform();
    if (which < 0.5) return [0.2 + 0.03 * r.normal()];
    return [which < 0.8 ? 0.55 + 0.02 * r.normal() : 0.85 + 0.05 * r.normal()];
  },
  'Swiss roll, 3-D': (r) => {
    const angle = 1.5 * PI * (1 + 2 * r.uniform());
    const along = 0.033 * angle;
    return [0.5 + along * cos(angle) + 0.008 * r.normal(), r.uniform(), 0.5 + along * sin(angle) + 0.008 * r.normal()];
  },
  'five blobs, 3-D': (r) => blobs[floor(5 * r.uniform())]!.map((middle) => middle + 0.04 * r.normal()),
};

const blobs = [
  [0.2, 0.2, 0.3],
  [0.8, 0.3, 0.7],
  [0.5, 0.8, 0.2],
  [0.3, 0.7, 0.8],
  [0.75, 0.75, 0.6],
];

/** Eight clouds, or a closed curve, in any number of dimensions. */
export function shapeIn(dimensions: number, kind: 'clouds' | 'curve'): Shape {
  const { uniform } = randomFrom(dimensions);
  const each = <T>(make: () => T) => Array.from({ length: dimensions }, make);
  const clouds = Array.from({ length: 8 }, () => each(() => 0.15 + 0.7 * uniform()));
  const waves = each(() => ({ times: 1 + floor(2 * uniform()), phase: 2 * PI * uniform() }));
  if (kind === 'clouds') return (r) => clouds[floor(8 * r.uniform())]!.map((middle) => middle + 0.03 * r.normal());
  return (r) => {
    const angle = 2 * PI * r.uniform();
    return waves.map(({ times, phase }) => 0.5 + 0.4 * sin(times * angle + phase) + 0.01 * r.normal());
  };
}

/** So many points, those of one seed. */
export function points(shape: Shape, count: number, seed: number): Samples {
  const random = randomFrom(seed);
  const rows = Array.from({ length: count }, () => shape(random));
  const values = Float32Array.from(rows.flat(), (value) => Math.max(0, Math.min(1, value)));
  return { values, count, shape: [rows[0]!.length], range: [0, 1] };
}

/** Mulberry32. */
function randomFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return { uniform, normal: () => sqrt(-2 * Math.log(1 - uniform())) * cos(2 * PI * uniform()) };
}
