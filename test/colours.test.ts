import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import GIFEncoder from 'gif-encoder-2';
import { type Draw, toGif } from 'kaleidoflow';
import { GifReader } from 'omggif';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { gif } from '../dist/src/frames/gif.js';

/** No channel of any pixel is further off than this: the number that the guide gives. */
const farthest = 32;

/** [red, green, blue] for each pixel of a frame. */
type Frame = Uint8Array;

/** One image without a gap around it, so that pixels keep their order. */
const draw = (frame: Frame, width: number, step = 1): Draw => ({
  values: Float32Array.from(frame, (byte) => byte / 255),
  count: 1,
  shape: [frame.length / 3 / width, width, 3],
  range: [0, 1],
  step,
});

const chunksOf = (frames: Frame[], width: number): Promise<Uint8Array[]> =>
  lastValueFrom(from(frames.map((frame, i) => draw(frame, width, i + 1))).pipe(toGif({ gap: 0 }), toArray()));

/** What a viewer shows, frame after frame. */
function shown(gif: GifReader): Frame[] {
  const canvas = new Uint8Array(4 * gif.width * gif.height);
  return Array.from({ length: gif.numFrames() }, (_, i) => {
    gif.decodeAndBlitFrameRGBA(i, canvas);
    return canvas.filter((_, at) => at % 4 < 3);
  });
}

const colourAt = (frame: Frame, pixel: number) =>
  (frame[3 * pixel]! << 16) | (frame[3 * pixel + 1]! << 8) | frame[3 * pixel + 2]!;
const pixelsOf = (frame: Frame) => Array.from({ length: frame.length / 3 }, (_, i) => colourAt(frame, i));
const coloursIn = (frames: Frame[]) => new Set(frames.flatMap(pixelsOf)).size;

function expectSteady(frames: Frame[], decoded: Frame[]): void {
  expect(decoded.length).toBe(frames.length);
  const isExact = coloursIn(frames) <= 256;
  frames.forEach((frame, f) => {
    const [seen, before] = [decoded[f]!, f > 0 ? frames[f - 1]! : undefined];
    const off = frame.reduce((most, value, i) => Math.max(most, Math.abs(value - seen[i]!)), 0);
    if (off > (isExact ? 0 : farthest)) expect.fail(`frame ${f} is off by ${off}`);
    for (let i = 0; before && i < frame.length / 3; i++)
      if (colourAt(frame, i) === colourAt(before, i) && colourAt(seen, i) !== colourAt(decoded[f - 1]!, i))
        expect.fail(`pixel ${i} of frame ${f} has changed although its value has not`);
  });
}

/** Decodes what has come with each frame, elsewhere. */
async function expectEveryPrefix(frames: Frame[], width: number): Promise<void> {
  const chunks = await chunksOf(frames, width);
  for (let n = 1; n <= frames.length; n++) {
    const gif = new GifReader(Buffer.concat([...chunks.slice(0, 1 + n), chunks.at(-1)!]));
    expect([gif.width, gif.height]).toEqual([width, frames[0]!.length / 3 / width]);
    expectSteady(frames.slice(0, n), shown(gif));
  }
}

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** Frames of which each is another kind, and keeps some pixels of the one before. */
const kinds = {
  noise: (next: () => number) => () => 256 * next(),
  few: (next: () => number) => () => 85 * Math.floor(4 * next()),
  dark: (next: () => number) => () => 12 * next(),
  smooth: (next: () => number) => {
    const [slope, start] = [next(), 100 * next()];
    return (at: number) => (start + slope * at) % 256;
  },
};

const streams = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 30 }),
    frames: fc.array(
      fc.record({ kind: fc.constantFrom(...Object.values(kinds)), kept: fc.constantFrom(0, 0.5, 0.9, 1) }),
      {
        minLength: 1,
        maxLength: 9,
      },
    ),
    seed: fc.nat(),
  })
  .map(({ width, height, frames, seed }) => {
    const next = random(seed);
    const all: Frame[] = [];
    for (const { kind, kept } of frames) {
      const value = kind(next);
      const frame = all.at(-1)?.slice() ?? new Uint8Array(3 * width * height);
      for (let i = 0; i < width * height; i++)
        if (next() >= kept) for (let at = 3 * i; at < 3 * i + 3; at++) frame[at] = value(at);
      all.push(frame);
    }
    return { width, frames: all };
  });

