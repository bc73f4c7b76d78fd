import { check, oneOf, type Rule, show, whole, yesOrNo } from './check.js';
import { loadEngine } from './engine/load.js';
import { checkManifold, type Manifold } from './manifold.js';
import { keyOf, normal, Purpose, uniform } from './random.js';
import { checkSamples, type Draw, firstOutside, type Samples, sizeOf } from './samples.js';

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
  readonly start?: 'uniform' | 'normal' | Samples | Draw | undefined;
  /** Emits x⁰ too, before anything is computed; not by default. */
  readonly emitStart?: boolean | undefined;
}

const kinds = oneOf(['uniform', 'normal'], 'uniform');
const starts: Rule<NonNullable<KaleidoscopeOptions['start']>> = {
  allowed: `${kinds.allowed} or Samples`,
  accepts: (value) => kinds.accepts(value) || (typeof value === 'object' && value !== null),
  fallback: 'uniform',
};
const rules = {
  chains: whole<number | undefined>(1, undefined),
  seed: whole(0, 0),
  start: starts,
  emitStart: yesOrNo(false),
};

/** Kaleidoscopic sampling, Eq. 2 and 3: checks the options now, and applies the manifold once a draw that is read. */
export function chain(options: KaleidoscopeOptions = {}) {
  const { chains, seed, start, emitStart } = check('kaleidoscope', options, rules);
  if (typeof start === 'object') {
    checkSamples('kaleidoscope: start', start);
    if (chains !== undefined && chains !== start.count)
      throw new RangeError(
        `kaleidoscope: chains must be the number of start samples, ${start.count}, not ${show(chains)}`,
      );
  }

  return async function* (manifold: Manifold, signal?: AbortSignal): AsyncGenerator<Draw, void, undefined> {
    checkManifold('kaleidoscope', manifold);
    let draw = typeof start === 'object' ? startAt(start, manifold) : startNoise(start, manifold, chains ?? 48, seed);
    if (emitStart) yield draw;
    const engine = await loadEngine();
    if (signal?.aborted) return;
    const map = await engine.openMap(manifold, { chains: draw.count, seed });
    try {
      while (!signal?.aborted) {
        const step = draw.step + 1;
        draw = { ...draw, step, values: await map.apply(draw.values, step) };
        if (signal?.aborted) return;
        const outside = firstOutside(draw.values, draw.range);
        if (outside >= 0)
          throw new Error(
            `kaleidoscope: the ${engine.name} engine gave ${draw.values[outside]} at step ${step}, ` +
              `in chain ${Math.floor(outside / sizeOf(draw.shape))}; states are in ${show(draw.range)}`,
          );
        yield draw;
      }
    } finally {
      await map.close();
    }
  };
}

function startAt(start: Samples | Draw, { shape, range }: Manifold): Draw {
  if (String(start.shape) !== String(shape) || String(start.range) !== String(range))
    throw new RangeError(
      `kaleidoscope: start must have the manifold's shape ${show(shape)} and range ${show(range)}, ` +
        `not ${show(start.shape)} and ${show(start.range)}`,
    );
  return { values: start.values, count: start.count, shape, range, step: 'step' in start ? start.step : 0 };
}

/** Noise over the whole domain. Chain i's depends on (seed, i) alone. */
function startNoise(kind: 'uniform' | 'normal', { shape, range }: Manifold, chains: number, seed: number): Draw {
  const [low, high] = range;
  const columns = sizeOf(shape);
  const values = new Float32Array(chains * columns);
  const middle = (low + high) / 2;
  const half = (high - low) / 2;
  for (let chain = 0; chain < chains; chain++) {
    const key = keyOf(seed, Purpose.start, chain);
    for (let i = 0; i < columns; i++) {
      const z = kind === 'uniform' ? 2 * uniform(key, i) - 1 : normal(key, i);
      values[chain * columns + i] = Math.max(low, Math.min(high, middle + half * z));
    }
  }
  return { values, count: chains, shape, range, step: 0 };
}
