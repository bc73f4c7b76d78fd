import { drawWithoutReplacement, keyOf, uniform } from '../../src/base/random.js';
import type { Samples } from '../../src/core/samples.js';

const side = 28;

export interface Batch {
  /** The images, each moved by a pixel at most, up or down and left or right. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Every image once, in an order that the seed decides, and in batches; what does not fill the last is left out. */
export function* batches({ values, count, labels }: Samples, size: number, seed: number): Generator<Batch> {
  const order = new Int32Array(count);
  drawWithoutReplacement(
    order.map((_, i) => i),
    count,
    keyOf(seed),
    (place, index) => {
      order[place] = index;
    },
  );
  for (let from = 0; from + size <= count; from += size) {
    const images = new Float32Array(size * side * side).fill(-1);
    const chosen = order.subarray(from, from + size);
    chosen.forEach((index, i) => {
      const [down, across] = [0, 1].map((axis) => Math.floor(3 * uniform(keyOf(seed, index), axis)) - 1);
      copyMoved(values, index * side * side, images, i * side * side, down!, across!);
    });
    yield { images, labels: chosen.map((index) => labels![index]!) };
  }
}

function copyMoved(
  from: Float32Array,
  start: number,
  to: Float32Array,
  place: number,
  down: number,
  across: number,
): void {
  for (let row = Math.max(0, down); row < side + Math.min(0, down); row++)
    for (let column = Math.max(0, across); column < side + Math.min(0, across); column++)
      to[place + row * side + column] = from[start + (row - down) * side + column - across]!;
}
