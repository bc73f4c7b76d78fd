import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Manifold } from 'kaleidoflow';
import { kaleidoscopeOver } from 'kaleidoflow/nats';
import { of } from 'rxjs';
import { type MlpArchitecture, startWeights } from '../../../src/core/manifold.js';
import { type Chart, png } from '../../figures/chart.js';
import { NatsServer } from '../../nats/server.js';
import { processor } from '../processes.js';
import { Sleepers } from './sleepers.js';

/** How long a simulated worker sleeps where a real one computes a block, and how long all are watched. */
const [asleep, watched] = [1_000, 15_000];
const sizes = [
  { size: '1 KB', block: 1, workers: [1, 3, 10, 30, 100, 300, 1_000] },
  { size: '1 MB', block: 1_000, workers: [1, 3, 10, 30, 100, 300] },
] as const;

const architecture: MlpArchitecture = { depth: 2, width: 8, shape: [256], range: [0, 1] };
const manifold: Manifold = { ...architecture, weights: startWeights(architecture, 1), loss: 1, steps: 0, noise: [] };

interface Pace {
  readonly size: string;
  readonly workers: number;
  /** A second. */
  readonly jobs: number;
  /** Of results, a second. */
  readonly megabytes: number;
  /** Processors kept busy. */
  readonly broker: number;
  readonly simulation: number;
  readonly consumer: number;
}

/** A simulation: how many jobs a second pass through a real queue when computing is sleeping. */
export async function scale(): Promise<void> {
  const paces: Pace[] = [];
  for (const { size, block, workers } of sizes)
    for (const count of workers) {
      const pace = { size, workers: count, ...(await paceOf(count, block)) };
      process.stderr.write(`${JSON.stringify(pace)}\n`);
      paces.push(pace);
    }
  writeFileSync(join('docs', 'images', 'cluster.png'), await png(chart(paces)));
  console.log(`
| simulated workers, asleep for ${asleep / 1000} s a job | a result has | jobs a second | of what is possible | results, MB/s | processors: broker | simulated workers | consumer |
|---|---|---|---|---|---|---|---|`);
  for (const { workers, size, jobs, megabytes, ...busy } of paces) {
    const share = ((jobs * asleep) / 1000 / workers).toFixed(2);
    const processors = [busy.broker, busy.simulation, busy.consumer].map((each) => each.toFixed(2)).join(' | ');
    console.log(`| ${workers} | ${size} | ${jobs.toFixed(1)} | ${share} | ${megabytes.toFixed(1)} | ${processors} |`);
  }
}

async function paceOf(workers: number, block: number): Promise<Omit<Pace, 'size' | 'workers'>> {
  const server = await NatsServer.start();
  const connection = await server.connect();
  const sleepers = await Sleepers.start(workers, server.url, asleep);
  // Twice as many blocks as workers, so that none has to wait for a job.
  const blocks = 2 * workers;
  let done = 0;
  const run = of(manifold)
    .pipe(kaleidoscopeOver(connection, { chains: blocks * block, block, progress: () => void done++ }))
    .subscribe({ error: (error: Error) => process.stderr.write(`${error.message}\n`) });
  try {
    while (done < blocks) await setTimeout(100);
    const used = () => [[server.pid], sleepers.pids, [process.pid]].map((pids) => sum(pids.map(processor)));
    const [before, jobsBefore, start] = [used(), done, performance.now()];
    await setTimeout(watched);
    const seconds = (performance.now() - start) / 1000;
    const jobs = (done - jobsBefore) / seconds;
    const [broker = 0, simulation = 0, consumer = 0] = used().map((after, i) => (after - before[i]!) / seconds);
    return { jobs, megabytes: (jobs * block * 1024) / 1e6, broker, simulation, consumer };
  } finally {
    run.unsubscribe();
    await sleepers.stop();
    await connection.close();
    await server.stop();
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

function chart(paces: readonly Pace[]): Chart {
  const x = {
    field: 'workers',
    type: 'quantitative',
    title: 'simulated workers',
    scale: { type: 'log' },
    axis: { values: sizes[0].workers.map(Number), format: 'd' },
  } as const;
  const y = {
    field: 'jobs',
    type: 'quantitative',
    title: 'jobs a second',
    scale: { type: 'log', domainMin: 0.8 },
    axis: { values: sizes[0].workers.map(Number), format: 'd' },
  } as const;
  const color = { field: 'size', type: 'nominal', title: 'a result has', legend: { orient: 'top-left' } } as const;
  return {
    width: 520,
    height: 340,
    title: {
      text: 'Jobs through one broker: a simulation',
      subtitle: `Workers sleep ${asleep / 1000} s where real ones compute; dashed: as many jobs as workers`,
    },
    layer: [
      {
        data: { values: sizes[0].workers.map((workers) => ({ workers, jobs: (workers * 1000) / asleep })) },
        mark: { type: 'line', strokeDash: [4, 3], color: '#888888' },
        encoding: { x, y },
      },
      { data: { values: [...paces] }, mark: { type: 'line', point: true, strokeWidth: 2 }, encoding: { x, y, color } },
    ],
  };
}
