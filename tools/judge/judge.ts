import { readFileSync } from 'node:fs';
import type { Samples } from 'kaleidoflow';
import { Graph } from '../../src/models/graph/graph.js';
import { decodeTensors } from '../../src/models/safetensors.js';
import { runtimeOf } from '../../src/platform/node/runtime.js';
import { layers, weightsFile } from './network.js';

/** A classifier of MNIST's digits that has seen no test image: 99 % of them it calls right. */
export interface Judge {
  /** What its last hidden layer makes of each image: 96 numbers, row after row. */
  features(images: Samples): Promise<Float32Array>;
  /** The digit that it sees in each. */
  classify(images: Samples): Promise<Int32Array>;
}

const pixels = 28 * 28;
const units = 96;
const digits = 10;
/** Images in one run. */
const block = 100;

let opened: Promise<Judge> | undefined;

/** The judge, opened once for the whole process. */
export function judge(): Promise<Judge> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Judge> {
  const runtime = await runtimeOf('onnx');
  const session = await runtime.open(graph());
  const input = new Float32Array(block * pixels);
  const fetched = { units: new Float32Array(block * units), scores: new Float32Array(block * digits) };
  const fetches = {
    units: runtime.tensor(fetched.units, [block, units]),
    scores: runtime.tensor(fetched.scores, [block, digits]),
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One look after the other, since all use the same arrays. */
  function look(images: Samples) {
    const looked = last.then(() => lookAt(images));
    last = looked.catch(() => {});
    return looked;
  }

  async function lookAt({ values, count }: Samples) {
    const seen = { units: new Float32Array(count * units), scores: new Float32Array(count * digits) };
    for (let from = 0; from < count; from += block) {
      const n = Math.min(block, count - from);
      input.set(values.subarray(from * pixels, (from + n) * pixels));
      await session.run({ images: runtime.tensor(input, [block, 1, 28, 28]) }, fetches);
      seen.units.set(fetched.units.subarray(0, n * units), from * units);
      seen.scores.set(fetched.scores.subarray(0, n * digits), from * digits);
    }
    return seen;
  }

  return {
    features: async (images) => (await look(images)).units,
    async classify(images) {
      const { scores } = await look(images);
      return Int32Array.from({ length: images.count }, (_, i) => {
        const row = scores.subarray(i * digits, (i + 1) * digits);
        return row.indexOf(Math.max(...row));
      });
    },
  };
}

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
