import { show } from '../base/check.js';
import { type Samples, sameSpace } from '../core/samples.js';
import { type Colour, plot } from './plot.js';
import type { Picture } from './rgba.js';

const ink: Colour = [120, 124, 132];
const hint: Colour = [234, 236, 240];
const above: Colour = [28, 84, 178];
const beneath: Colour = [246, 190, 128];

/** Screen pixels at scale 1. */
const side = 256;
const margins = { left: 30, right: 10, top: 10, bottom: 24 };
/** A strip with the chains of one number each, one row below the other. */
const stripHeight = 160;
/** Bars that show where training points of one number are. */
const bars = 64;
/** With more points than these, they are smaller. */
const manyPoints = 300;

/** A place from 0, the low end of the range, to 1. */
type Point = readonly [x: number, y: number];

/**
 * Draws points of one or two numbers on axes, those of `below` lighter and under them. One number is drawn across, a row for
 * each point.
 * @param fits Throws where so many pixels are too many, before they are made.
 */
export function scatter(
  name: string,
  samples: Samples,
  scale: number,
  below: Samples | undefined,
  fits: (width: number, height: number) => void,
): Picture {
  const isLine = samples.shape[0] === 1;
  const { range } = samples;
  const [across, down] = [side * scale, (isLine ? stripHeight : side) * scale];
  const { left, right, top, bottom } = margins;
  const [width, height] = [across + (left + right) * scale, down + (top + bottom) * scale];
  fits(width, height);
  const { pixels, fill, write } = plot(width, height, 2 * scale);

  const pixelOf = ([x, y]: Point) => [
    left * scale + Math.round(x * (across - 1)),
    top * scale + Math.round((1 - y) * (down - 1)),
  ];
  const dot = (place: Point, radius: number, colour: Colour) => {
    const [x, y] = pixelOf(place) as [number, number];
    for (let row = -radius; row <= radius; row++) {
      const reach = Math.floor(Math.sqrt((radius + 0.5) ** 2 - row ** 2));
      fill(x - reach, y + row, 2 * reach + 1, 1, colour);
    }
  };
  const dots = (points: Samples, colour: Colour) => {
    const radius = (points.count > manyPoints ? 1 : 2) * scale;
    for (const place of placesOf(points)) dot(place, radius, colour);
  };

  const [low, high] = range;
  for (const share of [0, 0.5, 1]) {
    const [x, y] = pixelOf([share, share]) as [number, number];
    const text = String(low + share * (high - low)).replace(/^0\./, '.');
    fill(x, top * scale, scale, down, hint);
    write(text, x, (top + 8) * scale + down, 0.5, ink);
    if (isLine) continue;
    fill(left * scale, y, across, scale, hint);
    write(text, (left - 6) * scale, y - 4 * scale, 1, ink);
  }
  if (below) {
    checkBelow(name, below, samples);
    if (isLine) {
      const heights = histogram(below);
      const most = Math.max(...heights);
      for (const [bar, count] of heights.entries()) {
        const reach = Math.round((down * count) / most);
        const from = left * scale + Math.round((bar * across) / bars);
        fill(from, top * scale + down - reach, Math.floor(across / bars) - scale, reach, beneath);
      }
    } else dots(below, beneath);
  }
  fill(left * scale, top * scale + down, across, scale, ink);
  if (!isLine) fill((left - 1) * scale, top * scale, scale, down + scale, ink);
  dots(samples, above);
  return { width, height, channels: 3, pixels };
}

/** Where points are. */
function* placesOf({ values, count, shape, range: [low, high] }: Samples): Generator<Point> {
  const placeOf = (value: number) => (value - low) / (high - low);
  for (let i = 0; i < count; i++)
    yield shape[0] === 1
      ? [placeOf(values[i]!), 1 - (i + 0.5) / count]
      : [placeOf(values[2 * i]!), placeOf(values[2 * i + 1]!)];
}

/** How many points there are under each bar. */
function histogram(samples: Samples): number[] {
  const heights = new Array<number>(bars).fill(0);
  for (const [x] of placesOf(samples)) heights[Math.min(Math.floor(x * bars), bars - 1)]!++;
  return heights;
}

function checkBelow(name: string, below: Samples, samples: Samples): void {
  if (!sameSpace(below, samples))
    throw new RangeError(
      `${name}: below must be points of shape ${show(samples.shape)} and range ${show(samples.range)}, as those that are drawn, not ${show(below.shape)} and ${show(below.range)}`,
    );
}
