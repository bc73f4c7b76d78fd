import { mapGraph } from '../src/engine/onnx/forward.js';
import { Graph } from '../src/engine/onnx/graph.js';
import { openSession, tensor } from '../src/engine/onnx/session.js';
import { sumNoise } from '../src/noise.js';
import { manifold, time } from './net.js';

const random = (length: number) => Float32Array.from({ length }, () => Math.random() - 0.5);

/** GFLOP/s of the fastest large product here, the right matrix a constant: what this runtime's SGEMM can do. */
export async function gemmLimit(): Promise<number> {
  const shapes = [
    [1000, 500, 500],
    [1024, 1024, 1024],
    [2048, 2048, 2048],
  ] as const;
  let fastest = 0;
  for (const [m, k, n] of shapes) {
    const graph = new Graph();
    graph.node('Gemm', [graph.input('a', [m, k]), graph.constant(random(k * n), [k, n])], {}, 'c');
    graph.output('c', [m, n]);
    const session = await openSession(graph.encode(), true);
    const feeds = { a: tensor(random(m * k), [m, k]) };
    const fetches = { c: tensor(new Float32Array(m * n), [m, n]) };
    // Each for some two seconds: a shorter look finds the processor still waking up.
    const ms = await time(Math.ceil(4e11 / (2 * m * k * n)), () => session.run(feeds, fetches));
    await session.release();
    fastest = Math.max(fastest, (2 * m * k * n) / ms / 1e6);
  }
  return fastest;
}

/** Milliseconds a draw of a bare loop on this thread: noise, `session.run` with noise and clip, and nothing else. */
export async function bareLoop(chains: number, draws: number): Promise<number> {
  const noisy = { ...manifold, noise: [{ eps: 0.01, distribution: 'uniform' as const }] };
  const session = await openSession(mapGraph(noisy, chains), true);
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
