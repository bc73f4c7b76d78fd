/** Of bytes that an encoder has made: whether the file that they are of goes on behind them. */
const goesOn = new WeakMap<Uint8Array, boolean>();

/** Bytes that more of the same file will follow. */
export function begun<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  goesOn.set(bytes, true);
  return bytes;
}

/** The last bytes of a file, or all of it. */
export function ended<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  goesOn.set(bytes, false);
  return bytes;
}

/** Whether the file goes on behind these bytes; undefined where nobody has said. */
export const fileGoesOn = (bytes: Uint8Array): boolean | undefined => goesOn.get(bytes);
