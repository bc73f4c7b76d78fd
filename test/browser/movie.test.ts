import { type Draw, toCanvas, toMp4 } from 'kaleidoflow';
import { ALL_FORMATS, BufferSource, CanvasSink, getFirstEncodableVideoCodec, Input } from 'mediabunny';
import { from, lastValueFrom, tap, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { joined } from '../../dist/src/base/bytes.js';
import { KeptCanvas } from '../canvas.js';

const [count, fps] = [10, 8];
const layout = { columns: 3, scale: 4, gap: 1 };

/** Pictures of a wave that goes on by a tenth of its length in each draw, all in their own phase and colour. */
const waves = (channels: number): Draw[] =>
  Array.from({ length: count }, (_, t) => ({
    values: Float32Array.from({ length: 6 * 81 * channels }, (_, i) => {
      const [picture, column] = [Math.floor(i / (81 * channels)), Math.floor(i / channels) % 9];
      return Math.sin(2 * Math.PI * (t / count + column / 9 + picture / 6 + (i % channels) / 3));
    }),
    count: 6,
    shape: [9, 9, channels],
    range: [-1, 1],
    step: t + 1,
  }));

/** What toCanvas paints of each draw, which is what toPng encodes. */
async function painted(draws: readonly Draw[]): Promise<{ pixels: Uint8ClampedArray; width: number }[]> {
  const canvas = new KeptCanvas();
  const frames: { pixels: Uint8ClampedArray; width: number }[] = [];
  const kept = tap(() => frames.push({ pixels: canvas.pixels, width: canvas.width }));
  await lastValueFrom(from(draws).pipe(toCanvas(canvas, layout), kept));
  return frames;
}

/** The mean difference of two pictures, of 255. */
function apart(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / (0.75 * a.length); // the alphas are equal
}

it.for([1, 3])('the movie of draws with %i channels shows each of them in its time', async (channels, { skip }) => {
  const draws = waves(channels);
  const codec = await getFirstEncodableVideoCodec(['avc', 'vp9', 'av1']);
  skip(!codec, 'skipped: this browser encodes neither H.264 nor VP9 nor AV1');
  const bytes = joined(await lastValueFrom(from(draws).pipe(toMp4({ ...layout, fps }), toArray())));
  const track = await new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS }).getPrimaryVideoTrack();
  skip(!(await track!.canDecode()), `skipped: this browser does not decode the ${codec} that it encodes`);
  const expected = await painted(draws);
  const { width } = expected[0]!;
  const height = expected[0]!.pixels.length / 4 / width;
  expect([track!.displayWidth, track!.displayHeight]).toEqual([width, height].map((side) => 2 * Math.ceil(side / 2)));
  const times: number[] = [];
  let most = 0;
  for await (const { canvas, timestamp } of new CanvasSink(track!).canvases()) {
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, width, height);
    const distances = expected.map(({ pixels }) => apart(data, pixels));
    const own = distances[times.length]!;
    most = Math.max(most, own);
    expect(own).toBeLessThan(3);
    expect(own).toBe(Math.min(...distances));
    times.push(timestamp);
  }
  console.log(`${codec}, ${channels} channels: a frame is off by at most ${most.toFixed(2)} of 255 on average`);
  expect(times.map((time) => Math.round(time * fps))).toEqual(draws.map((_, i) => i));
});
