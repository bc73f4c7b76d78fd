import { mapGraph } from '../src/engine/onnx/forward.js';
import { Graph } from '../src/engine/onnx/graph.js';
import { openSession, tensor } from '../src/engine/onnx/session.js';
import { sumNoise } from '../src/noise.js';
import { manifold, time } from './net.js';

const random = (length: number) => Float32Array.from({ length }, () => Math.random() - 0.5);

/** GFLOP/s of one large product of n × n matrices, the second a constant: what this runtime's SGEMM can do here. */
export async function gemmLimit(n: number): Promise<number> {
  const graph = new Graph();
  const [a, b] = [graph.input('a', [n, n]), graph.constant(random(n * n), [n, n])];
  graph.node('Gemm', [a, b], {}, 'c');
  graph.output('c', [n, n]);
  const session = await openSession(graph.encode());
  const feeds = { a: tensor(random(n * n), [n, n]) };
  const fetches = { c: tensor(new Float32Array(n * n), [n, n]) };
  const ms = await time(15, () => session.run(feeds, fetches));
  await session.release();
  return (2 * n ** 3) / ms / 1e6;
}

/** Milliseconds a draw of a bare loop on this thread: noise, `session.run` with noise and clip, and nothing else. */
export async function bareLoop(chains: number, draws: number): Promise<number> {
  const noisy = { ...manifold, noise: [{ eps: 0.01, distribution: 'uniform' as const }] };
  const session = await openSession(mapGraph(noisy, chains));
  const dims = [chains, 784];
  let [x, next] = [random(chains * 784), new Float32Array(chains * 784)];
  const noise = new Float32Array(chains * 784);
  let step = 0;
  const ms = await time(draws, async () => {
    sumNoise(noise, 784, noisy.noise, 0, ++step);
    await session.run({ x: tensor(x, dims), noise: tensor(noise, dims) }, { next: tensor(next, dims) });
    [x, next] = [next, x];
  });
  await session.release();
  return ms;
}

/** Milliseconds of the noise of one draw alone. */
export const noiseAlone = (chains: number): Promise<number> => {
  const noise = new Float32Array(chains * 784);
  let step = 0;
  return time(50, () => sumNoise(noise, 784, [{ eps: 0.01, distribution: 'uniform' }], 0, ++step));
};
