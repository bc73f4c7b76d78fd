import { fromMnist, type MlpManifold } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { startWeights, weightShapes } from '../src/manifold.js';

/** The paper's MNIST network and settings, which everything here is measured on. */
export const paper = { depth: 10, width: 500, batchSize: 1_000, learningRate: 1e-4 } as const;
export const architecture = { depth: 10, width: 500, shape: [28, 28, 1], range: [-1, 1] } as const;
export const manifold: MlpManifold = {
  ...architecture,
  weights: startWeights(architecture, 1),
  loss: 1,
  steps: 0,
  noise: [],
};
export const mnist = () => firstValueFrom(fromMnist({ count: 10_000 }));

const matrices = weightShapes(architecture).filter((shape) => shape.length === 2);
const products = matrices.reduce((sum, [inputs = 0, outputs = 0]) => sum + inputs * outputs, 0);
const [inputs = 0, outputs = 0] = matrices[0]!;

/** Floating-point operations of the matrix products alone. */
export const flops = {
  sample: (chains: number) => 2 * chains * products,
  /** Forward, gradient of the weights, and gradient of the layers' inputs, which the first layer does not need. */
  step: paper.batchSize * (6 * products - 2 * inputs * outputs),
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Median milliseconds of `run`, after a warm-up. */
export async function time(runs: number, run: () => unknown): Promise<number> {
  for (let i = 0; i < Math.ceil(runs / 4); i++) await run();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return median(times);
}
