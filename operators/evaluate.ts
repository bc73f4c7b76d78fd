import type { Draw, Samples } from '../src/core/samples.js';
import { type Evaluation, type EvaluationOptions, evaluation } from '../src/streams/evaluation.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Compares drawn samples with real ones by the usual metrics of generative models: precision and recall (Kynkäänniemi
 * et al. 2019), density and coverage (Naeem et al. 2020), and the Fréchet distance. It emits a record whenever `count`
 * samples have come, of one draw or of several; a remainder of more than k samples makes a last one. The chain waits
 * meanwhile.
 *
 * Draw as many samples as the reference has, and use a reference that the manifold was not trained on: all five depend
 * on both sample sizes, and the Fréchet distance of few samples is larger.
 *
 * @throws TypeError or RangeError for a reference or an option that is not allowed, at once; in the stream, for draws
 * of another shape, range or table and for features that are not equally many finite numbers for each sample.
 * @example
 * ```ts
 * fromMnist({ split: 'test', count: 300 }).pipe(
 *   switchMap((test) =>
 *     fromMnist({ count: 1_000 }).pipe(
 *       trainManifold({ steps: 300 }),
 *       kaleidoscope({ chains: 100 }),
 *       burnIn(10),
 *       take(3),
 *       evaluate(test, { count: 300 }),
 *     ),
 *   ),
 * ).subscribe(({ precision, recall, frechet }) => console.log(precision, recall, frechet));
 * ```
 */
export function evaluate(reference: Samples, options?: EvaluationOptions): Operator<Draw, Evaluation> {
  return stage(evaluation(reference, options));
}
