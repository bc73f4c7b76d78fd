import { type Draw, type Samples, toCanvas, toGif, toPng } from 'kaleidoflow';
import { GifReader } from 'omggif';
import { PNG } from 'pngjs';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { KeptCanvas } from './canvas.js';

const blue = [28, 84, 178];
const orange = [246, 190, 128];
const white = [255, 255, 255];

type Range = Samples['range'];
const draw = (rows: readonly (readonly number[])[], range: Range = [0, 1]): Draw => ({
  values: Float32Array.from(rows.flat()),
  count: rows.length,
  shape: [rows[0]!.length],
  range,
  step: 1,
});

interface Seen {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): number[];
}

const seen = ({
  width,
  height,
  data,
}: {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}): Seen => ({
  width,
  height,
  at: (x, y) => Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)),
});

type Options = Parameters<typeof toPng>[0];
/** The picture by each encoder, as independent readers see it. */
const encoders: Readonly<Record<string, (drawn: Draw, options?: Options) => Promise<Seen>>> = {
  async toPng(drawn, options) {
    return seen(PNG.sync.read(Buffer.from(await firstValueFrom(of(drawn).pipe(toPng(options))))));
  },
  async toGif(drawn, options) {
    const chunks = await lastValueFrom(of(drawn).pipe(toGif(options), toArray()));
    const gif = new GifReader(Buffer.concat(chunks));
    const data = new Uint8Array(4 * gif.width * gif.height);
    gif.decodeAndBlitFrameRGBA(0, data);
    return seen({ width: gif.width, height: gif.height, data });
  },
  async toCanvas(drawn, options) {
    const canvas = new KeptCanvas();
    await lastValueFrom(of(drawn).pipe(toCanvas(canvas, options)));
    return seen({ width: canvas.width, height: canvas.height, data: canvas.pixels });
  },
};

/** Where a point is drawn: 256 pixels from the low end to the high, 30 from the left and 10 from the top. */
const placeIn = (x: number, y: number, scale = 1): [number, number] => [
  30 * scale + Math.round(x * (256 * scale - 1)),
  10 * scale + Math.round((1 - y) * (256 * scale - 1)),
];

describe.each(Object.entries(encoders))('%s of points', (_, encode) => {
  it.each([
    [[0, 1], 1],
    [[-1, 1], 2],
  ] as const)('of two numbers in %j draws each where it is, at scale %i', async (range, scale) => {
    const from01 = (share: number) => range[0] + share * (1 - range[0]);
    const places = [
      [0, 0],
      [1, 1],
      [0.25, 0.7],
    ] as const;
    const rows = places.map((place) => place.map(from01));
    const { at, width, height } = await encode(draw(rows, range), { scale });
    expect([width, height]).toEqual([296 * scale, 290 * scale]);
    for (const [x, y] of places) expect(at(...placeIn(x, y, scale))).toEqual(blue);
    expect(at(...placeIn(0.6, 0.2, scale))).toEqual(white);
  });

  it('draws those that were learned below, lighter', async () => {
    const below = draw([
      [0.25, 0.7],
      [0.6, 0.2],
    ]);
    const { at } = await encode(draw([[0.25, 0.7]]), { below });
    expect(at(...placeIn(0.25, 0.7))).toEqual(blue);
    expect(at(...placeIn(0.6, 0.2))).toEqual(orange);
  });

  it('of one number draws a row for each, above bars that show how many were learned', async () => {
    const below = draw([[0.205], [0.205], [0.645]]);
    const { at, width, height } = await encode(draw([[0.1], [0.9]]), { below });
    expect([width, height]).toEqual([296, 194]);
    expect(at(placeIn(0.1, 0)[0], 10 + 40)).toEqual(blue);
    expect(at(placeIn(0.9, 0)[0], 10 + 119)).toEqual(blue);
    expect([at(placeIn(0.207, 0)[0], 20), at(placeIn(0.647, 0)[0], 20)]).toEqual([orange, white]);
    expect(at(placeIn(0.647, 0)[0], 10 + 120)).toEqual(orange);
  });
});

describe('what is drawn on axes', () => {
  it('is refused where it does not fit', async () => {
    const point = draw([[0.25, 0.7]]);
    const drawn = (drawing: Draw, options: Options) => encoders.toPng!(drawing, options);
    await expect(drawn(point, { below: draw([[0.5]]) })).rejects.toThrow(
      'below must be points of shape [2] and range [0, 1], as those that are drawn, not [1] and [0, 1]',
    );
    const image = { ...draw([[0, 1]]), shape: [1, 2, 1] };
    await expect(drawn(image, { below: image })).rejects.toThrow('below must be left out where images are drawn, not');
    await expect(drawn(draw([[0.1, 1.5]]), {})).rejects.toThrow('points have values in [0, 1], not 1.5');
    await expect(drawn({ ...point, count: 2 }, {})).rejects.toThrow('2 points of shape [2] have 4 values, not 2');
    await expect(drawn(draw([[0.1, 0.2, 0.3]]), {})).rejects.toThrow('only images have height and width');
    expect(() => toPng({ below: 3 as never })).toThrow('toPng: below must be Samples, not 3');
  });
});
