import { type MlpArchitecture, weightShapes } from '../../../core/manifold.js';
import { Graph } from '../../../models/onnx-graph.js';
import { beta1, beta2 } from '../../adam.js';
import { addGradient } from './backward.js';

/**
 * A training step as one graph, Adam included. In: what `addGradient` takes, parameter i as `w{i}`, its moments as `m{i}` and
 * `v{i}`, and the step's two numbers, `rate` and `floor`: see `adamScalars`. Out: `loss`, that of the parameters that went in, and as
 * `next.w{i}`, `next.m{i}` and `next.v{i}` what comes of them.
 */
export function updateGraph(architecture: MlpArchitecture, batchSize: number, isWeighted: boolean): Uint8Array {
  const graph = new Graph();
  const shapes = weightShapes(architecture);
  const weights = shapes.map((shape, i) => graph.input(`w${i}`, shape));
  addGradient(graph, architecture, batchSize, isWeighted, weights);
  const [rate, floor] = [graph.input('rate', []), graph.input('floor', [])];
  const [decay1, decay2] = [graph.scalar(beta1), graph.scalar(beta2)];
  shapes.forEach((shape, i) => {
    const gradient = `g${i}`;
    const next = (name: string, of: string, operands: readonly string[]) => {
      graph.output(graph.node(of, operands, {}, `next.${name}`), shape);
      return `next.${name}`;
    };
    const [m, v] = [graph.input(`m${i}`, shape), graph.input(`v${i}`, shape)];
    const first = next(m, 'Add', [graph.node('Mul', [m, decay1]), gradient]);
    const square = graph.node('Mul', [gradient, gradient]);
    const second = next(v, 'Add', [graph.node('Mul', [v, decay2]), square]);
    const direction = graph.node('Div', [first, graph.node('Add', [graph.node('Sqrt', [second]), floor])]);
    next(`w${i}`, 'Sub', [`w${i}`, graph.node('Mul', [direction, rate])]);
  });
  return graph.encode();
}
