import fc from 'fast-check';
import GIFEncoder from 'gif-encoder-2';
import { type Draw, type Samples, toCanvas, toGif, toMp4, toPng } from 'kaleidoflow';
import { GifReader } from 'omggif';
import { PNG } from 'pngjs';
import { firstValueFrom, from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { grid } from '../dist/src/frames/grid.js';
import type { Picture } from '../dist/src/frames/rgba.js';
import { KeptCanvas } from './canvas.js';
import { pictures } from './fixtures.js';

const layout = fc.record({
  columns: fc.integer({ min: 1, max: 5 }),
  scale: fc.integer({ min: 1, max: 3 }),
  gap: fc.nat(3),
});
type Layout = { readonly columns: number; readonly scale: number; readonly gap: number };

/** What the picture of a draw must be, pixel by pixel, worked out the slow way: [red, green, blue] or undefined for a gap. */
function expectedPixel(draw: Samples, { columns, scale, gap }: Layout, x: number, y: number): number[] {
  const [rows, cols, channels = 1] = draw.shape as [number, number, number?];
  const [px, py] = [Math.floor(x / scale!) - gap!, Math.floor(y / scale!) - gap!];
  const [column, col] = [Math.floor(px / (cols + gap!)), px % (cols + gap!)];
  const [line, row] = [Math.floor(py / (rows + gap!)), py % (rows + gap!)];
  const image = line * Math.min(columns!, draw.count) + column;
  if (px < 0 || py < 0 || col >= cols || row >= rows || image >= draw.count) return [0, 0, 0];
  const at = ((image * rows + row) * cols + col) * channels;
  const grey = (channel: number) =>
    Math.round(((draw.values[at + channel]! - draw.range[0]) / (draw.range[1] - draw.range[0])) * 255);
  return channels === 1 ? [grey(0), grey(0), grey(0)] : [grey(0), grey(1), grey(2)];
}

function expectPicture(rgba: Uint8Array, width: number, height: number, draw: Samples, options: Layout): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const pixel = [rgba[at], rgba[at + 1], rgba[at + 2]];
      if (String(pixel) !== String(expectedPixel(draw, options, x, y)))
        expect.fail(`(${x}, ${y}) is ${pixel}, not ${expectedPixel(draw, options, x, y)}`);
    }
}

function expectFrames(bytes: Uint8Array, draws: Draw[], options: Layout): GifReader {
  const gif = new GifReader(Buffer.from(bytes));
  expect(gif.numFrames()).toBe(draws.length);
  draws.forEach((draw, i) => {
    const rgba = new Uint8Array(gif.width * gif.height * 4);
    gif.decodeAndBlitFrameRGBA(i, rgba);
    expectPicture(rgba, gif.width, gif.height, draw, options);
  });
  return gif;
}

const chunksOf = (draws: Draw[], options: Parameters<typeof toGif>[0]) =>
  lastValueFrom(from(draws).pipe(toGif(options), toArray()));

