import type { Frame, Pictures } from '../platform.js';
import { type Pixels, resize } from './resize.js';

/** More in one picture are refused: a small file can claim to have any number of them. */
const mostPixels = 1e8;

/** Pictures, decoded by the browser. */
export async function openPictures(): Promise<Pictures> {
  return {
    size: (file) => withPicture(file, async ({ height, width }) => ({ height, width })),
    decode: (file, frame) => withPicture(file, async (picture) => bytesOf(fitted(picture, frame), frame)),
  };
}

/** A picture that can be drawn, in its own size. */
interface Picture {
  readonly image: CanvasImageSource;
  readonly height: number;
  readonly width: number;
  /** Whether it is of curves, which have no pixels of their own. */
  readonly isDrawn: boolean;
}

async function withPicture<T>(file: Uint8Array, make: (picture: Picture) => Promise<T>): Promise<T> {
  return isSvg(file) ? withDrawing(file, make) : withBitmap(file, make);
}

/** SVG is text, and no other picture begins with `<`. */
const isSvg = (file: Uint8Array): boolean =>
  new TextDecoder().decode(file.subarray(0, 100)).trimStart().startsWith('<');

async function withBitmap<T>(file: Uint8Array, make: (picture: Picture) => Promise<T>): Promise<T> {
  const image = await createImageBitmap(new Blob([file as Uint8Array<ArrayBuffer>]));
  try {
    const { height, width } = image;
    if (height * width > mostPixels)
      throw new Error(`it has ${height} × ${width} pixels, and at most ${mostPixels} are decoded`);
    return await make({ image, height, width, isDrawn: false });
  } finally {
    image.close();
  }
}

async function withDrawing<T>(file: Uint8Array, make: (picture: Picture) => Promise<T>): Promise<T> {
  if (typeof Image === 'undefined') throw new Error('only a page can draw SVG, and this is a worker');
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([file as Uint8Array<ArrayBuffer>], { type: 'image/svg+xml' }));
  try {
    await image.decode();
    return await make({ image, height: image.naturalHeight, width: image.naturalWidth, isDrawn: true });
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** What is seen in the frame. */
function fitted({ image, isDrawn, ...own }: Picture, frame: Frame): Pixels {
  const { height, width, background } = frame;
  const size = sizeIn(frame, own);
  const drawn = canvas(isDrawn ? size : shrunk(own, size), background);
  drawn.drawImage(image, 0, 0, drawn.canvas.width, drawn.canvas.height);
  const { data } = drawn.getImageData(0, 0, drawn.canvas.width, drawn.canvas.height);
  const pixels = resize({ data, height: drawn.canvas.height, width: drawn.canvas.width }, size);
  if (size.height === height && size.width === width) return pixels;
  const whole = canvas({ height, width }, background);
  whole.putImageData(
    new ImageData(pixels.data as Uint8ClampedArray<ArrayBuffer>, size.width, size.height),
    middle(width - size.width),
    middle(height - size.height),
  );
  return { data: whole.getImageData(0, 0, width, height).data, height, width };
}

/** Half of what is left beside a picture, or is cut off from it. */
const middle = (rest: number): number => Math.trunc(rest < 0 ? (rest - 1) / 2 : rest / 2);

interface Size {
  readonly height: number;
  readonly width: number;
}

/** The size of all of a picture in a frame. */
function sizeIn({ fit, ...frame }: Frame, own: Size): Size {
  if (fit === 'fill') return frame;
  const [high, wide] = [own.height / frame.height, own.width / frame.width];
  const scale = fit === 'contain' ? Math.max(high, wide) : Math.min(high, wide);
  const side = (length: number) => Math.max(1, Math.round(length / scale));
  return { height: side(own.height), width: side(own.width) };
}

/** A picture that is much larger than needed is first halved by the browser: as often as leaves four pixels for each. */
function shrunk(own: Size, size: Size): Size {
  const side = (length: number, needed: number) =>
    Math.ceil(length / 2 ** Math.max(0, Math.floor(Math.log2(length / needed / 4))));
  return { height: side(own.height, size.height), width: side(own.width, size.width) };
}

function canvas({ height, width }: Size, background: string): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.fillStyle = background;
  context.fillRect(0, 0, width, height);
  return context;
}

function bytesOf({ data, height, width }: Pixels, { channels }: Frame): Uint8Array {
  const bytes = new Uint8Array(height * width * channels);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const [red, green, blue] = [data[from]!, data[from + 1]!, data[from + 2]!];
    if (channels === 1) bytes[to++] = red === green && green === blue ? red : grey(red, green, blue);
    else {
      bytes[to++] = red;
      bytes[to++] = green;
      bytes[to++] = blue;
    }
  }
  return bytes;
}

/** As bright as the colour, by the light that it gives. */
function grey(red: number, green: number, blue: number): number {
  const light = 0.2126 * lights[red]! + 0.7152 * lights[green]! + 0.0722 * lights[blue]!;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}

/** The light that each byte of sRGB stands for. */
const lights = Float64Array.from({ length: 256 }, (_, byte) =>
  byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
);
