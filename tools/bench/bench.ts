/** `npm run bench`: everything measured in one run, side by side. Prints a table, and writes bench.json. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, sep } from 'node:path';
import { colourFrame, gifFrame } from './gif.js';
import { manyChains } from './many-chains.js';
import { searching } from './nearest.js';
import { flops, manifold, manySteps, mnist, type Net, nameOf, nets, paper } from './net.js';
import { median, time } from './pace.js';
import { type PeerTimes, peerSettings, runPeer } from './peers.js';
import { freshSamples, memory, sampling, train, trainingStep } from './pipeline.js';
import { besideTraining } from './preview.js';
import { bareLoop, gemmLimit } from './runtime.js';
import { tfjsWasm } from './tfjs.js';

const rounds = 5;
/** Those that are learned with blend, and turned. */
const shallow = nets.filter(({ depth }) => depth === 3);
const smallest = shallow[0]!;
const samples = await mnist();
const say = (text: string) => process.stderr.write(`${text}\n`);

say('memory');
const [early = 0, late = 0] = await memory([1_000, 10_000]);
say('peers: looking for the best setting for each network');
const settings = peerSettings();
const tried = nets.map((net) => ({
  net,
  settings: settings
    .map((setting) => ({ ...setting, times: runPeer(setting, net, 5) }))
    .toSorted((a, b) => a.times.train - b.times.train),
}));
const best = Object.fromEntries(tried.map(({ net, settings }) => [nameOf(net), settings[0]]));
const hasPeers = settings.length > 0;
if (!hasPeers)
  say('peers: skipped, no Python here has torch or jax: python3 -m venv .peers && .peers/bin/pip install torch jax');

// The machine's speed drifts, so the contenders take turns, and each round has its own ratios.
const turns: {
  gemm: number;
  still: number;
  blended: number;
  fresh: Record<string, number>;
  train: Record<string, number>;
  sample: Record<48 | 1000, number>;
  bare: Record<48 | 1000, number>;
  peer: Record<string, PeerTimes>;
}[] = [];
for (let round = 1; round <= rounds; round++) {
  say(`round ${round} of ${rounds}`);
  // Those that are compared are measured right after each other.
  const [bare48, sample48] = [await bareLoop(48, 400), await sampling(48, 400)];
  const gemm = await gemmLimit();
  const [trained, peer]: [Record<string, number>, Record<string, PeerTimes>] = [{}, {}];
  for (const { net, settings } of tried) {
    trained[nameOf(net)] = await trainingStep(samples, net);
    const [fastest] = settings;
    if (fastest) peer[nameOf(net)] = runPeer(fastest, net, manySteps(net), net === paper ? [1000, 48] : []);
  }
  const fresh: Record<string, number> = {};
  for (const net of shallow) fresh[nameOf(net)] = await freshSamples(net, 160);
  turns.push({
    gemm,
    train: trained,
    peer,
    bare: { 1000: await bareLoop(1000, 40), 48: bare48 },
    sample: { 1000: await sampling(1000, 40), 48: sample48 },
    still: await sampling(1000, 40, 0),
    blended: await trainingStep(samples, { ...smallest, blend: [0.6, 1], schedule: 'cosine' }),
    fresh,
  });
}
say('100 000 chains');
const many = manyChains(100_000);
say('GIF frames');
const frame = await gifFrame();
const colour = await colourFrame();
say('nearest of 60 000 digits');
const search = await searching(40);
say('previews and checkpoints');
const beside = await besideTraining(samples, rounds);
say('tfjs wasm');
const binaries = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js'))}${sep}`;
const tfjs = await tfjsWasm(manifold, paper.batchSize, binaries);
const wasm = { train: await time(3, tfjs.step), sample: await time(8, tfjs.chains(1000)) };
say('2000 steps of training');
const long = await train(samples, paper, 2_000, 100, (step) => say(`  step ${step}`));

const over = (ratio: (turn: (typeof turns)[number]) => number) => median(turns.map(ratio));
const share = (work: number, ms: number, gemm: number) => work / ms / 1e6 / gemm;
const gemm = over((turn) => turn.gemm);
const sustained = median(long.times.slice(-5));
const ofPaper = nameOf(paper);
/** A row for each network whose training is measured. */
const rows = (what: string, value: (name: string, net: Net) => number) =>
  Object.fromEntries(nets.map((net) => [`${what}, ${nameOf(net)}`, value(nameOf(net), net)]));
