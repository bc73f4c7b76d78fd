import { type LayeredArchitecture, layersOf, type Manifold } from '../../core/manifold.js';
import { sizeOf } from '../../core/samples.js';
import { stateSize } from '../../core/units.js';
import { blockRows } from '../blocks.js';
import type { MapOptions, OpenMap } from '../engine.js';
import { mappedOf } from './graph/mapped.js';
import type { OnnxName } from './session.js';
import { placeFor } from './shared.js';
import type { MapKind } from './tasks/task.js';

interface Answer {
  /** The states that were sent, where they are not needed any more. */
  readonly used?: Float32Array<ArrayBuffer>;
  readonly next: Float32Array;
  readonly shown: Float32Array;
}

/** As many as keep the activations of a layer near the processor; matrix products are then at their fastest, too. */
const valuesAtOnce = 2 ** 20;

/** Opens a map in the thread that maps of this manifold share. */
export async function openSharing(
  engine: OnnxName,
  manifold: LayeredArchitecture & Manifold,
  kind: MapKind,
  options: MapOptions,
): Promise<OpenMap> {
  const widest = Math.max(stateSize(manifold), ...layersOf(manifold).map(({ shape }) => sizeOf(shape)));
  const rows = blockRows(options.chains, valuesAtOnce / widest);
  const { chains, seed, signal } = options;
  const own = { chains, seed, manifold: { ...manifold, weights: [] }, rows };
  const place = await placeFor(engine, { ...kind, mapped: mappedOf(manifold) }, own, signal);
  const used: Float32Array<ArrayBuffer>[] = [];
  /** What the thread came to last and goes on from, if that is what it is to map next. */
  let reached: Float32Array | undefined;
  let asked = 0;

  function copyOf(x: Float32Array): Float32Array<ArrayBuffer> {
    const copy = used.pop() ?? new Float32Array(x.length);
    copy.set(x);
    return copy;
  }

  return {
    rows,
    async apply(x, step, first, signal) {
      const number = ++asked;
      const state = x === reached ? undefined : copyOf(x);
      reached = undefined;
      const answer = await place.ask<Answer>({ step, first, state }, state ? [state.buffer] : [], signal);
      const { next, shown } = answer;
      if (answer.used) used.push(answer.used);
      else if (number === asked) reached = next;
      return { state: next, shown, kept: reached === next };
    },
    close: () => place.leave(),
  };
}
