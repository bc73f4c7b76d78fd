import { fromMnist, fromPoints, type MlpManifold, type Samples } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { startWeights, weightShapes } from '../../src/core/manifold.js';
import { sizeOf } from '../../src/core/samples.js';

/** A network under training, for MNIST where it says nothing else. */
export interface Net {
  readonly depth: number;
  readonly width: number;
  readonly batchSize: number;
  readonly shape?: readonly number[];
}

/** The paper's network and settings, which all but training is measured on. */
export const paper = { depth: 10, width: 500, batchSize: 1_000, learningRate: 1e-4 } as const;
export const shallow = { depth: 3, width: 256, batchSize: 128 } as const;
export const quick = { ...shallow, width: 384 } as const;
/** The paper's for points, each one number. */
export const smallest = { depth: 7, width: 10, batchSize: 4, shape: [1] } as const;
export const nameOf = ({ depth, width, batchSize }: Net) => `L=${depth} H=${width} batch ${batchSize}`;

export const shapeOf = ({ shape = [28, 28, 1] }: Net) => shape;
const architectureOf = (net: Net) =>
  ({ depth: net.depth, width: net.width, shape: shapeOf(net), range: [-1, 1] }) as const;
export const untrained = (net: Net): MlpManifold => {
  const architecture = architectureOf(net);
  return { ...architecture, weights: startWeights(architecture, 1), loss: 1, steps: 0, noise: [] };
};
export const manifold = untrained(paper);
/** One that takes itself for trained with blend, so that it may be turned. */
export const blended = (net: Net): MlpManifold => ({ ...untrained(net), blend: [0.6, 1] });
/** What a network is trained on: 10 000 samples. */
export const samplesFor = (net: Net): Promise<Samples> =>
  net.shape ? firstValueFrom(fromPoints(points(10_000), { range: [-1, 1] })) : mnist();
export const mnist = () => firstValueFrom(fromMnist({ count: 10_000 }));
const points = (count: number) => Array.from({ length: count }, (_, i) => (2 * i) / (count - 1) - 1);

/** The sizes of a network's matrices, the first one first. */
const matrices = (net: Net) =>
  weightShapes(architectureOf(net))
    .filter((shape) => shape.length === 2)
    .map(sizeOf);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Floating-point operations of the matrix products alone. */
export const flops = {
  sample: (net: Net, chains: number) => 2 * chains * sum(matrices(net)),
  /** Forward, gradient of the weights, and gradient of the layers' inputs, which the first layer does not need. */
  step: (net: Net) => net.batchSize * (6 * sum(matrices(net)) - 2 * matrices(net)[0]!),
};
