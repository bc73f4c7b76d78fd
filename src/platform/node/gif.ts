/** A part of a picture, in pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the first frame of a GIF lies on its screen; undefined where none is found. */
export function firstFrameIn(file: Uint8Array): Region | undefined {
  const [header, extension, frame] = [13, 0x21, 0x2c];
  let at = header + tableAt(file[10]!);
  while (file[at] === extension) {
    at += 2;
    while (file[at]) at += 1 + file[at]!;
    at++;
  }
  if (file[at] !== frame || at + 9 > file.length) return undefined;
  const view = new DataView(file.buffer, file.byteOffset + at + 1, 8);
  const [left, top, width, height] = [0, 2, 4, 6].map((place) => view.getUint16(place, true));
  return { left: left!, top: top!, width: width!, height: height! };
}

/** How many bytes the palette takes that a flag tells of. */
const tableAt = (flag: number): number => (flag & 0x80 ? 3 * 2 ** ((flag & 7) + 1) : 0);