/** Pixels on the way from noise to smooth pictures with small spots of strong colour. */
function fromNoise(width: number, height: number, steps: number): Frame[] {
  const next = random(3);
  const noise = Float64Array.from({ length: 3 * width * height }, () => 256 * next());
  const picture = noise.map((_, at) => {
    const [x, y, channel] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width), at % 3];
    if (x % 40 < 3 && y % 40 < 3) return channel === Math.floor(x / 40) % 3 ? 230 : 20;
    return 128 + 60 * Math.sin(x / (11 + 4 * channel)) * Math.cos(y / (17 - 3 * channel));
  });
  return Array.from({ length: steps }, (_, t) =>
    Uint8Array.from(picture, (value, at) => Math.round(value + (noise[at]! - value) * 0.75 ** t) & 0xff),
  );
}

/** What gif-encoder-2 makes of them. */
function onePaletteAFrame(frames: Frame[], width: number, height: number): Buffer {
  const encoder = new GIFEncoder(width, height);
  encoder.start();
  for (const frame of frames)
    encoder.addFrame(
      Uint8Array.from({ length: 4 * width * height }, (_, i) => (i % 4 < 3 ? frame[3 * (i >> 2) + (i % 4)]! : 255)),
    );
  encoder.finish();
  return Buffer.from(encoder.out.data);
}

const meanError = (frame: Frame, seen: Frame) =>
  frame.reduce((sum, value, i) => sum + Math.abs(value - seen[i]!), 0) / frame.length;

describe('the colours of toGif', () => {
  it('are never far off, and keep still where the values do, in every prefix', async () => {
    await fc.assert(
      fc.asyncProperty(streams, ({ width, frames }) => expectEveryPrefix(frames, width)),
      { numRuns: 60 },
    );
  });

  it('are exact as long as there are 256, and within the bound from the next one on', async () => {
    const colour = (i: number) => [(37 * i) & 0xff, (101 * i) & 0xff, (i >> 8) * 200 + (i & 1)];
    const frames = Array.from({ length: 5 }, (_, f) =>
      Uint8Array.from({ length: 64 }, (_, i) => 64 * f + i).reduce(
        (frame, _, i) => {
          frame.set(colour(64 * f + i), 3 * i);
          return frame;
        },
        new Uint8Array(3 * 64),
      ),
    );
    expect([coloursIn(frames.slice(0, 4)), coloursIn(frames)]).toEqual([256, 320]);
    await expectEveryPrefix(frames, 8);
  });

  it('suit the pictures that come of noise as well as a palette for each frame does', async () => {
    const [width, height] = [160, 120];
    const frames = fromNoise(width, height, 20);
    const decoded = shown(new GifReader(Buffer.concat(await chunksOf(frames, width))));
    const theirs = shown(new GifReader(onePaletteAFrame(frames, width, height)));
    expectSteady(frames, decoded);
    const mean = (seen: Frame[]) => frames.reduce((sum, frame, i) => sum + meanError(frame, seen[i]!), 0);
    expect(mean(decoded)).toBeLessThan(mean(theirs));
  });

  it('begin anew after a grey frame', async () => {
    const [first, second] = fromNoise(16, 12, 2) as [Frame, Frame];
    const grey: Draw = { ...draw(first, 16), values: new Float32Array(16 * 12), shape: [12, 16, 1] };
    const draws = [draw(first, 16), draw(second, 16), grey, draw(second, 16)];
    const bytes = Buffer.concat(await lastValueFrom(from(draws).pipe(toGif({ gap: 0 }), toArray())));
    const decoded = shown(new GifReader(bytes));
    expect(Math.max(...decoded[2]!)).toBe(0);
    expectSteady([second], [decoded[3]!]);
  });

  it('take as much memory after many frames as after few', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const next = random(5);
    const { next: frame } = gif()();
    const after = async (frames: number) => {
      for (let i = 0; i < frames; i++)
        frame(
          draw(
            Uint8Array.from({ length: 3 * 64 * 64 }, () => 256 * next()),
            64,
          ),
        );
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 8; i++) {
        await sleep(20); // arrays are freed a while after they are collected
        collect();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        least = Math.min(least, heapUsed + arrayBuffers);
      }
      return least;
    };
    const early = await after(60);
    expect((await after(500)) - early).toBeLessThan((500 * 3 * 64 * 64) / 2);
  });
});
