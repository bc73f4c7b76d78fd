import { check } from '../base/check.js';
import { checkFits, checkKnown, checkSamples, type Samples, sizeOf } from '../core/samples.js';
import type { Engine, EngineName } from '../engine/engine.js';
import { engineRule, loadEngine } from '../engine/load.js';
import type { OpenSearch } from '../engine/search/search.js';
import { collapse } from './collapse.js';
import type { OpenableMetric } from './metric.js';

/** For each chain, the sample that it is closest to. */
export interface Nearest {
  /** Which of the samples; the first of those that are equally near. */
  readonly index: Int32Array;
  /** ‖x − y‖² / D, the mean square difference to it, in the units of Eq. 1. */
  readonly distance: Float32Array;
  /** Its class, where the samples have labels. */
  readonly label?: Int32Array;
}

/** Options of `nearest`. */
export interface NearestOptions {
  /** What searches; the answers are the same whichever it is. 'auto' by default, which is 'onnx'. */
  readonly engine?: EngineName | Engine | undefined;
}

/**
 * The closest of `samples` to each state: is the kaleidoscope memorising? The answer is exact: all distances come from
 * one matrix product, ‖x − y‖² = ‖x‖² − 2x·y + ‖y‖², and those that its rounding could confuse are computed again, in
 * double precision. With 'onnx' it runs in a thread of its own, which ends with the subscription.
 *
 * @throws RangeError or TypeError for samples that are not finite or out of range, at once; for draws of another shape
 * or table, in the stream.
 * @example
 * ```ts
 * fromMnist({ count: 1_000 }).pipe(
 *   switchMap((digits) =>
 *     of(digits).pipe(trainManifold({ steps: 300 }), kaleidoscope(), measure({ nearest: nearest(digits) })),
 *   ),
 *   map(({ metrics }) => metrics.nearest.label),
 *   take(5),
 * );
 * ```
 */
export function nearest(
  samples: Samples & { readonly labels: Int32Array },
  options?: NearestOptions,
): OpenableMetric<Required<Nearest>>;
export function nearest(samples: Samples, options?: NearestOptions): OpenableMetric<Nearest>;
export function nearest(samples: Samples, options: NearestOptions = {}): OpenableMetric<Nearest> {
  checkSamples('nearest', samples);
  checkKnown('nearest: samples', samples);
  const { engine } = check('nearest', options, { engine: engineRule });
  const { labels } = samples;
  return {
    open(over) {
      let opening: Promise<OpenSearch> | undefined;
      const tell = collapse('nearest', samples);
      return {
        async measure(draw, signal) {
          checkFits('nearest', draw, samples);
          tell(draw);
          opening ??= openSearch(samples, engine, over);
          const search = await opening;
          signal.throwIfAborted();
          const { index, distance } = await search.nearest(draw.values);
          return labels ? { index, distance, label: index.map((i) => labels[i]!) } : { index, distance };
        },
        async close() {
          await (await opening?.catch(() => undefined))?.close();
        },
      };
    },
  };
}

async function openSearch(
  { values, shape }: Samples,
  wanted: EngineName | Engine,
  signal: AbortSignal | undefined,
): Promise<OpenSearch> {
  const engine = await loadEngine(wanted, false);
  if (!engine.openSearch) throw new RangeError(`nearest: engine must be one that searches, not '${engine.name}'`);
  return engine.openSearch({ values, size: sizeOf(shape) }, signal);
}
