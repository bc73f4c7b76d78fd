import { check, show, whole } from '../base/check.js';
import { legible } from '../base/json.js';
import { putBack } from '../core/known.js';
import { checkSpace, isLayersModel, type Known, type Manifold } from '../core/manifold.js';
import { distances, type End, ledTo, straight, timesAt } from '../core/morph.js';
import { checkKnown, checkSamples, type Draw, type Samples, sameSpace } from '../core/samples.js';
import { checkSameTable } from '../core/table.js';
import { stateSize } from '../core/units.js';
import { applyInBlocks } from '../engine/blocks.js';
import type { Engine, EngineName, OpenMap } from '../engine/engine.js';
import { ignoreIfAborted } from '../engine/ignore-if-aborted.js';
import { engineRule, loadEngine } from '../engine/load.js';
import { aboutDraws, checkReached, showing } from './chain.js';
import { Closing } from './closing.js';
import { checkChains } from './walk.js';

/** Options of `morph`. */
export interface MorphOptions {
  /** Draws, those of both ends included; 30 by default. */
  readonly frames?: number | undefined;
  /** What applies the manifold; 'auto' by default: 'onnx', or TensorFlow.js for a `tf.LayersModel`. 'webgpu', the GPU, must be chosen. */
  readonly engine?: EngineName | Engine | undefined;
}

/** A state goes so far to what the network makes of it, so many times. */
const step = 0.2;
const applications = 4;

/** How often a path is looked at for each draw, to find where draws are equally far apart. */
const looks = 2;

/** From samples to others: checks them now, and opens an engine for the way between. */
export function morphing(a: Samples, b: Samples, options: MorphOptions = {}) {
  const { frames, engine: engineName } = check('morph', options, { frames: whole(2, 30), engine: engineRule });
  for (const [name, samples] of Object.entries({ a, b })) {
    checkSamples(`morph: ${name}`, samples);
    checkKnown(`morph: ${name}`, samples);
  }
  if (a.count !== b.count)
    throw new RangeError(`morph: a and b must have as many samples, not ${a.count} and ${b.count}`);
  checkSameTable('morph: b', b.table, "a's", a.table);
  if (!sameSpace(a, b))
    throw new RangeError(
      `morph: a and b must have one shape and range, not ${show(a.shape)} in ${show(a.range)} and ${show(b.shape)} in ${show(b.range)}`,
    );
  // What is emitted must not change when somebody writes into the samples.
  const [from, to] = [a, b].map((samples) => ({ ...samples, values: samples.values.slice() })) as [Samples, Samples];

  return async function* (trained: Manifold, signal?: AbortSignal): AsyncGenerator<Draw, void, undefined> {
    checkChains('morph', trained, from.count);
    checkSpace('morph: a', from, trained);
    checkSpace('morph: b', to, trained);
    const manifold = settling(trained);
    const { count } = from;
    const about = aboutDraws(manifold, { first: 0, count });
    const endOf = (step: number, { values, labels, attributes }: Samples): Draw =>
      legible({
        ...about,
        values: values.slice(),
        ...(manifold.labelUnits && labels && { labels: labels.slice() }),
        ...(manifold.attributeUnits && attributes && { attributes: attributes.map((row) => ({ ...row })) }),
        step,
      });

    yield endOf(0, from);
    const engine = await loadEngine(engineName, isLayersModel(manifold));
    if (signal?.aborted) return;
    const map = await ignoreIfAborted(engine.openMap(manifold, { chains: count, seed: 0, signal }), signal);
    if (!map) return;
    const closing = new Closing('morph', signal, [[`the ${engine.name} engine`, () => map.close()]]);
    try {
      for await (const draw of between(from, to, frames, manifold, map, signal)) {
        checkReached('morph', engine.name, draw);
        yield legible(draw);
      }
      if (signal?.aborted) return;
      await closing.end();
    } finally {
      await closing.abandon();
    }
    yield endOf(frames - 1, to);
  };
}

/** The manifold with a motion that takes states some way to what the network makes of them, and nothing else. */
const settling = (manifold: Manifold): Manifold => ({
  ...manifold,
  noise: [],
  known: undefined,
  motion: { kind: 'turns', every: applications + 1, step, share: 0 },
});

/** What is between the ends, so that all draws are equally far apart; nothing more once the signal aborts. */
async function* between(
  a: Samples,
  b: Samples,
  frames: number,
  manifold: Manifold,
  map: OpenMap,
  signal: AbortSignal | undefined,
): AsyncGenerator<Draw, void, undefined> {
  const { count } = a;
  const chains = { count, first: 0, columns: stateSize(manifold) };
  const [start, end] = [await stateOf(a, manifold), await stateOf(b, manifold)];
  const shows = await showing(manifold, chains);
  const everywhere = (t: number) => new Float64Array(count).fill(t);

  /** What the network makes of the straight ways, of each at its own time. */
  async function reached(times: Float64Array, step = 0): Promise<Draw | undefined> {
    let state = straight(start, end, times);
    for (let application = 1; ; application++) {
      const applied = await applyInBlocks(map, state, chains, application, signal);
      if (!applied || signal?.aborted) return undefined;
      if (application === applications) return shows(step, applied.shown);
      state = applied.state;
    }
  }

  const ofA = await reached(everywhere(0));
  const ofB = ofA && (await reached(everywhere(1)));
  if (!ofB) return;
  const ends: readonly [End, End] = [
    { values: a.values, reached: ofA.values },
    { values: b.values, reached: ofB.values },
  ];
  async function on(times: Float64Array, step?: number): Promise<Draw | undefined> {
    const draw = await reached(times, step);
    return draw && { ...draw, values: ledTo(ends, times, draw.values, manifold.range) };
  }

  const stretches: Float64Array[] = [];
  let before = a.values;
  const all = looks * (frames - 1);
  for (let i = 1; i <= all; i++) {
    const here = i === all ? b : await on(everywhere(i / all));
    if (!here) return;
    stretches.push(distances(before, here.values, count));
    before = here.values;
  }
  for (let step = 1; step < frames - 1; step++) {
    const draw = await on(timesAt(step / (frames - 1), stretches), step);
    if (!draw) return;
    yield draw;
  }
}

/** Samples as states: what is known of them beside their data, and the middle of the domain for the units of what is not. */
async function stateOf({ values, count, labels, attributes }: Samples, manifold: Manifold): Promise<Float32Array> {
  const { labelUnits, attributeUnits, range } = manifold;
  const known: Known[] = [{ data: { values, mask: new Uint8Array(values.length).fill(1) } }];
  if (labelUnits && labels)
    known.push({ labels, labelMask: Uint8Array.from(labels, (label) => Number(labelUnits.classes.includes(label))) });
  if (attributeUnits && attributes)
    known.push((await import('../tables/attributes.js')).whatIsLearned(attributes)(manifold));
  const middle = new Float32Array(count * stateSize(manifold)).fill((range[0] + range[1]) / 2);
  return putBack(middle, { ...manifold, known }, 0);
}
