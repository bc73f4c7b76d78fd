import { monitorEventLoopDelay } from 'node:perf_hooks';
import { kaleidoscope, type Samples, type TrainingOptions, training, withNoise, withTurns } from 'kaleidoflow';
import { lastValueFrom, of, take, tap } from 'rxjs';
import { blended, flops, type Mlp, manifold, type Net, samplesFor, untrained } from './net.js';
import { median, pace } from './pace.js';

/** As many times as go into `budget` milliseconds at 200 GFLOP/s and .2 ms for the rest, three at least. */
const manyTimes = (work: number, budget: number) => Math.max(3, Math.ceil(budget / (work / 2e8 + 0.2)));

/** Milliseconds a draw, through the whole pipeline with noise eps. */
export function sampling(net: Net, chains: number, budget: number, eps = 0.01): Promise<number> {
  const draws = manyTimes(flops.sample(net, chains), budget);
  const walk = of(untrained(net)).pipe(withNoise(eps), kaleidoscope({ chains }), take(draws + Math.ceil(draws / 4)));
  return pace(walk, draws);
}

/** Finished samples a second by turns of 16 applications, from a thousand chains. */
export async function freshSamples(net: Mlp, draws: number): Promise<number> {
  const chains = 1_000;
  const turned = of(blended(net)).pipe(withTurns({ every: 16 }), kaleidoscope({ chains }), take(draws + 16));
  return (1_000 * chains) / (16 * (await pace(turned, draws)));
}

export interface TrainingRun {
  /** Milliseconds a step, between one emission and the next. */
  readonly times: number[];
  readonly losses: Map<number, number>;
  /** 99th percentile of the event loop's delay, in milliseconds. */
  readonly loopDelay: number;
}

/** A manifold is handed out, all its weights copied, no more often than this; by default it is every 100 steps. */
const fewestSteps = 10;

/** Milliseconds of a training step, looked at four times after a warm-up. */
export async function trainingStep(net: Net, budget: number, more: TrainingOptions = {}): Promise<number> {
  const every = Math.max(fewestSteps, manyTimes(flops.step(net), budget / 4));
  const samples = await samplesFor(net);
  const { name: _name, shape: _shape, ...options } = { name: '', ...net };
  return median((await train(samples, { ...options, ...more }, 5 * every, every)).times.slice(1));
}

/** Trains a network through the whole pipeline, looked at every `every` steps. */
export async function train(
  samples: Samples,
  net: TrainingOptions,
  steps: number,
  every: number,
  report?: (step: number) => void,
): Promise<TrainingRun> {
  const times: number[] = [];
  const losses = new Map<number, number>();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let last = 0;
  const pipeline = of(samples).pipe(
    training({ learningRate: 1e-4, ...net, steps, every, seed: 1 }),
    tap(({ step, loss }) => {
      const now = performance.now();
      if (step === every) delay.enable();
      if (step > 0) times.push((now - last) / every);
      last = now;
      losses.set(step, loss);
      report?.(step);
    }),
  );
  await lastValueFrom(pipeline);
  delay.disable();
  return { times, losses, loopDelay: delay.percentile(99) / 1e6 };
}

/** Resident megabytes after each of these numbers of draws of 48 chains. */
export async function memory(at: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  let draws = 0;
  const pipeline = of(manifold).pipe(
    withNoise(0.01),
    kaleidoscope({ chains: 48 }),
    take(at.at(-1)!),
    tap(() => {
      if (!at.includes(++draws)) return;
      globalThis.gc?.();
      found.push(process.memoryUsage.rss() / 2 ** 20);
    }),
  );
  await lastValueFrom(pipeline);
  return found;
}
