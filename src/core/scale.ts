import type { Range } from './samples.js';

/** The values of the 256 bytes, from the low end of a range to the high. */
export const scaleOf = ([low, high]: Range): Float32Array =>
  Float32Array.from({ length: 256 }, (_, byte) => low + ((high - low) * byte) / 255);
