import { check, isA, type Rule, show, whole } from '../base/check.js';
import { checkFits, checkKnown, checkSamples, type Draw, firstOutside, type Samples, sizeOf } from '../core/samples.js';
import type { Comparison, OpenComparison } from '../engine/search/search.js';
import { collapse } from '../metrics/collapse.js';
import { Closing } from './closing.js';
import { UnderWay } from './under-way.js';

/**
 * What samples are compared by: as many numbers for each of them, row after row. The signal aborts when nobody waits for
 * them any more.
 */
export type Features = (samples: Samples, signal: AbortSignal) => Float32Array | Promise<Float32Array>;

/** Options of `evaluate`. */
export interface EvaluationOptions {
  /** Made of the samples and of the reference alike; by default their values themselves. */
  readonly features?: Features | undefined;
  /** Balls reach to the k-th nearest of their own kind; 5 by default. */
  readonly k?: number | undefined;
  /** How many samples go into a record; by default those of one draw. */
  readonly count?: number | undefined;
}

/** How alike the samples and the reference are. */
export interface Evaluation extends Comparison {
  /** How many samples have been compared. */
  readonly count: number;
  /** The step of the first draw that they are from. */
  readonly firstStep: number;
  /** The step of the last draw that they are from. */
  readonly step: number;
}

const features: Rule<Features> = {
  types: ['function'],
  allowed: 'a function of samples',
  accepts: (value) => typeof value === 'function',
  fallback: ({ values }) => values,
};

interface Gathered {
  readonly values: Float32Array;
  readonly firstStep: number;
  count: number;
  step: number;
}

/** Checks the options now, and opens the comparison for one subscription when called; the signal says that it is over. */
export function evaluation(reference: Samples, options: EvaluationOptions = {}) {
  checkSamples('evaluate', reference);
  checkKnown('evaluate: reference', reference);
  const {
    features: featuresOf,
    k,
    count,
  } = check('evaluate', options, { features, k: whole(1, 5), count: whole<number | undefined>(2, undefined) });
  if (reference.count <= k)
    throw new RangeError(`evaluate: k must be below the ${reference.count} samples of the reference, not ${k}`);
  if (count !== undefined && count <= k)
    throw new RangeError(`evaluate: count must be above k, which is ${k}, not ${count}`);
  const { shape, range } = reference;
  const size = sizeOf(shape);

  return (signal: AbortSignal) => {
    let opening: Promise<OpenComparison & { readonly width: number }> | undefined;
    let comparison: Promise<OpenComparison> | undefined;
    let gathered: Gathered | undefined;
    const tell = collapse('evaluate', reference);
    const underWay = new UnderWay('evaluate');
    const features = (of: Samples) => underWay.of('features', () => featuresOf(of, signal));
    const closing = new Closing('evaluate', signal, [['the comparison', close]]);

    async function close(): Promise<void> {
      await underWay.over();
      await (await comparison?.catch(() => undefined))?.close();
    }

    async function open() {
      const values = await features(reference);
      const width = checkFeatures(values, reference.count);
      signal.throwIfAborted();
      const { onnx } = await import('../engine/onnx/onnx.js');
      comparison = onnx.openComparison({ values, size: width }, k, signal);
      return { ...(await comparison), width };
    }

    async function compare({ values, count, firstStep, step }: Gathered): Promise<Evaluation> {
      opening ??= open();
      const { compare, width } = await opening;
      signal.throwIfAborted();
      const samples = { values, count, shape, range };
      tell(samples);
      const found = await features(samples);
      checkFeatures(found, count, width);
      return { ...(await compare(found, signal)), count, firstStep, step };
    }

    return {
      /** The records that are complete with this draw. */
      async *next(draw: Draw): AsyncGenerator<Evaluation> {
        checkFits('evaluate', draw, reference);
        const wanted = count ?? draw.count;
        if (wanted <= k)
          throw new RangeError(`evaluate: draws must have more samples than k, which is ${k}, not ${wanted}`);
        for (let taken = 0; taken < draw.count; ) {
          gathered ??= { values: new Float32Array(wanted * size), firstStep: draw.step, count: 0, step: draw.step };
          const more = Math.min(wanted - gathered.count, draw.count - taken);
          gathered.values.set(draw.values.subarray(taken * size, (taken + more) * size), gathered.count * size);
          gathered.count += more;
          gathered.step = draw.step;
          taken += more;
          if (gathered.count < wanted) continue;
          const full = gathered;
          gathered = undefined;
          yield await compare(full);
        }
      },
      /** The record of the rest, where it has more than k samples; and the end of the thread. */
      async *end(): AsyncGenerator<Evaluation> {
        if (gathered && gathered.count > k)
          yield await compare({ ...gathered, values: gathered.values.subarray(0, gathered.count * size) });
        await closing.end();
      },
      /** When the stream is over before: waits for features that are under way, a second at most, and ends the thread. */
      close: () => closing.abandon(),
    };
  };
}

/** Larger ones have squares beyond single precision. */
const largest = 1e15;

/** How many features each sample has; refuses what are none. */
function checkFeatures(values: Float32Array, count: number, expected?: number): number {
  if (!isA('Float32Array', values))
    throw new TypeError(`evaluate: features must return a Float32Array, not ${show(values)}`);
  const width = values.length / count;
  if (!Number.isInteger(width) || width < 1 || width !== (expected ?? width))
    throw new RangeError(
      `evaluate: features must return ${count} rows of ${expected ?? 'as many'} numbers, not ${values.length} numbers`,
    );
  const wrong = firstOutside(values, [-largest, largest]);
  if (wrong >= 0)
    throw new RangeError(
      `evaluate: features[${wrong}] must be a number from -${largest} to ${largest}, not ${values[wrong]}`,
    );
  return width;
}
