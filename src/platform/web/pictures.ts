import type { Picture, Pictures, Raster } from '../platform.js';
import { isSvg } from '../svg.js';
import { plain } from './chunks.js';

/** Pixels that are read of a canvas at one time: some browsers have none for a whole photo. */
const mostAtOnce = 2 ** 22;

/** Pictures, decoded by the browser. */
export async function openPictures(): Promise<Pictures> {
  return { open: (file, use) => (isSvg(file) ? withDrawing(file, use) : withBitmap(file, use)) };
}

async function withBitmap<T>(file: Uint8Array, use: (picture: Picture) => Promise<T>): Promise<T> {
  const { parts, orientation } = plain(file);
  const turn = turns[orientation];
  const image = await createImageBitmap(new Blob(parts as Uint8Array<ArrayBuffer>[]), { premultiplyAlpha: 'none' });
  try {
    const isOnItsSide = orientation > 4 && turn !== undefined;
    const [height, width] = isOnItsSide ? [image.width, image.height] : [image.height, image.width];
    return await use({ height, width, pixels: async () => pixelsOf(image, height, width, turn) });
  } finally {
    image.close();
  }
}

type Turn = readonly [number, number, number, number];

/** Where what is across and what is down in a file is seen, by its orientation in EXIF. */
const turns: Readonly<Record<number, Turn>> = {
  2: [-1, 0, 0, 1],
  3: [-1, 0, 0, -1],
  4: [1, 0, 0, -1],
  5: [0, 1, 1, 0],
  6: [0, 1, -1, 0],
  7: [0, -1, -1, 0],
  8: [0, -1, 1, 0],
};

async function withDrawing<T>(file: Uint8Array, use: (picture: Picture) => Promise<T>): Promise<T> {
  if (typeof Image === 'undefined') throw new Error('only a page can draw SVG, and this is a worker');
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([file as Uint8Array<ArrayBuffer>], { type: 'image/svg+xml' }));
  try {
    await image.decode();
    const { naturalHeight: height, naturalWidth: width } = image;
    return await use({ height, width, pixels: async () => pixelsOf(image, height, width) });
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

function pixelsOf(image: CanvasImageSource, height: number, width: number, turn: Turn = [1, 0, 0, 1]): Raster {
  const data = new Uint8ClampedArray(height * width * 4);
  const rows = Math.max(1, Math.min(height, Math.floor(mostAtOnce / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', {
    willReadFrequently: true,
    colorType: 'float16',
  })!;
  context.globalCompositeOperation = 'copy';
  context.imageSmoothingEnabled = false;
  const [a, b, c, d] = turn;
  const [left, above] = [a + c < 0 ? width : 0, b + d < 0 ? height : 0];
  for (let top = 0; top < height; top += rows) {
    context.setTransform(a, b, c, d, left, above - top);
    context.drawImage(image, 0, 0);
    const { data: part } = context.getImageData(0, 0, width, Math.min(rows, height - top));
    data.set(part, top * width * 4);
  }
  return { data, height, width, channels: 4 };
}
