import { check, oneOf, show, yesOrNo } from '../base/check.js';
import { legible } from '../base/json.js';
import { givenRows, putBack } from '../core/known.js';
import { isLayersModel, type Manifold } from '../core/manifold.js';
import { type Draw, firstOutside, sizeOf } from '../core/samples.js';
import { chainsOf, checkStart, type Place, type StartOptions, startPlace, startRules } from '../core/start.js';
import { besideSize, dataOf, stateSize } from '../core/units.js';
import { applyInBlocks } from '../engine/blocks.js';
import type { Engine, EngineName, MapOptions, OpenMap, Precision } from '../engine/engine.js';
import { ignoreIfAborted } from '../engine/ignore-if-aborted.js';
import { engineRule, loadEngine } from '../engine/load.js';
import { Closing } from './closing.js';
import { checkWalk } from './walk.js';

/** Options of `kaleidoscope`. */
export interface KaleidoscopeOptions extends StartOptions {
  /** Emits x⁰ too, before anything is computed; not by default. */
  readonly emitStart?: boolean | undefined;
  /** What applies the manifold; 'auto' by default: 'onnx', or TensorFlow.js for a `tf.LayersModel`. 'webgpu', the GPU, must be chosen. */
  readonly engine?: EngineName | Engine | undefined;
  /**
   * What the network is computed in: 'single', the default, or 'int8', whole numbers of 8 bits, 1.3 to 2.6 times as fast, and a
   * little off. Beyond the paper; of MLPs on 'onnx' alone. See docs/performance.md.
   */
  readonly precision?: Precision | undefined;
}

const rules = {
  ...startRules,
  emitStart: yesOrNo(false),
  engine: engineRule,
  precision: oneOf<Precision>(['single', 'int8'], 'single'),
};

/** Kaleidoscopic sampling, Eq. 2 and 3: checks the options now, and applies the manifold once a draw that is read. */
export function chain(options: KaleidoscopeOptions = {}) {
  const { emitStart, engine, precision, ...starting } = check('kaleidoscope', options, rules);
  checkStart('kaleidoscope', starting);

  return async function* (manifold: Manifold, signal?: AbortSignal): AsyncGenerator<Draw, void, undefined> {
    checkWalk('kaleidoscope', manifold, chainsOf('kaleidoscope', starting, manifold));
    const place = startPlace('kaleidoscope', starting, manifold);
    yield* drawsFrom(
      place,
      { name: 'kaleidoscope', manifold, engine, seed: starting.seed, signal },
      precision,
      emitStart,
    );
  };
}

/** The draws of a manifold's chains from a place on. */
export const drawsFrom = (
  place: Place,
  walk: Omit<Walk, 'place'>,
  precision: Precision = 'single',
  emitStart = false,
) => iterate({ ...walk, place }, emitStart, (open, options) => open.openMap(walk.manifold, { ...options, precision }));

/** What all draws of chains have in common. */
export function aboutDraws(manifold: Manifold, { first, count }: Pick<Place, 'first' | 'count'>) {
  const { shape, range, labelNames, table } = manifold;
  const given = givenRows(manifold, first, count);
  return { count, shape, range, ...(labelNames && { labelNames }), ...(table && { table }), ...(given && { given }) };
}

/** What draws show of the chains from a place on, of what is to be seen of their states. */
export async function showing(manifold: Manifold, place: Pick<Place, 'first' | 'count'>) {
  const about = aboutDraws(manifold, place);
  const said = manifold.attributeUnits && (await import('../tables/attributes.js')).attributesOf;
  return (step: number, shown: Float32Array): Draw => {
    const { units, ...data } = dataOf(shown, manifold);
    return { ...about, ...data, step, ...(units && said?.(units, manifold, place.first)) };
  };
}

/** Whether the state of chains is another than what they show. */
export const hasState = (manifold: Manifold): boolean => Boolean(manifold.motion || besideSize(manifold));

/** Refuses what an engine gave outside the domain. */
export function checkReached(name: string, engine: string, { values, shape, range, step }: Draw, first = 0): void {
  const outside = firstOutside(values, range);
  if (outside >= 0)
    throw new Error(
      `${name}: the ${engine} engine gave ${values[outside]} at step ${step}, ` +
        `in chain ${first + Math.floor(outside / sizeOf(shape))}; states are in ${show(range)}`,
    );
}

/** Chains on their way. */
interface Walk {
  /** Whose errors are raised. */
  readonly name: string;
  readonly manifold: Manifold;
  readonly engine: EngineName | Engine;
  readonly place: Place;
  /** The last step, where there is one. */
  readonly last?: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** The draws that come of a map applied again and again; it is opened when it is first applied, and closed when they are left. */
export async function* iterate(
  { name, manifold, engine: engineName, place, last, seed, signal }: Walk,
  emitStart: boolean,
  openMap: (engine: Engine, options: MapOptions) => Promise<OpenMap>,
): AsyncGenerator<Draw, void, undefined> {
  const { count, first } = place;
  const chains = { count, first, columns: stateSize(manifold) };
  const shows = await showing(manifold, place);
  const drawOf = (step: number, state: Float32Array, shown: Float32Array): Draw =>
    legible({ ...shows(step, shown), ...(hasState(manifold) && { state }) });

  let { step } = place;
  let state = putBack(place.state, manifold, first);
  if (emitStart) yield drawOf(step, state.slice(), state.slice());
  const engine = await loadEngine(engineName, isLayersModel(manifold));
  if (signal?.aborted) return;
  const map = await ignoreIfAborted(openMap(engine, { chains: count, seed, signal }), signal);
  if (!map) return;
  const closing = new Closing(name, signal, [[`the ${engine.name} engine`, () => map.close()]]);
  try {
    while (!signal?.aborted && step !== last) {
      if (!Number.isSafeInteger(++step)) throw new RangeError(`${name}: no step can be counted after ${step - 1}`);
      const applied = await applyInBlocks(map, state, chains, step, signal);
      if (!applied || signal?.aborted) return;
      // Whoever has the draw may write into it, or hand it to another thread.
      state = applied.kept ? applied.state : applied.state.slice();
      const draw = drawOf(step, applied.state, applied.shown);
      checkReached(name, engine.name, draw, first);
      yield draw;
    }
    await closing.end();
  } finally {
    await closing.abandon();
  }
}
