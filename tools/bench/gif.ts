import GIFEncoder from 'gif-encoder-2';
import type { Draw } from 'kaleidoflow';
import { gif } from '../../src/formats/gif.js';
import { grid } from '../../src/formats/grid.js';
import { mnist, time } from './net.js';

/** Milliseconds for a frame of 48 digits, 242 × 182 pixels: ours, and gif-encoder-2 as it comes. */
export async function gifFrame(): Promise<{ ours: number; plain: number }> {
  const samples = await mnist();
  const draw: Draw = { ...samples, values: samples.values.slice(0, 48 * 784), count: 48, step: 1 };
  const { frame } = gif()();
  const ours = await time(100, () => frame(draw));

  const { width, height, pixels } = grid(draw, { columns: 8, scale: 1, gap: 2 });
  const rgba = Uint8Array.from({ length: 4 * pixels.length }, (_, i) => (i % 4 === 3 ? 255 : pixels[i >> 2]!));
  const encoder = new GIFEncoder(width, height);
  encoder.start();
  const plain = await time(20, () => {
    encoder.addFrame(rgba);
    encoder.out.data = [];
  });
  return { ours, plain };
}
