import type { Draw, Samples } from '../src/core/samples.js';
import { type Evaluation, type EvaluationOptions, evaluation } from '../src/streams/evaluation.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Compares the samples drawn with others that are real, as generative models are compared: precision and recall
 * (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), and the Fréchet distance. Each time that `count`
 * samples have come, of one draw or of several, it emits a record; what has come when the draws end makes a last one, if
 * it is more than k samples. The chain waits meanwhile.
 *
 * Take as many samples as the reference has, and one that the manifold has not learned from: all five depend on the
 * numbers of both, and the Fréchet distance of few is larger.
 *
 * @throws TypeError or RangeError for a reference or an option that is not allowed, at once; in the stream, for draws of
 * another shape, range or table and for features that are not as many finite numbers for each sample.
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
