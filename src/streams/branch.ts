import { checkValue, whole } from '../base/check.js';
import { legible } from '../base/json.js';
import { checkDraw, type Draw } from '../core/samples.js';

/** The state of all chains, n times over: copy 0 of every chain first, then copy 1, … */
export function branched(n: number): (draw: Draw) => Draw {
  checkValue('branch: n', n, whole(1, 1));
  return (draw) => {
    checkDraw('branch', draw);
    const { values, count, shape, range, labels, labelNames, attributes, attributeUnits, state, step, table, given } =
      draw;
    const copies = <T>(rows: readonly T[]): T[] => Array.from({ length: n }, () => rows).flat();
    return legible({
      values: repeat(values, n, Float32Array),
      count: count * n,
      shape,
      range,
      step,
      ...(labels && { labels: repeat(labels, n, Int32Array) }),
      ...(labelNames && { labelNames }),
      ...(state && { state: repeat(state, n, Float32Array) }),
      ...(table && { table }),
      ...(attributes && { attributes: copies(attributes) }),
      ...(attributeUnits && {
        attributeUnits: { ...attributeUnits, values: repeat(attributeUnits.values, n, Float32Array) },
      }),
      ...(given && { given: copies(given) }),
    });
  };
}

function repeat<T extends Float32Array | Int32Array>(values: T, n: number, Values: new (length: number) => T): T {
  const all = new Values(values.length * n);
  for (let copy = 0; copy < n; copy++) all.set(values, copy * values.length);
  return all;
}
