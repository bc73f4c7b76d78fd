import { type Draw, toCanvas, toFrames } from 'kaleidoflow';
import { lastValueFrom, of, tap } from 'rxjs';
import { expect, it } from 'vitest';
import { pictures } from '../fixtures.js';

const paint = (canvas: HTMLCanvasElement) => canvas.getContext('2d')!;

it.for([1, 3])('a frame of %i channels goes on a canvas as it is, and is what toCanvas paints', async (channels) => {
  const [draw] = pictures(1, 5, [7, 9, channels]) as [Draw];
  const [own, ours] = [document.createElement('canvas'), document.createElement('canvas')];
  const frames = of(draw).pipe(
    toFrames({ scale: 3 }),
    tap(({ data, width, height }) => {
      own.width = width;
      own.height = height;
      paint(own).putImageData(new ImageData(data, width, height), 0, 0);
    }),
  );
  const { data, width, height } = await lastValueFrom(frames);
  await lastValueFrom(of(draw).pipe(toCanvas(ours, { scale: 3 })));
  for (const canvas of [own, ours]) expect(paint(canvas).getImageData(0, 0, width, height).data).toEqual(data);
});
