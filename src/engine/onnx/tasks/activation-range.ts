import { fillNoise, keyOf, Purpose } from '../../../base/random.js';
import { activationRangeGraph } from '../graph/activation-range.js';
import { statesDims } from '../graph/map.js';
import type { MappedMlp } from '../graph/mapped.js';
import type { Runtime } from '../session.js';

const rows = 256;

/** The shares of noise in the states that are looked at: from the start's to none, where chains settle. */
const levels = [1, 0.9, 0.75, 0.6, 0.4, 0.2, 0, 0, 0];

/** The largest activations of each ReLU layer, over states as chains meet them. They follow from the weights alone. */
export async function activationRangeOf(mapped: MappedMlp, { tensor, open }: Runtime): Promise<Float32Array> {
  const session = await open(activationRangeGraph(mapped));
  const [, columns] = statesDims(mapped);
  const [low, high] = mapped.range;
  const [x, y, noise] = [0, 1, 2].map(() => new Float32Array(rows * columns)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [found, most] = [new Float32Array(mapped.depth), new Float32Array(mapped.depth)];
  for (const [i, level] of levels.entries()) {
    fillNoise(noise, columns, (high - low) / 2, 'uniform', keyOf(0, Purpose.start, i));
    for (let at = 0; at < x.length; at++) x[at] = level * (noise[at]! + (low + high) / 2) + (1 - level) * y[at]!;
    await session.run(
      { x: tensor(x, [rows, columns]) },
      { y: tensor(y, [rows, columns]), activationRange: tensor(found, [mapped.depth]) },
    );
    for (let layer = 0; layer < most.length; layer++) most[layer] = Math.max(most[layer]!, found[layer]!);
  }
  await session.release();
  return most;
}
