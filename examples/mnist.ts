/**
 * The main job: learns MNIST with its labels, and draws noise that comes into focus as the digits that are asked for, turned
 * again and again. `--paper` is the paper's own method: noise falls onto what was learned by Eq. 1, and wanders by Eq. 3.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Draw,
  fork,
  fromMnist,
  given,
  kaleidoscope,
  lowestLoss,
  type Manifold,
  measure,
  nearest,
  recipeFor,
  type Samples,
  type TrainingOptions,
  toFile,
  toGif,
  training,
  withLabels,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import {
  concatMap,
  identity,
  type MonoTypeOperatorFunction,
  map,
  type OperatorFunction,
  of,
  pipe,
  switchMap,
  take,
  takeLast,
  tap,
} from 'rxjs';
import { mean } from './measures.js';
import { progress } from './progress.js';

const paper = { depth: 10, width: 500, steps: 10_000, batchSize: 1_000, learningRate: 1e-4 } as const;
const usualSteps = 2_000;
const allDigits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const turn = 16;

const usage = `Usage: npm start -- [options]

  --digit D     draws this digit; by default all ten, a column each
  --turns       turns the kaleidoscope every ${turn} applications: the default
  --walk        walks without a cut instead
  --paper       the paper's method and settings: a deeper network, 10 000 steps (10 to 20 minutes on 2 cores), Eq. 3
  --eps X       with --paper, the size of the noise that each application adds (0.01)
  --steps N     training steps (${usualSteps}; with --paper ${paper.steps})
  --chains N    chains, which is digits in a frame (80; with --paper 48)
  --frames N    frames of the GIF, the first of them the start noise (161; with --paper 120)
  --seed N      the same seed gives the same digits (7)
  --out FILE    where the GIF goes (kaleidoscope.gif)
  --help        shows this`;

const options = {
  digit: { type: 'string' },
  turns: { type: 'boolean' },
  walk: { type: 'boolean' },
  paper: { type: 'boolean' },
  eps: { type: 'string' },
  steps: { type: 'string' },
  chains: { type: 'string' },
  frames: { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

try {
  const { values } = parseArgs({ options });
  if (values.help) console.log(usage);
  else run(values);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

/** What is learned, how it is walked, and how it is drawn. */
interface Plan {
  readonly learn: (digits: Samples) => TrainingOptions;
  readonly steps: number;
  readonly prepare: MonoTypeOperatorFunction<Samples>;
  readonly walk: MonoTypeOperatorFunction<Manifold>;
  readonly chains: number;
  readonly frames: number;
  readonly columns: number;
}

function plan(flags: Flags): Plan {
  const number = (flag: 'digit' | 'eps' | 'chains' | 'frames', fallback: number) => numberOf(flags, flag, fallback);
  const misplaced = flags.paper
    ? (['digit', 'turns', 'walk'] as const).find((flag) => flags[flag] !== undefined)
    : flags.eps !== undefined && 'eps';
  if (misplaced) throw new RangeError(`--${misplaced} ${flags.paper ? 'does not go with' : 'needs'} --paper`);
  if (flags.turns && flags.walk) throw new RangeError('--turns and --walk do not go together');
  if (flags.paper)
    return {
      learn: () => paper,
      steps: numberOf(flags, 'steps', paper.steps),
      prepare: identity,
      walk: withNoise(number('eps', 0.01)),
      chains: number('chains', 48),
      frames: number('frames', 120),
      columns: 8,
    };
  const label = flags.digit === undefined ? allDigits : [number('digit', 0)];
  if (!label.every((digit) => allDigits.includes(digit)))
    throw new RangeError(`--digit must be a digit, 0 to 9, not '${flags.digit}'`);
  return {
    learn: (digits) => ({ ...recipeFor(digits).training, given: 0.5 }),
    steps: numberOf(flags, 'steps', usualSteps),
    prepare: withLabels(),
    walk: pipe(given({ label }), flags.walk ? withWalk() : withTurns({ every: turn })),
    chains: number('chains', 80),
    frames: number('frames', 161),
    columns: 10,
  };
}

function run(flags: Flags): void {
  const { learn, steps, prepare, walk, chains, frames, columns } = plan(flags);
  const seed = numberOf(flags, 'seed', 7);
  const learning = progress('training', steps);
  const drawing = progress('drawing', frames);

  const subscription = fromMnist({ count: 10_000 })
    .pipe(
      switchMap((digits) =>
        of(digits).pipe(
          prepare,
          training({ ...learn(digits), steps, seed, every: 20 }),
          tap({ next: ({ step, loss }) => learning.at(step, `loss ${loss.toFixed(4)}`), finalize: learning.stop }),
          lowestLoss(),
          walk,
          kaleidoscope({ chains, seed, emitStart: true }),
          take(frames),
          tap({ next: ({ step }) => drawing.at(step + 1), finalize: drawing.stop }),
          fork<Draw, [string, string]>(
            pipe(
              concatMap(shownLong),
              toGif({ columns, scale: 2, fps: 15 }),
              toFile(flags.out ?? 'kaleidoscope.gif'),
              map(written),
            ),
            pipe(takeLast(1), inWords(digits)),
          ),
        ),
      ),
    )
    .subscribe({
      next: (line) => console.log(line),
      error: (error) => {
        console.error((error as Error).message);
        process.exitCode = 1;
      },
    });
  process.once('SIGINT', () => {
    subscription.unsubscribe();
    process.exitCode = 130;
  });
}

/** The start noise stays for a while, so that one sees what the digits come from. */
const shownLong = (draw: Draw): Draw[] => Array<Draw>(draw.step === 0 ? 10 : 1).fill(draw);

const written = ({ path, bytes }: { path: string; bytes: number }) =>
  `${resolve(path)} (${(bytes / 1e6).toFixed(1)} MB)`;

/** What the last draw shows, as its nearest training images tell it. */
const inWords = (digits: Samples): OperatorFunction<Draw, string> =>
  pipe(
    measure({ nearest: nearest(digits as Samples & { labels: Int32Array }) }),
    map(({ step, count, labels, metrics }) => {
      const { index, label, distance } = metrics.nearest;
      const kinds = `${new Set(label).size} of the ten digits`;
      const near = `the ${count} chains are nearest to ${new Set(index).size} different training images, ${mean(distance).toFixed(3)} away`;
      const right = labels && label.filter((digit, chain) => digit === labels[chain]).length;
      const asked = labels ? `; ${right} of ${count} to one of the digit that was asked for` : '';
      return `After ${step} applications: ${kinds}; ${near} (mean square difference)${asked}.`;
    }),
  );

function numberOf(
  flags: Flags,
  flag: 'digit' | 'eps' | 'steps' | 'chains' | 'frames' | 'seed',
  fallback: number,
): number {
  const text = flags[flag];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`--${flag} must be a number, not '${text}'`);
  return value;
}
