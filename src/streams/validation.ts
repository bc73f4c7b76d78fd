import { show } from '../base/check.js';
import { drawWithoutReplacement, keyOf, Purpose } from '../base/random.js';
import { Batches } from '../core/batches.js';
import type { Manifold } from '../core/manifold.js';
import type { Samples } from '../core/samples.js';
import { knownOf, stateSize, statesOf } from '../core/units.js';
import { applyInBlocks } from '../engine/blocks.js';
import type { Engine, TrainerSettings } from '../engine/engine.js';
import { ignoreIfAborted } from '../engine/ignore-if-aborted.js';
import { alike } from './alike.js';
import { Closing } from './closing.js';

/** Samples to learn from, and those that are held out: others, or a share of them that follows from the seed and their number alone. */
export async function heldOut(
  samples: Samples,
  validation: number | Samples,
  seed: number,
): Promise<[learned: Samples, held: Samples]> {
  if (typeof validation === 'object')
    return [samples, await alike('training: validation', validation, samples, "the samples'")];
  const { count } = samples;
  const most = Math.round(validation * count);
  if (most === 0 || most === count)
    throw new RangeError(
      `training: validation must hold out some of the ${count} samples and leave some, not ${show(validation)} of them`,
    );
  const isHeld = new Uint8Array(count);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  drawWithoutReplacement(order, most, keyOf(seed, Purpose.validation), (_, i) => {
    isHeld[i] = 1;
  });
  const those = (held: number) =>
    rowsOf(
      samples,
      order.filter((i) => isHeld[i] === held),
    );
  return [those(0), those(1)];
}

/** These of the samples, and what goes with them. */
function rowsOf(samples: Samples, places: Int32Array): Samples {
  const { values, labels, known, attributes, attributeUnits } = samples;
  const of = <T extends Float32Array | Int32Array | Uint8Array>(list: T): T => {
    const width = list.length / samples.count;
    const rows = list.slice(0, places.length * width) as T;
    places.forEach((from, to) => void rows.set(list.subarray(from * width, (from + 1) * width), to * width));
    return rows;
  };
  return {
    ...samples,
    count: places.length,
    values: of(values),
    ...(labels && { labels: of(labels) }),
    ...(known && { known: of(known) }),
    ...(attributes && { attributes: Array.from(places, (place) => attributes[place]!) }),
    ...(attributeUnits && {
      attributeUnits: {
        ...attributeUnits,
        values: of(attributeUnits.values),
        ...(attributeUnits.known && { known: of(attributeUnits.known) }),
      },
    }),
  };
}

/** At how many shares of noise each sample that is held out is looked at. */
const levels = 4;

/**
 * The loss of a network on samples that are held out, whenever it is asked: on the same noise each time, whatever the seed, at
 * evenly spaced shares of the blend, weighed and given parts as batches are. The engine maps them as it maps chains.
 */
export function validating(engine: Engine, held: Samples, settings: TrainerSettings) {
  const { architecture, blend, weighting, given } = settings;
  const { count } = held;
  const [states, known] = [statesOf(held), knownOf(held)];
  const chains = { count, first: 0, columns: stateSize(architecture) };
  const seed = keyOf(Purpose.validation);
  const [low, high] = blend ?? [0, 0];
  const shares = blend ? Array.from({ length: levels }, (_, i) => low + ((i + 0.5) / levels) * (high - low)) : [0];

  /** @returns Nothing where the signal has said that nobody waits any more. */
  return async (weights: readonly Float32Array[], signal?: AbortSignal): Promise<number | undefined> => {
    const manifold: Manifold = { ...architecture, loss: 0, steps: 0, weights, noise: [] };
    const map = await ignoreIfAborted(engine.openMap(manifold, { chains: count, seed, signal }), signal);
    if (!map) return undefined;
    const closing = new Closing('training', signal, [[`the ${engine.name} engine`, () => map.close()]]);
    let [sum, all] = [0, 0];
    try {
      for (const [i, share] of shares.entries()) {
        const noise = blend && ([share, share] as const);
        const batches = new Batches(states, { architecture, batchSize: count, blend: noise, given, seed }, known);
        batches.draw(i);
        const applied = await applyInBlocks(map, batches.input, chains, 1, signal);
        if (!applied) return undefined;
        const counts = weighting ? share ** -2 : 1;
        sum += counts * meanSquare(applied.state, batches);
        all += counts;
      }
      await closing.end();
      return sum / all;
    } finally {
      await closing.abandon();
    }
  };
}

function meanSquare(values: Float32Array, { target, weight }: Batches): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (weight?.[i] ?? 1) * (values[i]! - target[i]!) ** 2;
  return sum / values.length;
}
