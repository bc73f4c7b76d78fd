import { joined } from '../../src/base/bytes.js';
import { keyOf, uniform } from '../../src/base/random.js';

/** Numbers at random, the same for the same seed. */
export type Dice = (below: number) => number;

export function dice(...seed: number[]): Dice {
  const key = keyOf(...seed);
  let thrown = 0;
  return (below) => Math.floor(uniform(key, thrown++) * below);
}

/** Bytes that matter: ends of ranges, and signs of text formats. */
const telling = [0, 1, 0x7f, 0x80, 0xff, ...new TextEncoder().encode('{}[]",:-.0123456789eE\n\r\t ')];

/** A few changes to bytes: other values, bits, pieces left out, doubled or put elsewhere, numbers of many bytes, and the end cut off. */
export function mutated(whole: Uint8Array, roll: Dice): Uint8Array {
  let bytes = whole.slice();
  for (let changes = 1 + roll(4); changes > 0; changes--) bytes = change(bytes, roll);
  return bytes;
}

function change(bytes: Uint8Array<ArrayBuffer>, roll: Dice): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return Uint8Array.of(roll(256));
  // Headers decide most, and they come first.
  const at = roll(2) === 0 ? roll(Math.min(bytes.length, 256)) : roll(bytes.length);
  const length = 1 + roll(16);
  const view = new DataView(bytes.buffer);
  switch (roll(8)) {
    case 0:
      bytes[at] = roll(256);
      return bytes;
    case 1:
      bytes[at]! ^= 1 << roll(8);
      return bytes;
    case 2:
      bytes[at] = telling[roll(telling.length)]!;
      return bytes;
    case 3:
      return joined([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 4:
      return joined([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 5:
      if (at + 8 <= bytes.length)
        view.setBigUint64(at, [2n ** 63n, 2n ** 64n - 1n, 2n ** 32n, 0n][roll(4)]!, roll(2) === 0);
      return bytes;
    case 6: {
      const from = roll(bytes.length);
      bytes.copyWithin(at, from, from + length);
      return bytes;
    }
    default:
      return bytes.slice(0, at);
  }
}
