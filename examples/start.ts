/**
 * The main job: learns pictures, and draws noise that comes into focus as new ones, turned again and again: the digits of MNIST that
 * are asked for or, with `--faces`, faces in colour.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Draw,
  fork,
  kaleidoscope,
  lowestLoss,
  measure,
  nearest,
  type Samples,
  toFile,
  toGif,
  training,
} from 'kaleidoflow';
import { concatMap, map, type OperatorFunction, of, pipe, switchMap, take, takeLast, tap } from 'rxjs';
import { digits, paper, turn, usualSteps } from './digits.js';
import { usualSteps as faceSteps, faces } from './faces.js';
import { mean } from './measures.js';
import { numberOf, options, type Plan } from './plan.js';
import { progress } from './progress.js';

const usage = `Usage: npm start -- [options]

  --faces       faces in colour: draws 10 000 with a generator of avatars, and learns them (a minute and a half on 2 cores)
  --digit D     draws this digit; by default all ten, a column each
  --turns       turns the kaleidoscope every ${turn} applications: the default
  --walk        walks without a cut instead
  --paper       the paper's method and settings: a deeper network, 10 000 steps (10 to 20 minutes on 2 cores), Eq. 3
  --eps X       with --paper, the size of the noise that each application adds (0.01)
  --steps N     training steps (${usualSteps}; with --faces ${faceSteps}, with --paper ${paper.steps})
  --chains N    chains, which is pictures in a frame (80; with --faces 36, with --paper 48)
  --frames N    applications that are drawn, and the start noise (161; with --faces 81, with --paper 120)
  --seed N      the same seed gives the same pictures (7)
  --out FILE    where the GIF goes (kaleidoscope.gif; with --faces faces.gif)
  --help        shows this`;

try {
  const { values } = parseArgs({ options });
  if (values.help) console.log(usage);
  else {
    const plan = values.faces ? faces(values) : digits(values);
    run({ ...plan, out: values.out ?? plan.out }, numberOf(values, 'seed', 7));
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

function run(
  { source, prepare, learn, steps, walk, chains, frames, stays, columns, fps, out }: Plan,
  seed: number,
): void {
  const learning = progress('training', steps);
  const drawing = progress('drawing', frames);

  const subscription = source
    .pipe(
      switchMap((samples) =>
        of(samples).pipe(
          prepare,
          training({ ...learn(samples), steps, seed, every: 20 }),
          tap({ next: ({ step, loss }) => learning.at(step, `loss ${loss.toFixed(4)}`), finalize: learning.stop }),
          lowestLoss(),
          walk(samples),
          kaleidoscope({ chains, seed, emitStart: true }),
          take(frames),
          tap({ next: ({ step }) => drawing.at(step + 1), finalize: drawing.stop }),
          fork<Draw, [string, string]>(
            pipe(
              concatMap((draw) => Array<Draw>(stays(draw)).fill(draw)),
              toGif({ columns, scale: 2, fps }),
              toFile(out),
              map(written),
            ),
            pipe(takeLast(1), inWords(samples)),
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

const written = ({ path, bytes }: { path: string; bytes: number }) =>
  `${resolve(path)} (${(bytes / 1e6).toFixed(1)} MB)`;

/** What the last draw shows, as its nearest training images tell it. */
const inWords = (samples: Samples): OperatorFunction<Draw, string> =>
  pipe(
    measure({ nearest: nearest(samples) }),
    map(({ step, count, labels, metrics }) => {
      const { index, label, distance } = metrics.nearest;
      const near = `the ${count} chains are nearest to ${new Set(index).size} different training images, ${mean(distance).toFixed(3)} away`;
      const kinds = label ? `${new Set(label).size} of the ten digits; ` : '';
      const right = labels?.filter((digit, chain) => digit === label?.[chain]).length;
      const asked = right === undefined ? '' : `; ${right} of ${count} to one of the digit that was asked for`;
      return `After ${step} applications: ${kinds}${near} (mean square difference)${asked}.`;
    }),
  );
