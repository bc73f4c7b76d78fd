/**
 * `npm run cluster -- --workers 4 --chains 100000`: a server, workers as processes, and a kaleidoscope of digits that they draw and
 * measure; then the same by this process alone, to compare.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import {
  burnIn,
  coverage,
  fromManifold,
  fromMnist,
  kaleidoscope,
  type Manifold,
  measure,
  type Nearest,
  nearest,
  type Samples,
  withTurns,
} from 'kaleidoflow';
import { type JobDone, measureOver } from 'kaleidoflow/nats';
import { firstValueFrom, map, type OperatorFunction, of, ReplaySubject, take, takeUntil, throwIfEmpty } from 'rxjs';
import { progress } from '../../examples/progress.js';
import { median } from '../bench/pace.js';
import { lacksNats, NatsServer } from './server.js';
import { Workers } from './workers.js';

const every = 16;
const block = 1_000;
const place = { seed: 7, burnIn: every - 1 };

/** What both are asked for: which digit each chain is nearest to once it has been turned, and how many digits there are. */
interface Found {
  readonly nearest: Nearest;
  readonly coverage: { readonly neighbours: number; readonly classes?: number };
}

const interrupted = new ReplaySubject<void>(1);
process.once('SIGINT', () => interrupted.next());

/** What an operator finds, and in how many seconds. */
async function timed(manifold: Manifold, find: OperatorFunction<Manifold, Found>) {
  const start = performance.now();
  const found = await firstValueFrom(
    of(manifold).pipe(
      find,
      takeUntil(interrupted),
      throwIfEmpty(() => new Error('interrupted')),
    ),
  );
  return { ...found, seconds: (performance.now() - start) / 1000 };
}

/** By one process. */
const alone = (manifold: Manifold, samples: Samples, chains: number) =>
  timed(manifold, (manifolds) =>
    manifolds.pipe(
      kaleidoscope({ chains, seed: place.seed }),
      burnIn(place.burnIn),
      take(1),
      measure({ nearest: nearest(samples) }),
      measure({ coverage: ({ metrics }) => coverage(metrics.nearest) }),
      map(({ metrics }) => metrics),
    ),
  );

/** By workers, each of whose jobs is shown as it is done. */
async function together(manifold: Manifold, samples: Samples, chains: number, workers: number) {
  const server = await NatsServer.start();
  try {
    const connection = await server.connect();
    const crew = await Workers.start(workers, server.url);
    const bar = progress('blocks', Math.ceil(chains / block));
    const jobs: JobDone[] = [];
    try {
      const hear = (done: JobDone) => {
        jobs.push(done);
        bar.at(jobs.length, [...byWorker(jobs)].map(([worker, { length }]) => `${worker}: ${length}`).join(', '));
      };
      const metrics = ['nearest', 'coverage'] as const;
      const over = measureOver(connection, { ...place, chains, block, metrics, samples, progress: hear });
      return {
        jobs,
        ...(await timed(manifold, (manifolds) =>
          manifolds.pipe(
            over,
            map(({ metrics }) => metrics),
          ),
        )),
      };
    } finally {
      bar.stop();
      await crew.stop();
      await connection.close();
    }
  } finally {
    await server.stop();
  }
}

const byWorker = (jobs: readonly JobDone[]): Map<string, JobDone[]> =>
  new Map(
    jobs
      .map(({ worker }) => worker)
      .toSorted()
      .map((worker) => [worker, jobs.filter((job) => job.worker === worker)]),
  );

const isSame = ({ nearest: a }: Found, { nearest: b }: Found) =>
  isDeepStrictEqual([a.index, a.distance], [b.index, b.distance]);

const whole = (name: string, text: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} must be a whole number from 1, not '${text}'`);
};

async function main(): Promise<void> {
  const options = {
    workers: { type: 'string', default: '4' },
    chains: { type: 'string', default: '100000' },
  } as const;
  const { values } = parseArgs({ options });
  const [workers, chains] = [whole('workers', values.workers), whole('chains', values.chains)];
  if (lacksNats) throw new Error(`${lacksNats}: apt-get install nats-server, or a binary of https://nats.io/download`);

  const samples = await firstValueFrom(fromMnist({ count: 10_000 }));
  const manifold = await firstValueFrom(fromManifold('playground/learn/digits.safetensors').pipe(withTurns({ every })));
  const cluster = await together(manifold, samples, chains, workers);
  const single = await alone(manifold, samples, chains);

  const shown = ({ coverage, seconds }: Found & { seconds: number }) =>
    `${seconds.toFixed(1)} | ${coverage.neighbours} | ${coverage.classes}`;
  console.log(`| ${chains} chains of digits, each with its nearest of ${samples.count} | seconds | different nearest | classes |
|---|---|---|---|
| ${workers} workers on this machine | ${shown(cluster)} |
| this process alone | ${shown(single)} |

| | jobs | median ms a job |
|---|---|---|`);
  for (const [worker, jobs] of byWorker(cluster.jobs))
    console.log(`| ${worker} | ${jobs.length} | ${median(jobs.map(({ milliseconds }) => milliseconds)).toFixed(0)} |`);
  const same = isSame(cluster, single);
  console.log(same ? '\nThe same, bit for bit.' : '\nThey differ.');
  if (!same) process.exitCode = 1;
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
