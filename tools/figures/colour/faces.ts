import { type Evaluation, type Recipe, recipeFor, type Samples, toPng, trainManifold } from 'kaleidoflow';
import { firstValueFrom, identity, lastValueFrom, of } from 'rxjs';
import { fromAvatars } from '../../../examples/avatars.js';
import { once } from '../../../src/base/once.js';
import { pythonsWith } from '../../bench/python.js';
import { heldOutFaces, judgedFaces } from '../../judge/faces/judged.js';
import { Kept } from '../kept.js';
import { read, runPeer, type Setting } from '../peers/peers.js';
import { median, spread, writePicture } from '../report.js';
import { drawsOf } from '../walk.js';
import { type Nearness, nearnessOf } from './measure.js';
import { before, velocity } from './recipes.js';

/** What a thousand faces are like beside as many that are held out, and beside those that were learned. */
type FaceLook = Pick<Evaluation, 'frechet' | 'precision' | 'recall' | 'coverage'> & Nearness;

/** A way to learn faces and to draw them. */
interface Contender {
  readonly name: string;
  /** Steps of the training: as many as the same seconds have. */
  readonly updates: number;
  readonly seeds: readonly number[];
  /** A thousand faces for each way that they are drawn; undefined where it can't be had here. */
  readonly draw: (seed: number) => Promise<Record<string, Samples> | undefined>;
}

const count = 1_000;
const learned = once(() => firstValueFrom(fromAvatars(10_000)));

async function lookAtFaces(faces: Samples): Promise<FaceLook> {
  const { frechet, precision, recall, coverage } = await judgedFaces(faces);
  return { frechet, precision, recall, coverage, ...nearnessOf(faces, await learned()) };
}

const three = [1, 2, 3];

/** Ours: faces are finished at the end of a turn; all turns are alike, since each begins with noise alone. */
function ours(name: string, { training, motion }: Recipe, seeds = three): Contender {
  if (motion.kind !== 'turns') throw new Error('faces are turned');
  return {
    name,
    updates: training.steps!,
    seeds,
    async draw(seed) {
      const manifold = await lastValueFrom(of(await learned()).pipe(trainManifold({ ...training, seed })));
      const [draw] = await drawsOf({ ...manifold, motion }, { by: identity, runs: [motion.every] }, count, seed);
      if (seed === 1) await writeFaces(name, draw!);
      return { [`run ${motion.every}`]: draw! };
    },
  };
}

/** Another, in PyTorch; `draws` are the ways in which it is drawn, and how the files of them end. */
function peer(
  script: string,
  name: string,
  setting: Setting & { updates: number },
  draws: Readonly<Record<string, string>>,
  seeds = three,
): Contender {
  return {
    name,
    updates: setting.updates,
    seeds,
    async draw(seed) {
      const python = pythonsWith('torch')[0]?.python;
      if (!python) return undefined;
      const file = `${script} ${seed}`.replaceAll(/\W/g, '-');
      runPeer(python, script, { data: '.faces/0-10000.npy', samples: count, ...setting, seed }, file);
      return Object.fromEntries(Object.entries(draws).map(([way, end]) => [way, samplesOf(read(`${file}${end}`))]));
    },
  };
}

const samplesOf = (values: Float32Array): Samples => ({ values, count, shape: [32, 32, 3], range: [-1, 1] });

async function contenders(): Promise<Contender[]> {
  return [
    ours(names.before, { ...before, training: { ...before.training, steps: 3_000 } }),
    ours(names.velocity, velocity, [1]),
    ours(names.recipe, recipeFor(await learned())),
    peer('flow.py', names.flow, flow, { '16 steps': '.16' }),
    peer('vae.py', names.vae, vae, { 'means of latents': '' }, [1]),
  ];
}

export const names = {
  before: 'the recipe before: blend .5 to 1, turns of 14',
  velocity: 'blend .2 to 1, velocity, turns of 64',
  recipe: 'the recipe: that with skips, turns of 40',
  flow: 'flow matching, told the time, with skips',
  vae: 'a variational autoencoder',
} as const;

/** The best of those that were tried, in as many updates as the seconds of ours have: one thread each, side by side. */
const flow = { steps: '16', updates: 2_600, skips: 1, depth: 5, width: 512, batch: 128, lr: 3e-3, weight: 2, low: 0.1 };
const vae = { updates: 3_000, depth: 2, width: 512, batch: 128, lr: 2e-3, latent: 32, beta: 1, likelihood: 'gaussian' };

/** The table of faces, of all that is kept; what is not is measured first. */
export async function facesTable(): Promise<string> {
  const kept = new Kept<Record<string, FaceLook>>('faces');
  const measured = async (name: string, faces: () => Promise<Record<string, Samples> | undefined>) => {
    const known = kept.get(name);
    if (known) return known;
    const all = await faces();
    if (!all) return {};
    const looks: Record<string, FaceLook> = {};
    for (const [way, drawn] of Object.entries(all)) looks[way] = await lookAtFaces(drawn);
    kept.set(name, looks);
    return looks;
  };
  const rows = [
    row('**faces that are held out**, beside others', '', [
      (await measured('held out', async () => ({ real: await heldOutFaces(count, count) }))).real!,
    ]),
  ];
  for (const { name, updates, seeds, draw } of await contenders()) {
    const found: Record<string, FaceLook>[] = [];
    for (const seed of seeds) found.push(await measured(`${name}, seed ${seed}`, () => draw(seed)));
    for (const way of Object.keys(found[0]!))
      rows.push(
        row(
          `${name}: ${way}`,
          String(updates),
          found.map((looks) => looks[way]!),
        ),
      );
  }
  return [
    '| learned and drawn | updates | Fréchet | precision | recall | coverage | near-copies | distinct |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function row(name: string, updates: string, looks: readonly FaceLook[]): string {
  const middle = (what: keyof FaceLook, digits: number) => median(looks.map((look) => look[what])).toFixed(digits);
  const frechet =
    looks.length > 1
      ? spread(
          looks.map((look) => look.frechet),
          0,
        )
      : middle('frechet', 0);
  const shares = (['precision', 'recall', 'coverage', 'copies'] as const).map((what) => middle(what, 2));
  return `| ${[name, updates, frechet, ...shares, middle('distinct', 0)].join(' | ')} |`;
}

export const fileOfFaces = (name: string): string => `faces ${name}.png`.replace(/[^\w.]+/g, '-').toLowerCase();

async function writeFaces(name: string, { values, shape, range }: Samples): Promise<void> {
  const some = 160;
  const images = { values: values.slice(0, (values.length / count) * some), count: some, shape, range, step: 0 };
  writePicture(fileOfFaces(name), await firstValueFrom(of(images).pipe(toPng({ columns: 20, scale: 1 }))));
}
