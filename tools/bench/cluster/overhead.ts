import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { burnIn, type Draw, kaleidoscope, thin, toFile, toSafetensors, withNoise } from 'kaleidoflow';
import { kaleidoscopeOver } from 'kaleidoflow/nats';
import { firstValueFrom, lastValueFrom, map, type Observable, of, take, toArray } from 'rxjs';
import { blocksOf } from '../../../src/nats/blocks.js';
import { NatsServer } from '../../nats/server.js';
import { Workers } from '../../nats/workers.js';
import { manifold as untrained } from '../net.js';
import { median } from '../pace.js';
import { processor } from '../processes.js';
import { PlainProcesses } from './plain-processes.js';

const workers = 4;
const rounds = 3;
const block = 1_000;
/** 20 000 chains × 100 steps, of which every 25th is taken. */
const plan = { chains: 20_000, seed: 7, burnIn: 0, thin: 25, take: 4 };

const hashes = (draws: Observable<Draw>): Promise<string[]> =>
  lastValueFrom(
    draws.pipe(
      map(({ values }) => createHash('sha256').update(values).digest('hex')),
      toArray(),
    ),
  );

interface Spent {
  readonly seconds: number;
  /** Seconds of processor time, by kinds of processes. */
  readonly processors: ReadonlyMap<string, number>;
}

async function spent(kinds: Readonly<Record<string, readonly number[]>>, run: () => Promise<unknown>): Promise<Spent> {
  const used = () =>
    Object.entries(kinds).map(([kind, pids]) => [kind, pids.reduce((sum, pid) => sum + processor(pid), 0)] as const);
  const [before, start] = [new Map(used()), performance.now()];
  await run();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, processors: new Map(used().map(([kind, after]) => [kind, after - before.get(kind)!])) };
}

/** What the way over the broker costs, beside processes that compute the same blocks and send nothing. */
export async function overhead(): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-cluster-'));
  const model = join(place, 'model.safetensors');
  const manifold = await firstValueFrom(of(untrained).pipe(withNoise(0.01)));
  await lastValueFrom(of(manifold).pipe(toSafetensors(), toFile(model)));
  const server = await NatsServer.start();
  const connection = await server.connect();
  const crew = await Workers.start(workers, server.url);
  const plain = await PlainProcesses.start(workers, model);
  try {
    const jobs: number[] = [];
    const { chains, ...rest } = plan;
    const cluster = (chains: number) =>
      hashes(
        of(manifold).pipe(
          kaleidoscopeOver(connection, {
            ...rest,
            chains,
            block,
            progress: ({ milliseconds }) => void jobs.push(milliseconds),
          }),
        ),
      );
    const separate = (chains: number) => plain.compute({ ...rest, blocks: blocksOf(chains, block) });

    process.stderr.write('one process\n');
    const { seed, burnIn: B, thin: every, take: draws } = plan;
    const expected = await hashes(
      of(manifold).pipe(kaleidoscope({ chains, seed }), burnIn(B), thin(every), take(draws)),
    );
    await cluster(workers * block);
    await separate(workers * block);
    jobs.length = 0;

    const pids = {
      workers: crew.processes.map(({ pid }) => pid!),
      broker: [server.pid],
      consumer: [process.pid],
    };
    const turns: { alone: Spent; over: Spent; same: boolean }[] = [];
    for (let round = 1; round <= rounds; round++) {
      const alone = await spent({ workers: plain.pids }, () => separate(chains));
      let found: string[] = [];
      const over = await spent(pids, async () => {
        found = await cluster(chains);
      });
      const same = found.join() === expected.join();
      turns.push({ alone, over, same });
      process.stderr.write(
        `round ${round} of ${rounds}: ${alone.seconds.toFixed(1)} s, ${over.seconds.toFixed(1)} s, ${same ? 'the same' : 'not the same'}\n`,
      );
    }
    const middle = (of: (turn: (typeof turns)[number]) => number) => median(turns.map(of));
    const s = (seconds: number) => `${seconds.toFixed(1)} s`;
    console.log(`
| ${chains} chains × ${every * draws} steps, L=10 H=500, ${draws} draws taken, ${workers} processes | share nothing | over NATS |
|---|---|---|
| time | ${s(middle(({ alone }) => alone.seconds))} | ${s(middle(({ over }) => over.seconds))} |
| processor time of those that compute | ${s(middle(({ alone }) => alone.processors.get('workers')!))} | ${s(middle(({ over }) => over.processors.get('workers')!))} |
| of the broker | | ${s(middle(({ over }) => over.processors.get('broker')!))} |
| of the consumer | | ${s(middle(({ over }) => over.processors.get('consumer')!))} |
| a job of ${block} chains × ${every} steps | | ${s(median(jobs) / 1000)} |
| time over that of those that share nothing | | ${turns.map(({ alone, over }) => (over.seconds / alone.seconds).toFixed(3)).join(', ')} |
| draws as of one process, bit for bit | | ${turns.filter(({ same }) => same).length} of ${rounds} |
`);
  } finally {
    await plain.stop();
    await crew.stop();
    await connection.close();
    await server.stop();
    rmSync(place, { recursive: true });
  }
}