describe('toGif', () => {
  it('decodes, elsewhere, to exactly the grey values drawn', async () => {
    await fc.assert(
      fc.asyncProperty(
        layout,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (options, count, n) => {
          const draws = pictures(n, count, [5, 3, 1]);
          expectFrames(Buffer.concat(await chunksOf(draws, options)), draws, options);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('draws 242 × 182 pixels for 48 digits, and noise of all greys', async () => {
    const draws = pictures(2, 48, [28, 28, 1]);
    const gif = expectFrames(Buffer.concat(await chunksOf(draws, {})), draws, { columns: 8, scale: 1, gap: 2 });
    expect([gif.width, gif.height]).toEqual([242, 182]);
  });

  it('comes as a header, a chunk a draw and a trailer, and every prefix with a trailer is a GIF', async () => {
    const draws = pictures(5);
    const chunks = await chunksOf(draws, {});
    expect(chunks.length).toBe(1 + 5 + 1);
    for (let frames = 1; frames <= 5; frames++)
      expectFrames(Buffer.concat([...chunks.slice(0, 1 + frames), chunks.at(-1)!]), draws.slice(0, frames), {
        columns: 8,
        scale: 1,
        gap: 2,
      });
  });

  it('keeps the pace asked for, over all frames, and loops or not', async () => {
    const delays = (gif: GifReader) => pictures(30).map((_, i) => gif.frameInfo(i).delay);
    const open = async (options: Parameters<typeof toGif>[0]) =>
      new GifReader(Buffer.concat(await chunksOf(pictures(30), options)));
    expect(delays(await open({ fps: 15 })).reduce((sum, cs) => sum + cs, 0)).toBe(200);
    expect(delays(await open({ fps: 50 }))).toEqual(Array(30).fill(2));
    expect((await open({})).loopCount()).toBe(0);
    expect((await open({ loop: false })).loopCount()).toBe(null);
  });

  it('draws colours near those of the data', async () => {
    const [draw] = pictures(1, 6, [8, 8, 3]);
    const gif = new GifReader(Buffer.concat(await chunksOf([draw!], { columns: 3 })));
    const rgba = new Uint8Array(gif.width * gif.height * 4);
    gif.decodeAndBlitFrameRGBA(0, rgba);
    let off = 0;
    for (let y = 0; y < gif.height; y++)
      for (let x = 0; x < gif.width; x++)
        expectedPixel(draw!, { columns: 3, scale: 1, gap: 2 }, x, y).forEach((value, channel) => {
          off += Math.abs(value - rgba[4 * (y * gif.width + x) + channel]!);
        });
    expect(off / (3 * gif.width * gif.height)).toBeLessThan(20);
  });

  it('refuses what is no image, and frames that change in size', async () => {
    await expect(chunksOf(pictures(1, 3, [5]), {})).rejects.toThrow(
      'toGif: only images have height and width: shape must be [height, width, 1 or 3], not [5]',
    );
    await expect(chunksOf([...pictures(1), ...pictures(1, 30)], {})).rejects.toThrow(
      /^toGif: every frame must be 20 × 8 pixels as the first one, not 50 × 26$/,
    );
    await expect(chunksOf([], {})).rejects.toThrow('toGif: the stream ended before its first draw');
  });
});

describe('toGif writes, byte for byte, what gif-encoder-2 writes', () => {
  const greys = Uint8Array.from({ length: 3 * 256 }, (_, i) => i / 3);

  /** gif-encoder-2, with grey levels as they are instead of a search for a palette. */
  class GreyEncoder extends GIFEncoder {
    override analyzePixels(): void {
      this.indexedPixels = this.image;
      this.colorTab = greys;
      this.colorDepth = 8;
    }
  }

  /** The frames' delays are those of toGif: their sum is never more than half a hundredth of a second off. */
  function byGifEncoder2(draws: readonly Draw[], options: Layout, fps: number, loop: boolean): Uint8Array {
    const pictures = draws.map((draw) => grid('toGif', draw, options));
    const [{ width, height }] = pictures as [Picture, ...Picture[]];
    const encoder = new GreyEncoder(width, height);
    encoder.setRepeat(loop ? 0 : -1);
    encoder.start();
    for (const [i, { pixels }] of pictures.entries()) {
      encoder.delay = Math.round((100 * (i + 1)) / fps) - Math.round((100 * i) / fps);
      encoder.addFrame(pixels);
    }
    encoder.finish();
    return Uint8Array.from(encoder.out.data);
  }

  /** What LZW has little to do with, and what fills its table: one level, bands, few levels, noise. */
  const textures: ((i: number, seed: number) => number)[] = [
    (_, seed) => seed % 256,
    (i, seed) => Math.floor(i / (1 + (seed % 300))) % 256,
    (i, seed) => (Math.imul(i + seed, 0x9e3779b1) >>> 31) * 200,
    (i, seed) => Math.imul((i + seed) ^ ((i + seed) >>> 7), 0x85ebca6b) >>> 24,
  ];
  const drawsOf = (side: number) =>
    fc
      .record({
        count: fc.integer({ min: 1, max: 3 }),
        height: fc.integer({ min: 1, max: side }),
        width: fc.integer({ min: 1, max: side }),
        frames: fc.array(fc.tuple(fc.constantFrom(...textures), fc.nat()), { minLength: 1, maxLength: 4 }),
      })
      .map(({ count, height, width, frames }) =>
        frames.map(
          ([texture, seed], i): Draw => ({
            values: Float32Array.from({ length: count * height * width }, (_, j) => texture(j, seed) / 255),
            count,
            shape: [height, width, 1],
            range: [0, 1],
            step: i + 1,
          }),
        ),
      );
  const paces = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 50, noNaN: true }));

  it.each([
    ['small', 5, 150],
    ['large', 90, 80],
  ] as const)('of grey frames, %s', async (_, side, numRuns) => {
    await fc.assert(
      fc.asyncProperty(drawsOf(side), layout, paces, fc.boolean(), async (draws, options, fps, loop) => {
        const ours = Buffer.concat(await chunksOf(draws, { ...options, fps, loop }));
        expect(ours.equals(byGifEncoder2(draws, options, fps, loop))).toBe(true);
      }),
      { numRuns },
    );
  });

  it('of one pixel, and of the largest side', async () => {
    for (const shape of [
      [1, 1, 1],
      [1, 65_535, 1],
      [65_535, 1, 1],
    ]) {
      const draws = pictures(1, 1, shape);
      const options = { columns: 1, scale: 1, gap: 0 };
      const ours = Buffer.concat(await chunksOf(draws, { ...options, fps: 10 }));
      expect(ours.equals(byGifEncoder2(draws, options, 10, true))).toBe(true);
    }
    await expect(chunksOf(pictures(1, 1, [1, 65_536, 1]), { gap: 0 })).rejects.toThrow(
      'toGif: a GIF has at most 65535 pixels in each direction, not 65536 × 1',
    );
  });

  it('refuses what would need more pixels than there can be before it asks for memory', async () => {
    const [draw] = pictures(1, 2, [4, 4, 3]);
    const mostOf = { toGif: 65_535, toCanvas: 65_535, toPng: 2 ** 28 };
    const operators = { toGif, toPng, toCanvas: (options: object) => toCanvas(new KeptCanvas(), options) };
    for (const [name, most] of Object.entries(mostOf))
      for (const options of [{ scale: most }, { scale: Number.MAX_SAFE_INTEGER }, { gap: 1e9 }]) {
        const drawn = of(draw!).pipe(operators[name as 'toPng'](options));
        await expect(lastValueFrom(drawn)).rejects.toThrow(
          new RegExp(`^${name}: a (GIF|picture|canvas) has at most ${most} pixels in each direction, not [\\d.e+]+ × `),
        );
      }
    // Either side may be as long, but not both.
    await expect(lastValueFrom(of(draw!).pipe(toGif({ scale: 4_000 })))).rejects.toThrow(
      'toGif: a GIF has at most 268435456 pixels here, not 56000 × 32000',
    );
  });

  it('has delays of at most 16 bits, at both ends of what fps may be', async () => {
    const delaysAt = async (fps: number) => {
      const gif = new GifReader(Buffer.concat(await chunksOf(pictures(3), { fps })));
      return [0, 1, 2].map((i) => gif.frameInfo(i).delay);
    };
    expect(await delaysAt(0.002)).toEqual([50_000, 50_000, 50_000]);
    expect(await delaysAt(50)).toEqual([2, 2, 2]);
    for (const fps of [0.0019, 1e-300, 50.1])
      expect(() => toGif({ fps })).toThrow(`toGif: fps must be a number from 0.002 to 50, not ${fps}`);
    expect(() => toMp4({ fps: 1e-9 })).toThrow('toMp4: fps must be a number from 0.002 to 240, not 1e-9');
    expect(() => toCanvas(new KeptCanvas(), { fps: 1e-9 })).toThrow(/^toCanvas: fps must be .* 0\.002/);
  });
});

describe('toPng', () => {
  it('decodes, elsewhere, to exactly the values drawn, grey or coloured', async () => {
    await fc.assert(
      fc.asyncProperty(
        layout,
        fc.constantFrom(1, 3),
        fc.integer({ min: 1, max: 7 }),
        async (options, channels, count) => {
          const [draw] = pictures(1, count, [4, 3, channels]);
          const { data, width, height } = PNG.sync.read(
            Buffer.from(await firstValueFrom(of(draw!).pipe(toPng(options)))),
          );
          expectPicture(data, width, height, draw!, options);
        },
      ),
      { numRuns: 40 },
    );
  });
});
