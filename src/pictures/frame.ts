import type { Raster } from '../platform/platform.js';
import { enough, resize, type Span } from './resize.js';

/** What a picture becomes. */
export interface Frame extends Size {
  /** 1 is grey, 3 are red, green and blue. */
  readonly channels: 1 | 3;
  /** All of it, with background beside it; as much as fills the frame; or all, stretched. */
  readonly fit: 'contain' | 'cover' | 'fill';
  /** The colour beside it, and behind it where it is transparent. */
  readonly background: Colour;
}

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** Red, green and blue, from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * The bytes of a picture in a frame: put on the background, made grey where it shall be, and then resized. It lies where Pillow's
 * `ImageOps.pad` (contain), `ImageOps.fit` (cover) and `resize` (fill) put it, by the size it had before it was averaged.
 */
export function framed(picture: Raster, frame: Frame, own: Size): Uint8Array | Uint8ClampedArray {
  const { height, width, channels } = frame;
  const flat = flattened(picture, frame);
  if (frame.fit === 'cover') {
    const shown = Math.min(own.height / height, own.width / width);
    const across = middle(flat.width, (flat.width * width * shown) / own.width);
    return resize(flat, across, middle(flat.height, (flat.height * height * shown) / own.height), frame).data;
  }
  const size = containedIn(frame, own);
  const whole = resize(flat, [0, flat.width], [0, flat.height], size);
  if (size.height === height && size.width === width) return whole.data;
  const made = new Uint8Array(height * width * channels);
  const beside = channels === 1 ? [grey(...frame.background)] : frame.background;
  for (let at = 0; at < made.length; at++) made[at] = beside[at % channels]!;
  const [left, top] = [roundToEven((width - size.width) / 2), roundToEven((height - size.height) / 2)];
  const row = size.width * channels;
  for (let y = 0; y < size.height; y++)
    made.set(whole.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
  return made;
}

/** The size of a picture that has as many pixels as `resize` looks at for a frame. */
export function enoughFor(frame: Frame, own: Size): Size {
  const shown = Math.min(own.height / frame.height, own.width / frame.width);
  const { height, width } =
    frame.fit === 'cover' ? { height: own.height / shown, width: own.width / shown } : containedIn(frame, own);
  return { height: enough * height, width: enough * width };
}

/** The size in which all of a picture is in a frame. */
export function containedIn({ fit, height, width }: Frame, own: Size): Size {
  const ratio = own.width / own.height;
  if (fit === 'fill' || ratio === width / height) return { height, width };
  if (ratio > width / height) return { height: Math.max(1, roundToEven((own.height / own.width) * width)), width };
  return { height, width: Math.max(1, roundToEven(ratio * height)) };
}

/** As Python does it. */
function roundToEven(value: number): number {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 === 1 ? near - 1 : near;
}

const middle = (all: number, part: number): Span => [(all - part) / 2, (all + part) / 2];

/** Without alpha, and in as many channels as asked for. */
function flattened(picture: Raster, { channels, background }: Frame): Raster {
  const { data, height, width, channels: own } = picture;
  if (own === channels) return picture;
  const made = new Uint8Array(height * width * channels);
  const [red, green, blue] = background;
  for (let from = 0, to = 0; from < data.length; from += own) {
    let r = data[from]!;
    let g = data[from + 1]!;
    let b = data[from + 2]!;
    if (own === 4 && data[from + 3] !== 255) {
      const alpha = data[from + 3]! / 255;
      r = Math.round(red + alpha * (r - red));
      g = Math.round(green + alpha * (g - green));
      b = Math.round(blue + alpha * (b - blue));
    }
    if (channels === 1) made[to++] = grey(r, g, b);
    else {
      made[to++] = r;
      made[to++] = g;
      made[to++] = b;
    }
  }
  return { data: made, height, width, channels };
}

/** Luma of ITU-R 601 in whole numbers, as Pillow and torchvision have it. */
const grey = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
