import { setTimeout } from 'node:timers/promises';
import { type Draw, kaleidoscope, toCanvas, toMp4, toPng } from 'kaleidoflow';
import { PNG } from 'pngjs';
import { firstValueFrom, from, lastValueFrom, of, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { KeptCanvas } from './canvas.js';
import { pictures, untrained } from './fixtures.js';

describe('toCanvas', () => {
  it.each([
    ['grey', [4, 5, 1]],
    ['colour', [4, 5, 3]],
  ])('paints what toPng encodes, in %s', async (_, shape) => {
    const canvas = new KeptCanvas();
    const layout = { columns: 2, scale: 3, gap: 1 };
    const [draw] = pictures(1, 3, shape);
    await lastValueFrom(of(draw!).pipe(toCanvas(canvas, layout)));
    const { width, height, data } = PNG.sync.read(Buffer.from(await firstValueFrom(of(draw!).pipe(toPng(layout)))));
    expect([canvas.width, canvas.height]).toEqual([width, height]);
    expect(Buffer.from(canvas.pixels)).toEqual(data);
  });

  it('passes every draw on as it is, after painting it, and takes the size of each', async () => {
    const canvas = new KeptCanvas();
    const draws = [...pictures(2), ...pictures(1, 7)];
    const seen: [Draw, number][] = [];
    await lastValueFrom(
      from(draws).pipe(
        toCanvas(canvas),
        tap((draw) => seen.push([draw, canvas.painted])),
      ),
    );
    expect(seen.map(([draw]) => draw)).toEqual(draws);
    expect(seen.map(([, painted]) => painted)).toEqual([1, 2, 3]);
    expect(canvas.width).toBe(2 + 7 * 6);
  });

  it('holds the chain to its pace', async () => {
    const canvas = new KeptCanvas();
    const counted: number[] = [];
    const draws = of(untrained()).pipe(
      kaleidoscope({ chains: 2 }),
      tap(({ step }) => counted.push(step - canvas.painted)),
      toCanvas(canvas, { fps: 100 }),
      take(8),
      toArray(),
    );
    expect(await lastValueFrom(draws)).toHaveLength(8);
    expect(counted).toEqual(Array(8).fill(1));
  });

  it('waits no longer when nobody does', async () => {
    const canvas = new KeptCanvas();
    const painting = from(pictures(3))
      .pipe(toCanvas(canvas, { fps: 0.002 }))
      .subscribe();
    await setTimeout(100);
    expect(canvas.painted).toBe(1);
    painting.unsubscribe();
    await setTimeout(50);
    expect(canvas.painted).toBe(1);
  });

  it('says so where the canvas is used for something else', async () => {
    const canvas = Object.assign(new KeptCanvas(), { getContext: () => null });
    await expect(lastValueFrom(from(pictures(1)).pipe(toCanvas(canvas)))).rejects.toThrow(
      'toCanvas: the canvas has no 2d context',
    );
  });
});

describe('toMp4', () => {
  it('says that Node encodes no movies', async () => {
    await expect(lastValueFrom(from(pictures(2)).pipe(toMp4()))).rejects.toThrow(
      "toMp4 needs a browser's WebCodecs, and Node has none",
    );
  });
});
