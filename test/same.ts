import { expect } from 'vitest';

/** What `toEqual` says of arrays of numbers, which takes a second for a million of them. */
export function expectSame(ours: Float32Array | Int32Array, theirs: Float32Array | Int32Array): void {
  expect(ours.length).toBe(theirs.length);
  const at = (ours as Float32Array).findIndex((value, i) => !Object.is(value, theirs[i]));
  expect(at, `number ${at} is ${ours[at]}, and must be ${theirs[at]}`).toBe(-1);
}
