import { writeFileSync } from 'node:fs';
import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { fromMnist } from 'kaleidoflow';
import { lastValueFrom } from 'rxjs';
import { progress } from '../../examples/progress.js';
import { openBackend } from '../../src/engine/tensorflow/backend.js';
import { encodeTensors, type ShapedTensor } from '../../src/models/safetensors.js';
import { batches } from './batches.js';
import { layers, untrainedClassifier, weightsFile } from './network.js';

const epochs = 10;
const batchSize = 128;
const peakRate = 0.02;
const seed = 1;

const { tf } = await openBackend('tensorflow-wasm');
const model = untrainedClassifier(tf, seed);
const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
const optimizer = tf.train.momentum(peakRate, 0.9);

const digits = await lastValueFrom(fromMnist());
const steps = epochs * Math.floor(digits.count / batchSize);
/** Rises over a tenth of the training, and falls to nothing. */
const rateAt = (step: number) => peakRate * Math.min((10 * (step + 1)) / steps, (10 * (steps - step)) / (9 * steps));

const bar = progress('judge', steps);
let step = 0;
for (let epoch = 0; epoch < epochs; epoch++)
  for (const { images, labels } of batches(digits, batchSize, seed + epoch)) {
    optimizer.setLearningRate(rateAt(step));
    const loss = tf.tidy(() => {
      const input = tf.tensor(images, [batchSize, 28, 28, 1]);
      const wanted = tf.oneHot(tf.tensor1d(labels, 'int32'), 10);
      const loss = () => tf.losses.softmaxCrossEntropy(wanted, model.apply(input) as Tensor2D).asScalar();
      return optimizer.minimize(loss, true, variables)!.dataSync()[0]!;
    });
    bar.at(++step, `loss ${loss.toFixed(4)}`);
  }
bar.stop();

/** ONNX has the numbers of a filter in another order. */
const stored = (variable: Tensor): ShapedTensor => {
  const weights = variable.rank === 4 ? tf.transpose(variable, [3, 2, 0, 1]) : variable;
  return { shape: weights.shape, values: weights.dataSync<'float32'>() };
};
const tensors = new Map(
  layers.flatMap((name, i) => [
    [name, stored(variables[2 * i]!)],
    [`${name}.bias`, stored(variables[2 * i + 1]!)],
  ]),
);
const metadata = { source: 'tools/judge/train.ts', data: 'the 60 000 training images of MNIST' };
writeFileSync(weightsFile, Buffer.concat(encodeTensors({ metadata, tensors })));
