import { InferenceSession, Tensor } from 'onnxruntime-node';
import { weightShapes } from '../../src/core/manifold.js';
import { sumNoise } from '../../src/core/noise.js';
import { sizeOf } from '../../src/core/samples.js';
import { mapGraph } from '../../src/engine/onnx/graph/map.js';
import { mappedOf } from '../../src/engine/onnx/graph/mapped.js';
import { Graph } from '../../src/models/graph/graph.js';
import { manifold, type Net, untrained } from './net.js';
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

/** Milliseconds of nothing but the matrix products of a training step or a draw, by this runtime: it makes no step in less. */
export async function productsAlone(
  net: Exclude<Net, { name: string }>,
  rows: number,
  isTraining: boolean,
  budget: number,
): Promise<number> {
  const graph = new Graph();
  const { weights, ...architecture } = untrained(net);
  const shapes = weightShapes(architecture);
  const layers = shapes.flatMap((shape, i) => (shape.length === 2 ? [{ shape, values: weights[i]! }] : []));
  const feeds: Record<string, Tensor> = {};
  const fetches: Record<string, Tensor> = {};
  const taken = (name: string, values: Float32Array, dims: readonly number[]) => {
    feeds[name] = tensor(values, dims);
    return graph.input(name, dims);
  };
  const given = (name: string, dims: readonly number[]) => {
    fetches[name] = tensor(new Float32Array(sizeOf(dims)), dims);
    graph.output(name, dims);
  };
  const states = [rows, layers[0]!.shape[0]!];
  const activations = [taken('x', random(sizeOf(states)), states)];
  const matrices = layers.map(({ shape, values }, i) =>
    isTraining ? taken(`w${i}`, values, shape) : graph.constant(values, shape),
  );
  for (const [i, matrix] of matrices.entries())
    activations.push(graph.node('Gemm', [activations[i]!, matrix], {}, i < net.depth ? undefined : 'y'));
  given('y', states);
  let gradient = 'y';
  for (let i = isTraining ? net.depth : -1; i >= 0; i--) {
    const [inputs] = layers[i]!.shape;
    const turned = graph.reshape(activations[i]!, [inputs!, rows]); // in shape alone, which takes no time
    graph.node('Gemm', [turned, gradient], {}, `g${i}`);
    given(`g${i}`, layers[i]!.shape);
    if (i > 0) gradient = graph.node('Gemm', [gradient, matrices[i]!], { i: { transB: 1 } });
  }
  const session = await open(graph.encode());
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
