import GIFEncoder from 'gif-encoder-2';
import type { Draw, Samples } from 'kaleidoflow';
import { gif } from '../../src/frames/gif.js';
import { grid } from '../../src/frames/grid.js';
import { mnist } from './net.js';
import { median } from './pace.js';

/** Milliseconds for a frame: ours, and gif-encoder-2 as it comes. */
export interface FrameTimes {
  readonly ours: number;
  readonly plain: number;
}

const frames = 60;

/** For 48 digits, 242 × 182 pixels. */
export async function gifFrame(): Promise<FrameTimes> {
  const draw = { ...firstOf(await mnist()), step: 1 };
  return side(Array.from({ length: frames }, () => draw));
}

/** The same in colour: each digit in two colours of its own, with noise, and at first nothing but noise. */
export async function colourFrame(): Promise<FrameTimes> {
  const digits = firstOf(await mnist());
  return side(Array.from({ length: frames }, (_, i) => coloured(digits, i + 1)));
}

const firstOf = ({ values, ...samples }: Samples): Samples => ({
  ...samples,
  values: values.slice(0, 48 * 784),
  count: 48,
});

function coloured({ values, ...digits }: Samples, step: number): Draw {
  const noise = Math.max(0.7 ** step, 0.03);
  const hue = (image: number, channel: number) => 0.5 + 0.5 * Math.sin(image + 2 * channel + step / 50);
  const pixels = Float32Array.from({ length: 3 * values.length }, (_, i) => {
    const [image, channel] = [Math.floor(i / (3 * 784)), i % 3];
    const ink = values[Math.floor(i / 3)]!;
    const value = ink * hue(image, channel) + (1 - ink) * hue(2 * image + 1, channel);
    return value + (Math.random() - value) * noise;
  });
  return { ...digits, values: pixels, shape: [28, 28, 3], step };
}

/** Both encode one draw after the other, in turns; the later half of the frames counts. */
function side(draws: Draw[]): FrameTimes {
  const { next: frame } = gif()();
  const pictures = draws.map((draw) => grid('toGif', draw, { columns: 8, scale: 1, gap: 2 }));
  const encoder = new GIFEncoder(pictures[0]!.width, pictures[0]!.height);
  encoder.start();
  const [ours, plain]: [number[], number[]] = [[], []];
  draws.forEach((draw, i) => {
    const { pixels, channels } = pictures[i]!;
    const rgba = Uint8Array.from({ length: (4 * pixels.length) / channels }, (_, at) =>
      at % 4 === 3 ? 255 : pixels[channels * (at >> 2) + (channels === 3 ? at % 4 : 0)]!,
    );
    ours.push(took(() => frame(draw)));
    plain.push(took(() => encoder.addFrame(rgba)));
    encoder.out.data = [];
  });
  return { ours: median(ours.slice(frames / 2)), plain: median(plain.slice(frames / 2)) };
}

function took(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
