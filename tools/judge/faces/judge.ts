import { readFileSync } from 'node:fs';
import type { Samples } from 'kaleidoflow';
import { type Attributes, attributes, side } from '../../../examples/avatars.js';
import { once } from '../../../src/base/once.js';
import { Graph } from '../../../src/models/graph/graph.js';
import { decodeTensors } from '../../../src/models/safetensors.js';
import { block, largest, openLook } from '../look.js';

/** A classifier of the ten attributes of a face, which has seen the first 10 000 alone; `train.py` made it. */
interface FaceJudge {
  /** What its last hidden layer makes of each face: 128 numbers, row after row. */
  features(faces: Samples): Promise<Float32Array>;
  /** What it says of each. */
  name(faces: Samples): Promise<Attributes[]>;
}

const weightsFile = new URL('../../../../tools/judge/faces/weights.safetensors', import.meta.url);
const units = 128;

/** The judge, opened once for the whole process. */
export const faceJudge = once(async (): Promise<FaceJudge> => {
  const { tensors, metadata } = decodeTensors(readFileSync(weightsFile));
  const words: Record<keyof Attributes, string[]> = JSON.parse(metadata.attributes!);
  const sizes = attributes.map((name) => words[name].length);
  const scores = Object.fromEntries(attributes.map((name, i) => [name, sizes[i]!])) as Record<keyof Attributes, number>;
  const look = await openLook(graph(tensors, sizes), [side, side, 3], { units, ...scores });
  return {
    features: async (faces) => (await look(faces)).units,
    async name(faces) {
      const seen = await look(faces);
      const said = attributes.map((name) => Array.from(largest(seen[name], scores[name]), (i) => words[name][i]!));
      return Array.from(
        { length: faces.count },
        (_, i) => Object.fromEntries(attributes.map((name, k) => [name, said[k]![i]!])) as Attributes,
      );
    },
  };
});

function graph(tensors: ReturnType<typeof decodeTensors>['tensors'], sizes: readonly number[]): Uint8Array {
  const graph = new Graph();
  const weights = (name: string) =>
    [name, `${name}.bias`].map((tensor) => {
      const { values, shape } = tensors.get(tensor)!;
      return graph.constant(values, shape);
    });
  const relu = (x: string, name?: string) => graph.node('Relu', [x], {}, name);
  const convolve = (x: string, layer: number) => {
    const pads = Array<number>(4).fill(layer === 1 ? 2 : 1);
    return relu(graph.node('Conv', [x, ...weights(`conv${layer}`)], { ints: { strides: [2, 2], pads } }));
  };
  const times = (x: string, name: string) => graph.node('Gemm', [x, ...weights(name)], { i: { transB: 1 } });
  const images = graph.input('images', [block, side, side, 3]);
  const first = graph.node('Transpose', [images], { ints: { perm: [0, 3, 1, 2] } });
  const seen = [1, 2, 3].reduce(convolve, first);
  const features = relu(times(graph.node('Flatten', [seen]), 'units'), 'units');
  graph.output('units', [block, units]);
  for (const [i, part] of graph.split(times(features, 'scores'), sizes, 1).entries()) {
    graph.rename(part, attributes[i]!);
    graph.output(attributes[i]!, [block, sizes[i]!]);
  }
  return graph.encode();
}
