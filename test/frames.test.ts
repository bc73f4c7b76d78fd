import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import GIFEncoder from 'gif-encoder-2';
import { type Draw, type Frame, type GifOptions, type Samples, toFrames, toGif, toPng } from 'kaleidoflow';
import { GifReader } from 'omggif';
import { PNG } from 'pngjs';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pictures } from './fixtures.js';
import { project } from './project.js';

const framesOf = (samples: Samples[], options?: Parameters<typeof toFrames>[0]): Promise<Frame[]> =>
  lastValueFrom(from(samples).pipe(toFrames(options), toArray()));

describe('toFrames', () => {
  const layout = fc.record({
    columns: fc.integer({ min: 1, max: 5 }),
    scale: fc.integer({ min: 1, max: 3 }),
    gap: fc.nat(3),
  });

  it.each([
    ['grey', [5, 3, 1]],
    ['colour', [4, 6, 3]],
    ['points', [2]],
  ])('gives the pixels that toPng encodes, decoded elsewhere, of %s', async (_, shape) => {
    await fc.assert(
      fc.asyncProperty(layout, fc.integer({ min: 1, max: 7 }), async (options, count) => {
        const draws = pictures(2, count, shape);
        const frames = await framesOf(draws, options);
        const files = await lastValueFrom(from(draws).pipe(toPng(options), toArray()));
        for (const [i, frame] of frames.entries()) {
          const { data, width, height } = PNG.sync.read(Buffer.from(files[i]!));
          expect([frame.width, frame.height]).toEqual([width, height]);
          expect(Buffer.from(frame.data).equals(data)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('says how long each is shown, and the step of a draw', async () => {
    const [draw] = pictures(1);
    const { step: _, ...samples } = { ...draw!, step: 7 };
    const [ofDraw, ofSamples] = await framesOf([{ ...draw!, step: 7 } as Draw, samples], { fps: 40 });
    expect(ofDraw).toMatchObject({ delay: 25, step: 7 });
    expect(ofSamples).toEqual({ ...ofDraw, step: undefined });
    expect('step' in ofSamples!).toBe(false);
    expect((await framesOf([draw!]))[0]!.delay).toBe(1000 / 15);
  });
});

describe("toGif's encoder gif-encoder-2", () => {
  type Options = Pick<GifOptions, 'algorithm' | 'quality' | 'loop' | 'fps'>;
  const chunksOf = (draws: Draw[], options: Options) =>
    lastValueFrom(from(draws).pipe(toGif({ ...options, columns: 3, encoder: 'gif-encoder-2' }), toArray()));

  /** The same by the package alone. */
  async function alone(draws: Draw[], { algorithm, quality, loop = true, fps = 15 }: Options): Promise<Buffer> {
    const frames = await framesOf(draws, { columns: 3 });
    const encoder = new GIFEncoder(frames[0]!.width, frames[0]!.height, algorithm);
    if (quality) encoder.sample = quality;
    encoder.setRepeat(loop ? 0 : -1);
    encoder.start();
    for (const [i, { data }] of frames.entries()) {
      encoder.delay = Math.round((100 * (i + 1)) / fps) - Math.round((100 * i) / fps);
      encoder.addFrame(data);
    }
    encoder.finish();
    return Buffer.from(encoder.out.data);
  }

  it.each<Options>([
    {},
    { algorithm: 'neuquant', quality: 1 },
    { quality: 30, loop: false },
    { algorithm: 'octree', fps: 40 },
  ])('writes what the package writes: %o', async (options) => {
    for (const shape of [
      [12, 14, 3],
      [12, 14, 1],
    ]) {
      const draws = pictures(5, 6, shape);
      expect(Buffer.concat(await chunksOf(draws, options)).equals(await alone(draws, options))).toBe(true);
    }
  });

  it('is near the colours of the data, decoded elsewhere, at the pace asked for, in every prefix', async () => {
    const draws = pictures(4, 6, [12, 14, 3]);
    const frames = await framesOf(draws, { columns: 3 });
    const chunks = await chunksOf(draws, { quality: 1, fps: 15 });
    expect(chunks).toHaveLength(1 + 4 + 1);
    for (let n = 1; n <= 4; n++) {
      const gif = new GifReader(Buffer.concat([...chunks.slice(0, 1 + n), chunks.at(-1)!]));
      expect([gif.width, gif.height, gif.numFrames(), gif.loopCount()]).toEqual([50, 30, n, 0]);
      const rgba = new Uint8Array(4 * 50 * 30);
      gif.decodeAndBlitFrameRGBA(n - 1, rgba);
      const { data } = frames[n - 1]!;
      expect(rgba.reduce((sum, value, i) => sum + Math.abs(value - data[i]!), 0) / data.length).toBeLessThan(10);
      expect(gif.frameInfo(n - 1).delay).toBe([7, 6, 7, 7][n - 1]);
    }
  });

  it('takes quality from the option, which the package itself does not from setQuality', async () => {
    const draws = pictures(1, 12, [20, 20, 3]);
    const [best, quickest] = await Promise.all([1, 30].map((quality) => chunksOf(draws, { quality })));
    expect(Buffer.concat(best!).equals(Buffer.concat(quickest!))).toBe(false);
  });

  it('refuses frames that change in size, and what ends before the first', async () => {
    await expect(chunksOf([...pictures(1, 6), ...pictures(1, 7)], {})).rejects.toThrow(
      'toGif: every frame must be 20 × 14 pixels as the first one, not 20 × 20',
    );
    await expect(chunksOf([], {})).rejects.toThrow('toGif: the stream ended before its first draw');
  });

  it('says how to get the package where it is missing', async () => {
    const without = project(['gif-encoder-2']);
    writeFileSync(
      join(without, 'main.js'),
      `import { of } from 'rxjs';
       import { toGif } from 'kaleidoflow';
       const draw = { values: new Float32Array(4), count: 1, shape: [2, 2, 1], range: [0, 1], step: 1 };
       const error = ({ message }) => console.log(message);
       of(draw).pipe(toGif({ encoder: 'gif-encoder-2' })).subscribe({ error });`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: without });
    expect(stdout).toBe('toGif: this encoder needs gif-encoder-2: `npm install --ignore-scripts gif-encoder-2@1`\n');
  });
});
