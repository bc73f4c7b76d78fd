import type { ByteSink } from '../base/bytes.js';

/** The most bits of a code. */
const mostBits = 12;
/** Slots for 4096 codes: half of them stay empty, so that few look-ups collide. */
const slots = 2 ** 13;
/** The bytes of a block of data. */
const blockBytes = 254;

const clear = 2 ** 8;
const end = clear + 1;

/** Compresses the indices of pixels, each of 8 bits, as a GIF has them: Lempel, Ziv and Welch's codes in blocks. */
export function writeLzw(pixels: Uint8Array, out: ByteSink): void {
  const codes = compress(pixels);
  out.byte(8);
  for (let from = 0; from < codes.length; from += blockBytes) {
    const block = codes.subarray(from, from + blockBytes);
    out.byte(block.length);
    out.bytes(block);
  }
  out.byte(0);
}

function compress(pixels: Uint8Array): Uint8Array {
  /** The code of a code (12 bits) with a pixel behind it (8 bits), in the 12 bits below both; 0 where a slot is empty. */
  const known = new Uint32Array(slots);
  const bytes = new Uint8Array(2 * pixels.length + 8); // more than 12 bits for each pixel, and the clears
  let length = 0;
  let bits = 9;
  let next = end + 1;
  let pending = clear;
  let pendingBits = bits;
  let code = pixels[0]!;
  for (let at = 1; at <= pixels.length; at++) {
    const pixel = pixels[at]!;
    let slot = 0;
    if (at < pixels.length) {
      const both = (code << 8) | pixel;
      slot = Math.imul(both, 0x9e3779b1) >>> 19;
      let entry = known[slot]!;
      while (entry !== 0 && entry >>> mostBits !== both) {
        slot = (slot + 1) & (slots - 1);
        entry = known[slot]!;
      }
      if (entry !== 0) {
        code = entry & (2 ** mostBits - 1);
        continue;
      }
    }
    pending |= code << pendingBits;
    pendingBits += bits;
    while (pendingBits >= 8) {
      bytes[length++] = pending;
      pending >>>= 8;
      pendingBits -= 8;
    }
    if (next > 2 ** bits - 1 && bits < mostBits) bits++;
    if (next < 2 ** mostBits) known[slot] = (((code << 8) | pixel) << mostBits) | next++;
    else if (at < pixels.length) {
      pending |= clear << pendingBits;
      pendingBits += bits;
      known.fill(0);
      bits = 9;
      next = end + 1;
    }
    code = pixel;
  }
  pending |= end << pendingBits;
  for (pendingBits += bits; pendingBits > 0; pendingBits -= 8) {
    bytes[length++] = pending;
    pending >>>= 8;
  }
  return bytes.subarray(0, length);
}
