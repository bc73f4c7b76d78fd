import { type Draw, type Evaluation, evaluate, fromMnist, type Samples } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { drawWithoutReplacement, keyOf } from '../../src/random.js';
import { sizeOf } from '../../src/samples.js';
import { judge as openJudge } from '../../tools/judge/judge.js';

export type Digits = Samples & { readonly labels: Int32Array };

/** What the judge makes of some samples, beside as many test images. */
export interface Judged extends Pick<Evaluation, 'precision' | 'recall' | 'density' | 'coverage' | 'frechet'> {
  /** Digits that it sees at least once. */
  readonly classes: number;
  /** The exponential of the entropy of what it sees: 10 where all digits are equally frequent. */
  readonly effective: number;
}

export const judge = await openJudge();
export const testDigits = (await firstValueFrom(fromMnist({ split: 'test' }))) as Digits;

/** So many of the samples, drawn at random without replacement. */
export function someOf({ values, count, labels, ...space }: Digits, wanted: number, seed: number): Digits {
  const size = sizeOf(space.shape);
  const some = { values: new Float32Array(wanted * size), labels: new Int32Array(wanted) };
  const order = Int32Array.from({ length: count }, (_, i) => i);
  drawWithoutReplacement(order, wanted, keyOf(seed), (place, index) => {
    some.values.set(values.subarray(index * size, (index + 1) * size), place * size);
    some.labels[place] = labels[index]!;
  });
  return { ...space, ...some, count: wanted };
}

/** Judges samples by the judge's features and digits, against as many test images drawn with the seed. */
export async function judged(samples: Samples, seed: number, reference: Digits = testDigits): Promise<Judged> {
  const { values, count, shape, range } = samples;
  const draw: Draw = { values, count, shape, range, step: 1 };
  const against = someOf(reference, count, seed);
  const { precision, recall, density, coverage, frechet } = await firstValueFrom(
    of(draw).pipe(evaluate(against, { features: judge.features })),
  );
  const shares = new Map<number, number>();
  for (const digit of await judge.classify(samples)) shares.set(digit, (shares.get(digit) ?? 0) + 1 / count);
  const entropy = [...shares.values()].reduce((sum, share) => sum - share * Math.log(share), 0);
  return { precision, recall, density, coverage, frechet, classes: shares.size, effective: Math.exp(entropy) };
}
