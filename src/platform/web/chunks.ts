/** A file without what only some browsers heed. */
export interface Plain {
  readonly parts: readonly Uint8Array[];
  /** How it is to be turned, from 1 to 8 as in EXIF. */
  readonly orientation: number;
}

/** Of these, the first two tell of a PNG's and a WebP's orientation, and the others of colours in another way than a profile. */
const leftOut = ['eXIf', 'EXIF', 'gAMA', 'cHRM', 'cICP'];

/** Takes out of a PNG and a WebP what only some browsers, or else only browsers, heed. */
export function plain(file: Uint8Array): Plain {
  const isWebp = textAt(file, 8, 4) === 'WEBP';
  const chunks = isWebp ? webpChunks(file) : textAt(file, 1, 3) === 'PNG' ? pngChunks(file) : [];
  const parts: Uint8Array[] = [];
  let [orientation, from] = [1, 0];
  for (const { name, start, data, end } of chunks) {
    if (!leftOut.includes(name)) continue;
    if (name.toLowerCase() === 'exif') orientation = orientationIn(data);
    parts.push(file.subarray(from, start));
    // A WebP says how long it is, so there the chunk stays, under a name that says nothing.
    if (isWebp) parts.push(new TextEncoder().encode('none'));
    from = isWebp ? start + 4 : end;
  }
  return { parts: [...parts, file.subarray(from)], orientation };
}

interface Chunk {
  readonly name: string;
  readonly start: number;
  readonly data: Uint8Array;
  readonly end: number;
}

function* pngChunks(file: Uint8Array): Generator<Chunk> {
  for (let start = 8; start + 12 <= file.length; ) {
    const length = viewOf(file).getUint32(start);
    const end = start + 12 + length;
    yield { name: textAt(file, start + 4, 4), start, data: file.subarray(start + 8, end - 4), end };
    start = end;
  }
}

function* webpChunks(file: Uint8Array): Generator<Chunk> {
  for (let start = 12; start + 8 <= file.length; ) {
    const length = viewOf(file).getUint32(start + 4, true);
    const end = start + 8 + length + (length % 2);
    yield { name: textAt(file, start, 4), start, data: file.subarray(start + 8, start + 8 + length), end };
    start = end;
  }
}

/** The tag 0x112 of the first directory, where there is one. */
function orientationIn(exif: Uint8Array): number {
  const tiff = textAt(exif, 0, 4) === 'Exif' ? exif.subarray(6) : exif;
  if (tiff.length < 14) return 1;
  const view = viewOf(tiff);
  const little = textAt(tiff, 0, 2) === 'II';
  const first = view.getUint32(4, little);
  for (let at = first + 2; at + 12 <= tiff.length; at += 12)
    if (view.getUint16(at, little) === 0x112) return view.getUint16(at + 8, little);
  return 1;
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array) => new DataView(buffer, byteOffset, length);
const textAt = (file: Uint8Array, at: number, length: number) => String.fromCharCode(...file.subarray(at, at + length));
