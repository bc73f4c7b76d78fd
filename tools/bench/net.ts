import { fromMnist, type MlpManifold } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { startWeights, weightShapes } from '../../src/values/manifold.js';
import { sizeOf } from '../../src/values/samples.js';

/** A network for MNIST under training. */
export interface Net {
  readonly depth: number;
  readonly width: number;
  readonly batchSize: number;
}

/** The paper's network and settings, which all but training is measured on. */
export const paper = { depth: 10, width: 500, batchSize: 1_000, learningRate: 1e-4 } as const;
/** Those whose training is measured, the smallest first. */
export const nets: readonly Net[] = [
  { depth: 3, width: 256, batchSize: 128 },
  { depth: 3, width: 384, batchSize: 128 },
  { depth: 10, width: 256, batchSize: 256 },
  paper,
];
export const nameOf = ({ depth, width, batchSize }: Net) => `L=${depth} H=${width} batch ${batchSize}`;

const architectureOf = ({ depth, width }: Net) => ({ depth, width, shape: [28, 28, 1], range: [-1, 1] }) as const;
export const architecture = architectureOf(paper);
const untrained = (net: Net): MlpManifold => {
  const architecture = architectureOf(net);
  return { ...architecture, weights: startWeights(architecture, 1), loss: 1, steps: 0, noise: [] };
};
export const manifold = untrained(paper);
/** One that takes itself for trained with blend, so that it may be turned. */
export const blended = (net: Net): MlpManifold => ({ ...untrained(net), blend: [0.6, 1] });
export const mnist = () => firstValueFrom(fromMnist({ count: 10_000 }));

/** The sizes of a network's matrices, the first one first. */
const matrices = (net: Net) =>
  weightShapes(architectureOf(net))
    .filter((shape) => shape.length === 2)
    .map(sizeOf);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Floating-point operations of the matrix products alone. */
export const flops = {
  sample: (chains: number) => 2 * chains * sum(matrices(paper)),
  /** Forward, gradient of the weights, and gradient of the layers' inputs, which the first layer does not need. */
  step: (net: Net) => net.batchSize * (6 * sum(matrices(net)) - 2 * matrices(net)[0]!),
};

/** As many steps as take about half a second, ten at least. */
export const manySteps = (net: Net): number => Math.max(10, Math.ceil(1e11 / flops.step(net)));
