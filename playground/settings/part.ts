import type { Samples } from 'kaleidoflow';
import type { Field } from './fields.js';

/** A picture of which only a part is known. */
export interface Asked {
  readonly samples: Samples;
  /** 1 where it is known. */
  readonly mask: Uint8Array<ArrayBuffer>;
}

/** Rows, columns and channels, each in two bytes. */
const head = 6;

/** What is known of a picture as text: its sides, a bit a pixel, and a byte for each value that is known. */
export function writePart({ samples: { shape, values, range }, mask }: Asked): string {
  const [channels = 1] = shape.slice(2);
  const bits = new Uint8Array(Math.ceil(mask.length / channels / 8));
  const bytes: number[] = [];
  mask.forEach((known, at) => {
    if (!known) return;
    const pixel = Math.floor(at / channels);
    bits[pixel >> 3]! |= 1 << (pixel & 7);
    bytes.push(Math.round((255 * (values[at]! - range[0])) / (range[1] - range[0])));
  });
  const sides = shape.flatMap((side) => [side >> 8, side & 255]);
  return textOf([...sides, ...bits, ...bytes]);
}

/**
 * The same from its text; nothing where there is none.
 * @param space What it is to be a part of; by default a picture of any sides, from 0 to 1.
 */
export function readPart(text: string, space?: Pick<Samples, 'shape' | 'range'>): Asked | undefined {
  const bytes = bytesOf(text);
  const shape = bytes && sidesOf(bytes);
  if (!shape || (space && String(shape) !== String(space.shape))) return undefined;
  const range = space?.range ?? [0, 1];
  const [rows, columns, channels] = shape;
  const values = new Float32Array(rows * columns * channels);
  const mask = new Uint8Array(values.length);
  let next = head + Math.ceil((rows * columns) / 8);
  for (let at = 0; at < values.length; at++) {
    const pixel = Math.floor(at / channels);
    if (((bytes[head + (pixel >> 3)]! >> (pixel & 7)) & 1) === 0) continue;
    mask[at] = 1;
    values[at] = range[0] + ((range[1] - range[0]) * bytes[next++]!) / 255;
  }
  return { samples: { values, count: 1, shape, range }, mask };
}

/** A part of a picture, which may be the empty text. */
export const part: Field<string> = {
  fallback: '',
  read(text) {
    const read = readPart(text);
    return text === '' || (read && writePart(read) === text) ? text : undefined;
  },
  write: (value) => value,
};

/** The sides that the bytes of a part speak of; nothing where there are not as many pixels as that. */
function sidesOf(bytes: Uint8Array): readonly [rows: number, columns: number, channels: number] | undefined {
  const [rows, columns, channels] = [0, 2, 4].map((at) => 256 * bytes[at]! + bytes[at + 1]!) as [
    number,
    number,
    number,
  ];
  const pixels = rows * columns;
  return (channels === 1 || channels === 3) && pixels > 0 && pixels / 8 <= bytes.length - head
    ? [rows, columns, channels]
    : undefined;
}

const textOf = (bytes: readonly number[]): string =>
  btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]{8,}$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
