import type { Bytes } from '../platform/platform.js';
import { type Colour, plot } from './plot.js';
import { pngOf } from './png.js';

/** A point of the curve. */
interface Point {
  readonly step: number;
  readonly loss: number;
  readonly validation?: number | undefined;
}

const ink: Colour = [90, 94, 102];
const hint: Colour = [226, 229, 234];
const colours = { loss: [28, 84, 178], validation: [222, 110, 20] } as const satisfies Record<string, Colour>;

/** In pixels. */
const size = { width: 640, height: 360 };
const margins = { left: 52, right: 24, top: 16, bottom: 28 };
const dot = 2;
const [across, down] = [size.width - margins.left - margins.right, size.height - margins.top - margins.bottom];

/** A PNG of the loss of a training and, where there is one, the validation loss, by their steps and on a scale of powers of ten. */
export function lossCurve(points: readonly Point[]): Bytes {
  const { pixels, fill, write } = plot(size.width, size.height, dot);
  const heights = points.flatMap(({ loss, validation = loss }) => [loss, validation]).filter((value) => value > 0);
  const [low, high] = limits(heights);
  const [first, last] = points.reduce<[number, number]>(
    ([least, most], { step }) => [Math.min(least, step), Math.max(most, step)],
    [Number.POSITIVE_INFINITY, 1],
  );
  const xOf = (step: number) => margins.left + Math.round(((step - first) / (last - first || 1)) * across);
  const yOf = (value: number) =>
    margins.top + Math.round(((Math.log(high) - Math.log(Math.max(value, low))) / Math.log(high / low)) * down);

  for (const value of ticks(low, high)) {
    fill(margins.left, yOf(value), across, 1, hint);
    write(label(value), margins.left - 8, yOf(value) - 4, 1, ink);
  }
  for (const step of new Set([first, Math.round((first + last) / 2), last])) {
    fill(xOf(step), margins.top, 1, down, hint);
    write(`${step}`, xOf(step), margins.top + down + 10, 0.5, ink);
  }
  fill(margins.left, margins.top + down, across, 1, ink);

  /** A line of two pixels through what there is of one kind. */
  const line = (kind: keyof typeof colours, row: number) => {
    const places = points.flatMap(({ step, [kind]: value }) =>
      value === undefined ? [] : [[xOf(step), yOf(value)] as const],
    );
    if (places.length === 0) return;
    places.forEach(([x, y], i) => {
      const [fromX, fromY] = places[i - 1] ?? [x, y];
      const far = Math.max(1, Math.abs(x - fromX), Math.abs(y - fromY));
      for (let at = 0; at <= far; at++)
        fill(
          Math.round(fromX + ((x - fromX) * at) / far),
          Math.round(fromY + ((y - fromY) * at) / far),
          2,
          2,
          colours[kind],
        );
    });
    write(kind, size.width - margins.right - 8, margins.top + 8 + 16 * row, 1, colours[kind]);
  };
  line('loss', 0);
  line('validation', 1);
  return pngOf({ ...size, channels: 3, pixels });
}

/** From below the least to above the greatest of these, at least a factor of two apart, and twelve powers of ten at most. */
function limits(values: readonly number[]): [low: number, high: number] {
  const most = values.reduce((a, b) => Math.max(a, b), 1e-99);
  const least = values.reduce((a, b) => Math.min(a, Math.max(b, most / 1e12)), most);
  const room = Math.max(1.1, Math.sqrt((2 * least) / most));
  return [least / room, most * room];
}

/** Powers of ten between two numbers, and where these are few two and five times such. */
function ticks(low: number, high: number): number[] {
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high / low)) + 2 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const times = (factors: readonly number[]) =>
    powers
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((x) => x >= low && x <= high);
  return times([1]).length > 3 ? times([1]) : times([1, 2, 5]);
}

const label = (value: number): string =>
  value >= 1e-3 && value < 1e3 ? `${value}`.replace(/^0\./, '.') : value.toExponential().replace('+', '');
