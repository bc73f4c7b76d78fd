import { show } from './check.js';

/** The kinds of real numbers that models' files have, with the bytes of each. */
export const floatBytes = { F16: 2, BF16: 2, F32: 4, F64: 8 } as const;
export type FloatKind = keyof typeof floatBytes;

/**
 * Numbers in single precision, from their bytes in a file, the lowest first. Those of half precision stay what they are; those
 * of double precision are rounded.
 * @throws RangeError when one is beyond single precision.
 */
export function floatsFrom(bytes: Uint8Array, kind: FloatKind): Float32Array {
  const { buffer } = new Uint8Array(bytes);
  switch (kind) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return singlesFrom(new Float64Array(buffer));
    case 'F16':
      return halvesFrom(new Uint16Array(buffer));
    case 'BF16':
      return brainsFrom(new Uint16Array(buffer));
  }
}

/** @throws RangeError when one is beyond single precision. */
export function singlesFrom(values: ArrayLike<number>): Float32Array {
  const singles = Float32Array.from(values);
  const beyond = singles.findIndex(
    (single, i) => Math.abs(single) === Number.POSITIVE_INFINITY && single !== values[i],
  );
  if (beyond >= 0) throw new RangeError(`numbers must fit single precision, and one is ${show(values[beyond])}`);
  return singles;
}

/** From the bits of IEEE's binary16. */
export const halvesFrom = (bits: ArrayLike<number>) => Float32Array.from(bits, halfFrom);

function halfFrom(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (0x400 + fraction) * 2 ** (exponent - 25));
}

/** Numbers of this size and above are infinite in half precision: it is half-way from the largest to what the next would be. */
export const beyondHalf = 65520;

/** The bits of the nearest numbers of IEEE's binary16, of such as are not beyond it. */
export const halvesOf = (values: Float32Array) => Uint16Array.from(values, halfOf);

function halfOf(value: number): number {
  const size = Math.abs(value);
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const parts = size / 2 ** (exponent - 10);
  const whole = Math.round(parts);
  const even = whole - parts === 0.5 ? whole - (whole % 2) : whole;
  // A normal number's 1024 parts of its own raise the exponent by one, as the next 1024 do.
  return (value < 0 || Object.is(value, -0) ? 0x8000 : 0) + (exponent + 14) * 1024 + even;
}

/** From the bits of bfloat16, which are the upper half of a number's in single precision. */
export const brainsFrom = (bits: ArrayLike<number>): Float32Array =>
  new Float32Array(Uint32Array.from(bits, (each) => each << 16).buffer);
