import type { OperatorAsyncFunction } from 'ix/interfaces';
import { type Evaluation, type EvaluationOptions, evaluation } from '../../src/streams/evaluation.js';
import type { Draw, Samples } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Compares the samples drawn with others that are real, as generative models are compared: precision and recall
 * (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), and the Fréchet distance. Each time that `count`
 * samples have come, of one draw or of several, it yields a record; what has come when the draws end makes a last one, if
 * it is more than k samples.
 *
 * Take as many samples as the reference has, and one that the manifold has not learned from: all five depend on the
 * numbers of both, and the Fréchet distance of few is larger.
 *
 * @throws TypeError or RangeError for a reference or an option that is not allowed, at once; when read, for draws of
 * another shape or range and for features that are not as many finite numbers for each sample.
 * @example
 * ```ts
 * for await (const test of fromMnist({ split: 'test', count: 300 })) {
 *   const drawn = fromMnist({ count: 1_000 }).pipe(trainManifold({ steps: 300 }), kaleidoscope({ chains: 100 }), take(3));
 *   for await (const { precision, recall, frechet } of drawn.pipe(evaluate(test, { count: 300 })))
 *     console.log(precision, recall, frechet);
 * }
 * ```
 */
export function evaluate(reference: Samples, options?: EvaluationOptions): OperatorAsyncFunction<Draw, Evaluation> {
  const open = evaluation(reference, options);
  return lift(async function* (draws, signal) {
    const opened = open(signal);
    try {
      for await (const draw of draws) yield* opened.add(draw);
      yield* opened.end();
    } finally {
      await opened.abandon();
    }
  });
}
