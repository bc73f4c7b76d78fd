/**
 * The main job: learns MNIST, lets noise fall onto what it has learned, and draws the fall as a GIF, from the start
 * noise through the burn-in to wandering digits.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fromMnist, kaleidoscope, lowestLoss, toFile, toGif, training, withNoise } from 'kaleidoflow';
import { take, tap } from 'rxjs';
import { progress } from './progress.js';

const quick = { depth: 10, width: 256, steps: 3_000, batchSize: 256, learningRate: 5e-4, eps: 0.03 };
const paper = { depth: 10, width: 500, steps: 10_000, batchSize: 1_000, learningRate: 1e-4, eps: 0.01 };

const usage = `Usage: npm start -- [options]

  --paper       the paper's settings: a wider network, 10 000 steps (10 to 20 minutes on 2 cores), less noise
  --steps N     training steps (3000; with --paper 10000)
  --chains N    chains, which is digits in a frame (48)
  --frames N    frames of the GIF, the first of them the start noise (120)
  --eps X       size of the noise that each application adds (0.03; with --paper 0.01)
  --seed N      the same seed gives the same digits (7)
  --out FILE    where the GIF goes (kaleidoscope.gif)
  --help        shows this`;

try {
  const { values } = parseArgs({
    options: {
      paper: { type: 'boolean', default: false },
      steps: { type: 'string' },
      chains: { type: 'string', default: '48' },
      frames: { type: 'string', default: '120' },
      eps: { type: 'string' },
      seed: { type: 'string', default: '7' },
      out: { type: 'string', default: 'kaleidoscope.gif' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(usage);
  else run(values);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

interface Flags {
  paper: boolean;
  steps?: string;
  chains: string;
  frames: string;
  eps?: string;
  seed: string;
  out: string;
}

function run(flags: Flags): void {
  const { eps, ...recipe } = flags.paper ? paper : quick;
  const steps = number('steps', flags.steps ?? String(recipe.steps));
  const frames = number('frames', flags.frames);
  const seed = number('seed', flags.seed);
  const learning = progress('training', steps);
  const drawing = progress('drawing', frames);

  const subscription = fromMnist({ count: 10_000 })
    .pipe(
      training({ ...recipe, steps, seed, every: 20 }),
      tap({ next: ({ step, loss }) => learning.at(step, `loss ${loss.toFixed(4)}`), finalize: learning.stop }),
      lowestLoss(),
      withNoise(number('eps', flags.eps ?? String(eps))),
      kaleidoscope({ chains: number('chains', flags.chains), seed, emitStart: true }),
      take(frames),
      tap({ next: ({ step }) => drawing.at(step + 1), finalize: drawing.stop }),
      toGif({ columns: 8, scale: 2, fps: 15 }),
      toFile(flags.out),
    )
    .subscribe({
      next: ({ path, bytes }) => console.log(`${resolve(path)} (${(bytes / 1e6).toFixed(1)} MB)`),
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

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`--${flag} must be a number, not '${text}'`);
  return value;
}
