import { layerSizes, type MlpManifold } from '../../values/manifold.js';
import { blockRows } from '../blocks.js';
import type { MapOptions, OpenMap } from '../engine.js';
import { mappedOf } from './graph/mapped.js';
import type { OnnxName } from './session.js';
import { placeFor } from './shared.js';
import type { MapKind } from './tasks/task.js';

interface Answer {
  readonly state: Float32Array<ArrayBuffer>;
  readonly next: Float32Array;
  readonly shown: Float32Array;
}

/** As many as keep the activations of a layer near the processor; matrix products are then at their fastest, too. */
const valuesAtOnce = 2 ** 20;

/** Opens a map in the thread that maps of this manifold share. */
export async function openSharing(
  engine: OnnxName,
  manifold: MlpManifold,
  kind: MapKind,
  options: MapOptions,
): Promise<OpenMap> {
  const rows = blockRows(options.chains, valuesAtOnce / Math.max(...layerSizes(manifold)));
  const own = { ...options, manifold: { ...manifold, weights: [] }, rows };
  const place = await placeFor(engine, { ...kind, mapped: mappedOf(manifold) }, own);
  const used: Float32Array<ArrayBuffer>[] = [];
  return {
    rows,
    async apply(x, step, first, signal) {
      const state = used.pop() ?? new Float32Array(x.length);
      state.set(x);
      const answer = await place.ask<Answer>({ state, step, first }, [state.buffer], signal);
      used.push(answer.state);
      return { state: answer.next, shown: answer.shown };
    },
    close: () => place.leave(),
  };
}
