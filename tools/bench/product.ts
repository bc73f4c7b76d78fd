import type { Runtime } from '../../src/engine/onnx/session.js';
import { Graph } from '../../src/models/graph/graph.js';
import { time } from './pace.js';

const side = 256;

/** GFLOP/s of products of 1000 × 256 × 256, the right matrix a constant: what this runtime can do at most of a layer. */
export async function productSpeed(runtime: Runtime): Promise<number> {
  const random = (length: number) => Float32Array.from({ length }, () => Math.random() - 0.5);
  const rows = 1000;
  const graph = new Graph();
  const right = graph.constant(random(side * side), [side, side]);
  graph.node('Gemm', [graph.input('a', [rows, side]), right], {}, 'c');
  graph.output('c', [rows, side]);
  const session = await runtime.open(graph.encode());
  const a = runtime.tensor(random(rows * side), [rows, side]);
  const c = runtime.tensor(new Float32Array(rows * side), [rows, side]);
  const ms = await time(100, () => session.run({ a }, { c }));
  await session.release();
  return (2 * rows * side * side) / ms / 1e6;
}
