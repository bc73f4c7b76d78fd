import { InferenceSession, Tensor } from 'onnxruntime-node';
import { mapGraph } from '../../src/engine/onnx/graph/forward.js';
import { mappedOf } from '../../src/engine/onnx/graph/mapped.js';
import { Graph } from '../../src/formats/onnx-graph.js';
import { sumNoise } from '../../src/values/noise.js';
import { manifold } from './net.js';
import { time, timeFor } from './pace.js';

/** As the runtime opens a session where nothing else is asked for, but for the denormals. */
const open = (model: Uint8Array) =>
  InferenceSession.create(model, { extra: { session: { set_denormal_as_zero: '1' } }, logSeverityLevel: 3 });

const tensor = (values: Float32Array, dims: readonly number[]) => new Tensor('float32', values, dims);

const random = (length: number) => Float32Array.from({ length }, () => Math.random() - 0.5);

/** Milliseconds of a matrix product by this runtime, the right matrix a constant. */
export async function gemm([m, k, n]: readonly [number, number, number], budget: number): Promise<number> {
  const graph = new Graph();
  graph.node('Gemm', [graph.input('a', [m, k]), graph.constant(random(k * n), [k, n])], {}, 'c');
  graph.output('c', [m, n]);
  const session = await open(graph.encode());
  const feeds = { a: tensor(random(m * k), [m, k]) };
  const fetches = { c: tensor(new Float32Array(m * n), [m, n]) };
  const ms = await timeFor(budget, () => session.run(feeds, fetches));
  await session.release();
  return ms;
}

/** Milliseconds a draw of a bare loop on this thread: noise, `session.run` with noise and clip, and nothing else. */
export async function bareLoop(chains: number, draws: number): Promise<number> {
  const noisy = { ...manifold, noise: [{ eps: 0.01, distribution: 'uniform' as const }] };
  const session = await open(mapGraph(mappedOf(noisy)));
  const dims = [chains, 784];
  let [x, next] = [random(chains * 784), new Float32Array(chains * 784)];
  const noise = new Float32Array(chains * 784);
  let step = 0;
  const ms = await time(draws, async () => {
    sumNoise(noise, 784, noisy.noise, 0, ++step);
    await session.run({ x: tensor(x, dims), added: tensor(noise, dims) }, { next: tensor(next, dims) });
    [x, next] = [next, x];
  });
  await session.release();
  return ms;
}
