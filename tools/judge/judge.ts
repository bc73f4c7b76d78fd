import { readFileSync } from 'node:fs';
import type { Samples } from 'kaleidoflow';
import { once } from '../../src/base/once.js';
import { Graph } from '../../src/models/graph/graph.js';
import { decodeTensors } from '../../src/models/safetensors.js';
import { block, largest, openLook } from './look.js';
import { layers, weightsFile } from './network.js';

/** A classifier of MNIST's digits that has seen no test image: 99 % of them it calls right. */
export interface Judge {
  /** What its last hidden layer makes of each image: 96 numbers, row after row. */
  features(images: Samples): Promise<Float32Array>;
  /** The digit that it sees in each. */
  classify(images: Samples): Promise<Int32Array>;
}

const units = 96;
const digits = 10;

/** The judge, opened once for the whole process. */
export const judge = once(async (): Promise<Judge> => {
  const look = await openLook(graph(), [1, 28, 28], { units, scores: digits });
  return {
    features: async (images) => (await look(images)).units,
    classify: async (images) => largest((await look(images)).scores, digits),
  };
});

function graph(): Uint8Array {
  const { tensors } = decodeTensors(readFileSync(weightsFile));
  const graph = new Graph();
  const weights = layers.map((name) =>
    [name, `${name}.bias`].map((tensor) => {
      const { values, shape } = tensors.get(tensor)!;
      return graph.constant(values, shape);
    }),
  );
  const convolve = (x: string, layer: number) =>
    graph.node('Relu', [graph.node('Conv', [x, ...weights[layer]!], { ints: { strides: [2, 2] } })]);
  const images = graph.input('images', [block, 1, 28, 28]);
  const seen = convolve(convolve(images, 0), 1);
  // The training had the channels last.
  const flat = graph.node('Flatten', [graph.node('Transpose', [seen], { ints: { perm: [0, 2, 3, 1] } })]);
  graph.node('Relu', [graph.node('Gemm', [flat, ...weights[2]!])], {}, 'units');
  graph.node('Gemm', ['units', ...weights[3]!], {}, 'scores');
  graph.output('units', [block, units]);
  graph.output('scores', [block, digits]);
  return graph.encode();
}
