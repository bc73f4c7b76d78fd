/** A contender in Node: answers for a network on TensorFlow.js or onnxruntime-web, as answering.py does. */
import { createInterface } from 'node:readline';
import type * as tensorflow from '@tensorflow/tfjs';
import type { OnnxRuntimeWeb } from '../../../src/engine/onnx/webassembly.js';
import { webAssembly } from '../../../src/engine/onnx/webassembly.js';
import { openBackend } from '../../../src/engine/tensorflow/backend.js';
import { importTfjsNode } from '../../../src/platform/node/tfjs-node.js';
import { type Net, untrained } from '../net.js';
import { drawer, trainer } from '../one-thread.js';
import { timeFor } from '../pace.js';
import { tfjsNetwork } from '../tfjs.js';

type Run = () => Promise<unknown>;

interface Tasks {
  readonly version: string;
  readonly train: () => Promise<Run>;
  readonly sample: (chains: number) => Promise<Run>;
  readonly product?: (m: number, k: number, n: number) => Promise<Run>;
}

async function tasksOf(peer: string, net: Net): Promise<Tasks> {
  const manifold = untrained(net);
  if (peer === 'onnxruntime-web') {
    const web = await import('onnxruntime-web');
    web.env.wasm.numThreads = 1;
    const runtime = webAssembly(web as OnnxRuntimeWeb);
    return {
      version: web.env.versions.web ?? '',
      train: async () => (await trainer(runtime, manifold, net.batchSize)).run,
      sample: async (chains) => (await drawer(runtime, manifold, chains)).run,
    };
  }
  const tf = peer === 'tfjs-node' ? ((await importTfjsNode()) as typeof tensorflow) : await wasm();
  const network = tfjsNetwork(tf, manifold, net.batchSize);
  return {
    version: tf.version.tfjs,
    train: async () => network.step,
    sample: async (chains) => network.chains(chains),
    product: async (m, k, n) => {
      const [a, b] = [tf.randomUniform([m, k]), tf.randomUniform([k, n])];
      return async () => {
        const product = tf.matMul(a, b);
        await product.data();
        product.dispose();
      };
    },
  };
}

/** With the gradients of convolutions that it lacks. */
const wasm = async () => (await openBackend('tensorflow-wasm')).tf as typeof tensorflow;

const tasks = await tasksOf(process.argv[2]!, JSON.parse(process.argv[3]!));
console.log(JSON.stringify(tasks.version));
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = line.split(' ');
  const numbers = words.map(Number);
  const budget = numbers.pop()!;
  const task = tasks[name as 'train' | 'sample' | 'product'] as ((...numbers: number[]) => Promise<Run>) | undefined;
  console.log(task ? await timeFor(budget, await task(...numbers)) : Number.POSITIVE_INFINITY);
}
