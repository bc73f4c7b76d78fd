/**
 * `npm run bench:gpu`: a step of training and a draw on the GPU, beside the processor's and beside PyTorch on the same GPU, where it
 * has one. Three minutes, and needs no data; `-- --tiny` sees in one that it runs, where the GPU is software.
 */
import { type EngineName, kaleidoscope, type Samples, withNoise } from 'kaleidoflow';
import { of, take } from 'rxjs';
import { sizeOf } from '../../src/core/samples.js';
import { type Contender, openPeer, type Question } from './contest/contender.js';
import { gpuPeers } from './contest/peers.js';
import { type Mlp, nameOf, paper, shapeOf, untrained } from './net.js';
import { median, pace } from './pace.js';
import { train } from './pipeline.js';
import { format, say, table } from './report.js';

const tiny = process.argv.includes('--tiny');
const nets: readonly Mlp[] = tiny
  ? [{ depth: 2, width: 16, batchSize: 8, shape: [12] }]
  : [paper, { depth: 3, width: 512, batchSize: 128 }];
const [many, few] = tiny ? [20, 4] : [1_000, 48];
const questions: readonly Question[] = [['train'], ['sample', many], ['sample', few]];
/** Steps from one look at a training to the next, and draws. */
const [every, draws] = tiny ? [2, 4] : [25, 100];
const budget = tiny ? 10 : 1_000;
const rounds = 3;
/** No round begins later than this, in milliseconds. */
const latest = 150_000;

function samplesOf(net: Mlp): Samples {
  const shape = shapeOf(net);
  const count = tiny ? 100 : 10_000;
  return {
    values: Float32Array.from({ length: count * sizeOf(shape) }, () => 2 * Math.random() - 1),
    count,
    shape,
    range: [-1, 1],
  };
}

function ours({ shape: _, ...net }: Mlp, samples: Samples, engine: EngineName): Contender {
  const manifold = untrained({ ...net, shape: samples.shape });
  return {
    name: engine,
    version: '',
    async ask([what, chains]) {
      if (what === 'train') return median((await train(samples, { ...net, engine }, 5 * every, every)).times.slice(1));
      const walk = of(manifold).pipe(
        withNoise(0.01),
        kaleidoscope({ chains: chains!, engine }),
        take(draws + draws / 4),
      );
      return pace(walk, draws);
    },
    close: async () => {},
  };
}

/** The median milliseconds of each contender, question by question; the processor is asked once. */
async function measured(net: Mlp, until: number): Promise<Record<string, number>[]> {
  const samples = samplesOf(net);
  const contenders = [ours(net, samples, 'webgpu'), ours(net, samples, 'onnx')];
  for (const setting of gpuPeers()) {
    const peer = await openPeer(setting, net);
    if (peer) contenders.push(peer);
  }
  const times = questions.map(() => Object.fromEntries(contenders.map(({ name }) => [name, [] as number[]])));
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round++)
    for (const [i, question] of questions.entries())
      for (const { name, ask } of contenders) {
        if (round > 0 && name === 'onnx') continue;
        say(`${nameOf(net)}, ${question.join(' ')}: ${name}`);
        times[i]![name]!.push(await ask(question, budget));
      }
  for (const { close } of contenders) await close();
  return times.map((all) => Object.fromEntries(Object.entries(all).map(([name, ms]) => [name, median(ms)])));
}

const rows: string[][] = [];
for (const [i, net] of nets.entries()) {
  const found = await measured(net, ((i + 1) * latest) / nets.length);
  for (const [k, { webgpu, onnx, ...peers }] of found.entries()) {
    const own = [`${nameOf(net)}, ${questions[k]!.join(' ')}`, format(webgpu!), format(onnx!), format(onnx! / webgpu!)];
    const [peer] = Object.entries(peers);
    rows.push([...own, ...(peer ? [format(peer[1]), format(peer[1] / webgpu!), peer[0]] : ['', '', 'none is here'])]);
  }
}
const titles = ['', 'webgpu, ms', 'onnx, ms', "times onnx's speed", 'peer, ms', "times the peer's speed", 'which'];
console.log(table(titles, rows));
console.log(`${(performance.now() / 1000).toFixed(0)} s`);
