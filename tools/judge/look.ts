import type { Samples } from 'kaleidoflow';
import { sizeOf } from '../../src/core/samples.js';
import { runtimeOf } from '../../src/platform/node/runtime.js';

/** Images in one run. */
export const block = 100;

/** What a network makes of images: for each of its outputs as many numbers for each image, row after row. */
export type Look<Output extends string> = (images: Samples) => Promise<Record<Output, Float32Array>>;

/** Opens a graph whose input is `images`, so many of this shape, and whose outputs have so many numbers for each. */
export async function openLook<Output extends string>(
  graph: Uint8Array,
  shape: readonly number[],
  outputs: Readonly<Record<Output, number>>,
): Promise<Look<Output>> {
  const runtime = await runtimeOf('onnx');
  const session = await runtime.open(graph);
  const size = sizeOf(shape);
  const input = new Float32Array(block * size);
  const each = <T>(make: (numbers: number, name: Output) => T) =>
    Object.fromEntries(
      Object.entries<number>(outputs).map(([name, numbers]) => [name, make(numbers, name as Output)]),
    ) as Record<Output, T>;
  const fetched = each((numbers) => new Float32Array(block * numbers));
  const fetches = each((numbers, name) => runtime.tensor(fetched[name], [block, numbers]));

  async function lookAt({ values, count }: Samples) {
    const seen = each((numbers) => new Float32Array(count * numbers));
    for (let from = 0; from < count; from += block) {
      const n = Math.min(block, count - from);
      input.set(values.subarray(from * size, (from + n) * size));
      await session.run({ images: runtime.tensor(input, [block, ...shape]) }, fetches);
      each((numbers, name) => seen[name].set(fetched[name].subarray(0, n * numbers), from * numbers));
    }
    return seen;
  }

  let last: Promise<unknown> = Promise.resolve();
  /** One look after the other, since all use the same arrays. */
  return (images) => {
    const looked = last.then(() => lookAt(images));
    last = looked.catch(() => {});
    return looked;
  };
}

/** The place of the largest of each row. */
export const largest = (scores: Float32Array, numbers: number): Int32Array =>
  Int32Array.from({ length: scores.length / numbers }, (_, i) => {
    const row = scores.subarray(i * numbers, (i + 1) * numbers);
    return row.indexOf(Math.max(...row));
  });
