import { check, show, whole, yesOrNo } from './check.js';
import type { Engine, OpenMap } from './engine/engine.js';
import { type EngineName, engineRule, loadEngine } from './engine/load.js';
import { checkManifold, isMlp, type Manifold } from './manifold.js';
import { type Draw, firstOutside, sizeOf } from './samples.js';
import { checkStart, type Start, startDraw, startRule } from './start.js';

/** Options of `kaleidoscope`. */
export interface KaleidoscopeOptions {
  /** How many chains run side by side; 48 by default, or as many as there are start samples. */
  readonly chains?: number | undefined;
  /** Decides the start noise, and the noise of `withNoise`; 0 by default. */
  readonly seed?: number | undefined;
  /**
   * x⁰: 'uniform' over the range, the default; 'normal' with the mean and half the width of the range, clipped to it;
   * or samples to start from. A draw goes on from the step it has.
   */
  readonly start?: Start | undefined;
  /** Emits x⁰ too, before anything is computed; not by default. */
  readonly emitStart?: boolean | undefined;
  /** What applies the manifold; 'auto' by default: 'onnx' for an MLP, the fastest TensorFlow.js there is for any other. */
  readonly engine?: EngineName | undefined;
}

const rules = {
  chains: whole<number | undefined>(1, undefined),
  seed: whole(0, 0),
  start: startRule,
  emitStart: yesOrNo(false),
  engine: engineRule,
};

/** Kaleidoscopic sampling, Eq. 2 and 3: checks the options now, and applies the manifold once a draw that is read. */
export function chain(options: KaleidoscopeOptions = {}) {
  const { chains, seed, start, emitStart, engine: name } = check('kaleidoscope', options, rules);
  checkStart('kaleidoscope', start, chains);

  return async function* (manifold: Manifold, signal?: AbortSignal): AsyncGenerator<Draw, void, undefined> {
    checkManifold('kaleidoscope', manifold);
    const draw = startDraw('kaleidoscope', start, manifold, chains, seed);
    if (emitStart) yield draw;
    const engine = await loadEngine(name, isMlp(manifold));
    if (signal?.aborted) return;
    const map = await engine.openMap(manifold, { chains: draw.count, seed });
    yield* iterate('kaleidoscope', engine, map, draw, signal);
  };
}

/** The draws that come of a map applied again and again; it is closed when they are left. */
export async function* iterate(
  name: string,
  engine: Engine,
  map: OpenMap,
  start: Draw,
  signal?: AbortSignal,
): AsyncGenerator<Draw, void, undefined> {
  let draw = start;
  try {
    while (!signal?.aborted) {
      const step = draw.step + 1;
      draw = { ...draw, step, values: await map.apply(draw.values, step) };
      if (signal?.aborted) return;
      const outside = firstOutside(draw.values, draw.range);
      if (outside >= 0)
        throw new Error(
          `${name}: the ${engine.name} engine gave ${draw.values[outside]} at step ${step}, ` +
            `in chain ${Math.floor(outside / sizeOf(draw.shape))}; states are in ${show(draw.range)}`,
        );
      yield draw;
    }
  } finally {
    await map.close();
  }
}
