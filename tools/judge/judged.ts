import { type Evaluation, evaluate, fromMnist, type Samples } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { once } from '../../src/base/once.js';
import { drawWithoutReplacement, keyOf } from '../../src/base/random.js';
import { sizeOf } from '../../src/core/samples.js';
import { entropyOf } from './entropy.js';
import { judge } from './judge.js';

/** What the judge finds in images of digits. */
export interface Judged extends Evaluation {
  /** How many of the ten digits there are. */
  readonly classes: number;
  /** How many there would be, were they equally many: e to the entropy of their shares; 9.8 for real ones. */
  readonly effectiveClasses: number;
}

/** Compares images with as many of MNIST's test images, drawn at random, by the features of the judge. */
export async function judged(images: Samples, { seed = 1 } = {}): Promise<Judged> {
  const { features, classify } = await judge();
  const reference = await testImages(images.count, seed);
  const draw = { ...images, step: 0, ...('step' in images && { step: images.step as number }) };
  const evaluation = await firstValueFrom(of(draw).pipe(evaluate(reference, { features })));
  return { ...evaluation, ...variety(await classify(images)) };
}

const readTest = once(() => firstValueFrom(fromMnist({ split: 'test' })));

/** So many test images, drawn at random without replacement. */
export async function testImages(count: number, seed: number): Promise<Samples> {
  const test = await readTest();
  const size = sizeOf(test.shape);
  const values = new Float32Array(count * size);
  const labels = new Int32Array(count);
  drawWithoutReplacement(
    Int32Array.from({ length: test.count }, (_, i) => i),
    count,
    keyOf(seed),
    (place, index) => {
      values.set(test.values.subarray(index * size, (index + 1) * size), place * size);
      labels[place] = test.labels![index]!;
    },
  );
  return { ...test, values, count, labels };
}

export const variety = (labels: Int32Array): Pick<Judged, 'classes' | 'effectiveClasses'> => ({
  classes: new Set(labels).size,
  effectiveClasses: Math.exp(entropyOf([...labels])),
});
