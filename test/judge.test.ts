import { readFileSync } from 'node:fs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { fromMnist } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../dist/src/engine/tensorflow/backend.js';
import { decodeTensors } from '../dist/src/models/safetensors.js';
import { judge } from '../dist/tools/judge/judge.js';
import { judged, testImages, variety } from '../dist/tools/judge/judged.js';
import { layers, untrainedClassifier, weightsFile } from '../dist/tools/judge/network.js';

describe('the judge of digits', () => {
  it('calls 99 % of the test images right', async () => {
    const test = await firstValueFrom(fromMnist({ split: 'test' }));
    const labels = await (await judge()).classify(test);
    expect(labels.filter((label, i) => label === test.labels![i]).length / test.count).toBeGreaterThan(0.99);
  });

  it('sees what the network that was trained sees', async () => {
    const images = await testImages(130, 1);
    const { tf } = await openBackend('tensorflow-wasm');
    const { tensors } = decodeTensors(readFileSync(weightsFile));
    const model = untrainedClassifier(tf, 0);
    model.setWeights(
      layers.flatMap((name) => {
        const [weights, bias] = [name, `${name}.bias`].map((tensor) => {
          const { values, shape } = tensors.get(tensor)!;
          return tf.tensor(values, [...shape]);
        });
        return [weights!.rank === 4 ? tf.transpose(weights!, [2, 3, 1, 0]) : weights!, bias!];
      }),
    );
    const input = tf.tensor(images.values, [130, 28, 28, 1]) as Tensor4D;
    const hidden = tf.sequential({ layers: model.layers.slice(0, -1) });
    const [features, labels] = [hidden.predict(input), tf.argMax(model.predict(input) as Tensor4D, 1)];
    const { features: featuresOf, classify } = await judge();
    const found = await featuresOf(images);
    (features as Tensor4D).dataSync().forEach((feature, i) => {
      expect(Math.abs(found[i]! - feature)).toBeLessThan(1e-4);
    });
    expect(await classify(images)).toEqual(labels.dataSync());
  });

  it('finds test images like others', async () => {
    const found = await judged(await testImages(400, 1), { seed: 2 });
    expect(found).toMatchObject({ count: 400, classes: 10 });
    for (const name of ['precision', 'recall', 'density', 'coverage'] as const)
      expect(Math.abs(found[name] - 0.97), name).toBeLessThan(0.07);
    expect(found.frechet).toBeLessThan(20);
    expect(found.effectiveClasses).toBeGreaterThan(9.7);
  });

  it('counts classes, and effective ones', () => {
    expect(variety(Int32Array.of(7, 7, 7))).toEqual({ classes: 1, effectiveClasses: 1 });
    expect(variety(Int32Array.of(3, 1, 3, 1)).effectiveClasses).toBeCloseTo(2, 12);
    expect(variety(Int32Array.of(1, 1, 1, 2)).effectiveClasses).toBeCloseTo(1.7548, 4);
  });
});
