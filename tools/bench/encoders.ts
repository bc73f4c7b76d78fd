/** `npm run bench:encoders`: how near GIFs of several encoders are to the pixels drawn. Prints a table. */
import { existsSync, readFileSync } from 'node:fs';
// @ts-expect-error: it ships no types
import gifenc from 'gifenc';
import {
  type Draw,
  type Frame,
  fromManifold,
  type GifOptions,
  kaleidoscope,
  type Manifold,
  toFile,
  toFrames,
  toGif,
  toSafetensors,
  trainManifold,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { GifReader } from 'omggif';
import { firstValueFrom, from, lastValueFrom, map, of, take, toArray } from 'rxjs';
import { joined } from '../../src/base/bytes.js';
import { emoji } from '../figures/colour/pictures.js';
import { before } from '../figures/colour/recipes.js';
import { keptIn } from '../figures/kept.js';
import { median } from './pace.js';
import { format, say, table } from './report.js';

const fps = 12;

/** Draws of 32 chains. */
const drawn = (manifold: Manifold, by: ReturnType<typeof withTurns>, draws: number): Promise<Draw[]> =>
  lastValueFrom(of(manifold).pipe(by, kaleidoscope({ chains: 32, seed: 7 }), take(draws), toArray()));

async function streams(): Promise<Record<string, Draw[]>> {
  const digits = await firstValueFrom(fromManifold('playground/learn/digits.safetensors'));
  const emoji = await emojiManifold();
  const turned = await drawn(emoji, withTurns({ every: 14, step: 0.1, share: 1 }), 42);
  return {
    'grey: digits, turned': await drawn(digits, withTurns(), 48),
    'emoji from noise': turned.slice(0, 14),
    'emoji, turned three times': turned,
    'emoji, walking': await drawn(emoji, withWalk({ step: 0.1, level: 0.6 }), 48),
    'digits in two colours each': (await drawn(digits, withTurns(), 48)).map(coloured),
  };
}

/** Learned once, and kept. */
async function emojiManifold(): Promise<Manifold> {
  const file = `${keptIn('emoji')}.safetensors`;
  if (!existsSync(file)) {
    say('learns emoji …');
    await lastValueFrom(
      of((await emoji()).learned).pipe(trainManifold(before.training), toSafetensors(), toFile(file)),
    );
  }
  return firstValueFrom(fromManifold(readFileSync(file)));
}

function coloured({ values, range: [low, high], ...draw }: Draw): Draw {
  const hue = (image: number, channel: number) => 0.5 + 0.5 * Math.sin(image + 2 * channel);
  const pixels = Float32Array.from({ length: 3 * values.length }, (_, i) => {
    const [image, channel] = [Math.floor(i / (3 * 784)), i % 3];
    const ink = (values[Math.floor(i / 3)]! - low) / (high - low);
    return ink * hue(image, channel) + (1 - ink) * hue(2 * image + 1, channel);
  });
  return { ...draw, values: pixels, range: [0, 1], shape: [28, 28, 3] };
}

type Encoder = (draws: Draw[]) => Promise<Uint8Array>;

const toGifBy =
  (options: GifOptions): Encoder =>
  (draws) =>
    lastValueFrom(from(draws).pipe(toGif({ ...options, fps }), toArray(), map(joined)));

const byGifenc: Encoder = async (draws) => {
  const gif = gifenc.GIFEncoder();
  await lastValueFrom(
    from(draws).pipe(
      toFrames({ fps }),
      map(({ data, width, height, delay }) => {
        const palette = gifenc.quantize(data, 256);
        gif.writeFrame(gifenc.applyPalette(data, palette), width, height, { palette, delay });
      }),
    ),
  );
  gif.finish();
  return gif.bytes();
};

const encoder = 'gif-encoder-2';
const encoders: Record<string, Encoder> = {
  kaleidoflow: toGifBy({}),
  'gif-encoder-2, neuquant': toGifBy({ encoder }),
  'the same, quality 1': toGifBy({ encoder, quality: 1 }),
  'gif-encoder-2, octree': toGifBy({ encoder, algorithm: 'octree' }),
  'gifenc 1.0': byGifenc,
};

interface Seen {
  /** Of a channel, from 0 to 255: the mean over all frames. */
  readonly mean: number;
  readonly largest: number;
  /** Of the pixels whose value has stayed, the share whose colour has not. */
  readonly flicker: number;
}

/** What a viewer shows, beside what was drawn. */
function compared(gif: Uint8Array, frames: readonly Frame[]): Seen {
  const reader = new GifReader(Buffer.from(gif));
  const shown = new Uint8Array(4 * reader.width * reader.height);
  let [sum, largest, stayed, flickered, all] = [0, 0, 0, 0, 0];
  let before: { data: Frame['data']; shown: Uint8Array } | undefined;
  for (const [i, { data }] of frames.entries()) {
    reader.decodeAndBlitFrameRGBA(i, shown);
    const differs = (a: ArrayLike<number>, b: ArrayLike<number>, at: number) =>
      a[at] !== b[at] || a[at + 1] !== b[at + 1] || a[at + 2] !== b[at + 2];
    for (let at = 0; at < data.length; at += 4) {
      for (let channel = at; channel < at + 3; channel++) {
        const off = Math.abs(data[channel]! - shown[channel]!);
        sum += off;
        largest = Math.max(largest, off);
      }
      if (!before || differs(before.data, data, at)) continue;
      stayed++;
      if (differs(before.shown, shown, at)) flickered++;
    }
    all += (3 * data.length) / 4;
    before = { data, shown: shown.slice() };
  }
  return { mean: sum / all, largest, flicker: flickered / Math.max(1, stayed) };
}

for (const [stream, draws] of Object.entries(await streams())) {
  const frames = await lastValueFrom(from(draws).pipe(toFrames(), toArray()));
  const rows: string[][] = [];
  for (const [name, encode] of Object.entries(encoders)) {
    const times: number[] = [];
    let gif = new Uint8Array();
    for (let run = 0; run < 3; run++) {
      const began = performance.now();
      gif = Uint8Array.from(await encode(draws));
      times.push((performance.now() - began) / draws.length);
    }
    const { mean, largest, flicker } = compared(gif, frames);
    rows.push([
      name,
      mean.toFixed(2),
      String(largest),
      `${(100 * flicker).toFixed(1)} %`,
      format(gif.length / draws.length / 1000),
      format(median(times)),
    ]);
  }
  const size = `${frames[0]!.width} × ${frames[0]!.height}`;
  const titles = [
    `${stream}, ${draws.length} frames of ${size}`,
    'mean error',
    'largest',
    'flicker',
    'kB a frame',
    'ms a frame',
  ];
  console.log(`${table(titles, rows)}\n`);
}
