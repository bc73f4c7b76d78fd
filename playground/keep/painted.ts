import type { Draw } from 'kaleidoflow';
import { inkNow } from '../watch/ink.js';

const widest = 560;

/** What a canvas shows, as one picture in colour: so the plate of points becomes frames. */
export function asDraw(canvas: HTMLCanvasElement, { step }: Draw): Draw {
  const scale = Math.min(1, widest / canvas.width);
  const picture = onPaper(canvas, scale);
  const { width, height } = picture;
  const { data } = picture.getContext('2d')!.getImageData(0, 0, width, height);
  const values = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from++) if (from % 4 < 3) values[to++] = data[from]! / 255;
  return { values, count: 1, shape: [height, width, 3], range: [0, 1], step };
}

export async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await onPaper(canvas, 1).convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

/** The canvas has no ground of its own. */
function onPaper(canvas: HTMLCanvasElement, scale: number): OffscreenCanvas {
  const picture = new OffscreenCanvas(Math.round(canvas.width * scale), Math.round(canvas.height * scale));
  const context = picture.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = inkNow().paper;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(canvas, 0, 0, picture.width, picture.height);
  return picture;
}