const results = {
  machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`,
  peers: hasPeers ? best : 'skipped: no Python with torch or jax',
  milliseconds: {
    ...rows('training step', (name) => over((t) => t.train[name]!)),
    'training step with blend, L=3 H=256 batch 128': over((t) => t.blended),
    'training step, last 500 of 2000': sustained,
    'draw of 1000 chains': over((t) => t.sample[1000]),
    'draw of 48 chains': over((t) => t.sample[48]),
    'draw of 100 000 chains': many.draw,
    'draw of 1000 chains, bare loop': over((t) => t.bare[1000]),
    'draw of 48 chains, bare loop': over((t) => t.bare[48]),
    'draw of 1000 chains without noise': over((t) => t.still),
    'draw of 64 chains, each with its nearest of 60 000 digits': search,
    'GIF frame of 242 × 182': frame.ours,
    'GIF frame of 242 × 182, plain gif-encoder-2': frame.plain,
    'GIF frame of 242 × 182 in colour': colour.ours,
    'GIF frame of 242 × 182 in colour, plain gif-encoder-2': colour.plain,
    'event loop delay while training, 99th percentile': long.loopDelay,
    'tfjs wasm, training step': wasm.train,
    'tfjs wasm, draw of 1000 chains': wasm.sample,
    ...(hasPeers && {
      ...rows('best peer, training step', (name) => over((t) => t.peer[name]!.train)),
      'best peer, draw of 1000 chains': over((t) => t.peer[ofPaper]!.sample[1000]!),
      'best peer, draw of 48 chains': over((t) => t.peer[ofPaper]!.sample[48]!),
    }),
  },
  ratios: {
    'SGEMM limit, GFLOP/s': gemm,
    ...rows('training, share of the SGEMM limit', (name, net) =>
      over((t) => share(flops.step(net), t.train[name]!, t.gemm)),
    ),
    'training, last 500 of 2000 steps, share of the SGEMM limit': share(flops.step(paper), sustained, gemm),
    'sampling 1000 chains, share of the SGEMM limit': over((t) => share(flops.sample(1000), t.sample[1000], t.gemm)),
    'sampling 48 chains, share of the SGEMM limit': over((t) => share(flops.sample(48), t.sample[48], t.gemm)),
    'streaming 1000 chains, time over the bare loop': over((t) => t.sample[1000] / t.bare[1000]),
    'streaming 48 chains, time over the bare loop': over((t) => t.sample[48] / t.bare[48]),
    'a chain of 100 000, time over one of 1000': many.draw / 100 / over((t) => t.sample[1000]),
    'blend, time added to a training step, L=3 H=256 batch 128': over(
      (t) => t.blended / t.train[nameOf(smallest)]! - 1,
    ),
    'noise, time added to a draw of 1000 chains': over((t) => t.sample[1000] / t.still - 1),
    'training, times tfjs wasm': wasm.train / over((t) => t.train[ofPaper]!),
    'sampling 1000 chains, times tfjs wasm': wasm.sample / over((t) => t.sample[1000]),
    ...(hasPeers && {
      ...rows("training, times the best peer's", (name) => over((t) => t.peer[name]!.train / t.train[name]!)),
      ...rows("the best peer's training, share of the SGEMM limit", (name, net) =>
        over((t) => share(flops.step(net), t.peer[name]!.train, t.gemm)),
      ),
      "sampling 1000 chains, times the best peer's": over((t) => t.peer[ofPaper]!.sample[1000]! / t.sample[1000]),
      "sampling 48 chains, times the best peer's": over((t) => t.peer[ofPaper]!.sample[48]! / t.sample[48]),
    }),
    'training with a live preview: time added, over that of the sampling alone':
      (beside.previewed - beside.alone) / beside.previews,
    'training with checkpoints, time over that without': beside.checkpointed / beside.alone,
    'GIF frame, times plain gif-encoder-2': frame.plain / frame.ours,
    'GIF frame in colour, times plain gif-encoder-2': colour.plain / colour.ours,
  },
  'samples a second': Object.fromEntries(
    shallow.map((net) => [
      `fresh samples by turns of 16, 1000 chains, L=3 H=${net.width}`,
      over((t) => t.fresh[nameOf(net)]!),
    ]),
  ),
  megabytes: {
    'after 1000 draws': early,
    'after 10 000 draws': late,
    'growth between': late - early,
    'peak, 100 000 chains': many.peak,
  },
  losses: Object.fromEntries([0, 500, 1_000, 1_500, 2_000].map((step) => [`step ${step}`, long.losses.get(step)])),
};

writeFileSync('bench.json', `${JSON.stringify({ ...results, turns, tried }, null, 2)}\n`);
console.log(`${results.machine}\nbest peers: ${JSON.stringify(results.peers)}`);
for (const title of ['milliseconds', 'ratios', 'samples a second', 'megabytes', 'losses'] as const) {
  console.log(`\n| ${title} | |\n|---|---|`);
  for (const [what, value] of Object.entries(results[title])) console.log(`| ${what} | ${format(value as number)} |`);
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
