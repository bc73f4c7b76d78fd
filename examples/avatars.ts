/**
 * Faces to learn: [Avataaars](https://avataaars.com) by Pablo Stanley, free for personal and commercial use, put together by
 * [DiceBear](https://www.dicebear.com) from the seeds 's0', 's1', … and drawn here, at 32 × 32 on white.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as avataaars from '@dicebear/avataaars';
import { createAvatar } from '@dicebear/core';
import { fromImages, fromNpy, type Samples } from 'kaleidoflow';
import { map, type Observable, tap } from 'rxjs';

/** What is said of each face, ten words. */
export const attributes = [
  'top',
  'hairColor',
  'eyes',
  'eyebrows',
  'mouth',
  'skinColor',
  'facialHair',
  'accessories',
  'clothing',
  'clothesColor',
] as const;

/** One face in words; 'none' for what it has not, or hides: no hair has a colour under a hat. */
export type Attributes = Readonly<Record<(typeof attributes)[number], string>>;

/** Faces, with a row of words for each. */
export interface Avatars extends Samples {
  readonly attributes: readonly Attributes[];
}

export const side = 32;
/** Faces on one sheet: a picture of its own for each takes more than twice as long. */
const sheet = 16;

/** Where they are kept, since drawing ten thousand takes some seconds. */
const place = '.faces';

/**
 * The faces of the seeds from 's' + `from` on, `count` of them. They are drawn once, and kept in `.faces/`: a .npy file that Python
 * reads too, and the attributes as JSON.
 */
export function fromAvatars(count: number, { from = 0, onProgress = (_done: number) => {} } = {}): Observable<Avatars> {
  const [pictures, words] = ['npy', 'json'].map((end) => join(place, `${from}-${from + count}.${end}`)) as [
    string,
    string,
  ];
  if (existsSync(pictures))
    return fromNpy(pictures).pipe(
      map((samples) => ({ ...samples, attributes: JSON.parse(readFileSync(words, 'utf8')) })),
    );
  const rows: Attributes[] = [];
  const sheets: Blob[] = [];
  for (let first = from; first < from + count; first += sheet) {
    const faces = Array.from({ length: Math.min(sheet, from + count - first) }, (_, i) => avatar(first + i));
    rows.push(...faces.map(({ attributes }) => attributes));
    sheets.push(new Blob([sheetOf(faces.map(({ svg }) => svg))]));
  }
  const size = [side * sheet, side] as const;
  return fromImages(sheets, { size, background: 'white', onProgress: ({ done }) => onProgress(done * sheet) }).pipe(
    // A picture above another is in memory as both are, one after the other.
    map((all) => ({
      values: all.values.slice(0, count * side * side * 3),
      count,
      shape: [side, side, 3],
      range: all.range,
      attributes: rows,
    })),
    tap((faces) => {
      mkdirSync(place, { recursive: true });
      writeFileSync(words, JSON.stringify(faces.attributes));
      writeFileSync(`${pictures}.part`, npyOf(faces));
      renameSync(`${pictures}.part`, pictures);
    }),
  );
}

/** One face, as a picture of 32 × 32 and in words. */
export function avatar(seed: number): { svg: string; attributes: Attributes } {
  const made = createAvatar(avataaars, { seed: `s${seed}`, size: side, clip: false });
  const { extra } = made.toJson();
  const words = attributes.map((name) => [name, wordOf(extra[name] as string | undefined)]);
  const { top } = extra as { top: string };
  return {
    svg: made.toString(),
    attributes: { ...Object.fromEntries(words), ...(/hat|hijab|turban/i.test(top) && { hairColor: 'none' }) },
  };
}

const wordOf = (said = 'none'): string => colours[said] ?? said;

/** The colours of hair, skin and clothes, by the names that their artist gave them. */
const colours: Readonly<Record<string, string>> = {
  '#a55728': 'auburn',
  '#2c1b18': 'black',
  '#b58143': 'blonde',
  '#d6b370': 'blondeGolden',
  '#724133': 'brown',
  '#4a312c': 'brownDark',
  '#f59797': 'pastelPink',
  '#ecdcbf': 'platinum',
  '#c93305': 'red',
  '#e8e1e1': 'silverGray',
  '#fd9841': 'tanned',
  '#f8d25c': 'yellow',
  '#ffdbb4': 'pale',
  '#edb98a': 'light',
  '#d08b5b': 'brown',
  '#ae5d29': 'darkBrown',
  '#614335': 'black',
  '#262e33': 'black',
  '#65c9ff': 'blue01',
  '#5199e4': 'blue02',
  '#25557c': 'blue03',
  '#e6e6e6': 'gray01',
  '#929598': 'gray02',
  '#3c4f5c': 'heather',
  '#b1e2ff': 'pastelBlue',
  '#a7ffc4': 'pastelGreen',
  '#ffdeb5': 'pastelOrange',
  '#ffafb9': 'pastelRed',
  '#ffffb1': 'pastelYellow',
  '#ff488e': 'pink',
  '#ff5c5c': 'red',
  '#ffffff': 'white',
};

/** One picture of all, each below the one before. */
const sheetOf = (svgs: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side * sheet}">${svgs
    .map((svg, i) => svg.replace('<svg ', `<svg y="${i * side}" `))
    .join('')}</svg>`;

/** NumPy's format: bytes, from the low end of the range to the high. */
function npyOf({ values, count, shape }: Samples): Uint8Array {
  const about = `{'descr': '|u1', 'fortran_order': False, 'shape': (${[count, ...shape].join(', ')}), }`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${about.padEnd(128 - 11)}\n`, 'latin1');
  head.writeUInt16LE(head.length - 10, 8);
  return Buffer.concat([head, Uint8Array.from(values, (value) => Math.round((value + 1) * 127.5))]);
}
