import type { NatsConnection } from '@nats-io/nats-core';
import { check, type Rule, whole } from '../base/check.js';
import { legible } from '../base/json.js';
import { sideBySide } from '../base/side-by-side.js';
import { checkSpace, type Manifold } from '../core/manifold.js';
import { checkKnown, checkSamples, type Samples } from '../core/samples.js';
import { chainsOf } from '../core/start.js';
import { type Coverage, coverage } from '../metrics/coverage.js';
import type { Nearest } from '../metrics/nearest.js';
import { encodeManifold } from '../models/manifold.js';
import { checkWalk } from '../streams/walk.js';
import { blocksOf, type ClusterOptions, clusterRules, stepOf } from './blocks.js';
import { bytesOf, decode, put } from './columns.js';
import type { MeasureJob } from './job.js';
import { type ChainMeasures, checkMeasures, measuresOf } from './measures.js';
import { Run } from './run.js';
import { encodeSamples } from './samples-bytes.js';

/** What workers can measure: see the metrics of these names. */
export interface ClusterMetrics {
  /** As the metric `energy`, one number a chain. */
  readonly energy: Float32Array;
  /** As the metric `nearest`. */
  readonly nearest: Nearest;
  /** As the metric `coverage`. */
  readonly coverage: Coverage;
}

/** What is measured by workers, and of which chains and draws. */
export interface MeasureOptions<Name extends keyof ClusterMetrics = keyof ClusterMetrics> extends ClusterOptions {
  /** The metrics by their names. */
  readonly metrics: readonly Name[];
  /** What 'nearest' and 'coverage' compare with. */
  readonly samples?: Samples | undefined;
  /** How many draws are measured; 1 by default. */
  readonly take?: number | undefined;
}

/** What was measured of all chains at one step. */
export interface Measures<Name extends keyof ClusterMetrics = keyof ClusterMetrics> {
  /** Applications of the network so far. */
  readonly step: number;
  /** Chains. */
  readonly count: number;
  /** What was measured, by the names of the metrics. */
  readonly metrics: Pick<ClusterMetrics, Name>;
}

const names: readonly unknown[] = ['energy', 'nearest', 'coverage'] satisfies (keyof ClusterMetrics)[];
const rules = {
  ...clusterRules,
  take: whole(1, 1),
  metrics: {
    types: ['array'],
    allowed: "one or more of 'energy', 'nearest' and 'coverage'",
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every((name) => names.includes(name)),
    fallback: [],
  } as Rule<readonly (keyof ClusterMetrics)[]>,
  samples: {
    types: ['object'],
    allowed: 'Samples',
    accepts: (value) => typeof value === 'object' && value !== null,
    fallback: undefined,
  } as Rule<Samples | undefined>,
};

/** Checks the options now, and has chains drawn and measured by workers: what is measured alone crosses the network. */
export function measuringOver(connection: NatsConnection, options: MeasureOptions) {
  const name = 'measureOver';
  const { block, take, progress, metrics, samples, ...plan } = check(name, options, rules);
  if (metrics.length === 0) throw new RangeError(`${name}: metrics must be ${rules.metrics.allowed}, not none`);
  const compared = metrics.some((metric) => metric !== 'energy');
  if (compared !== (samples !== undefined))
    throw new RangeError(`${name}: samples must be said for 'nearest' and 'coverage', and for them alone`);
  if (samples) {
    checkSamples(`${name}: samples`, samples);
    checkKnown(`${name}: samples`, samples);
  }
  const asked: MeasureJob['metrics'] = [
    ...(metrics.includes('energy') ? ['energy' as const] : []),
    ...(compared ? ['nearest' as const] : []),
  ];

  const layout = measuresOf(asked);

  return async function* (manifold: Manifold, signal: AbortSignal): AsyncGenerator<Measures, void, undefined> {
    const { first = 0, seed, thin } = plan;
    const chains = chainsOf(name, { ...plan, start: 'uniform' }, manifold);
    checkWalk(name, manifold, chains);
    const blocks = blocksOf(chains, block);
    if (samples) checkSpace(`${name}: samples`, samples, manifold);
    const file = encodeManifold(manifold);
    const run = await Run.open(connection, signal);
    const measured = Array.from({ length: take }, () => decode<ChainMeasures>(layout, chains));
    try {
      const common = {
        kind: 'measure',
        manifold: await run.keep(file, signal),
        ...(samples && { samples: await run.keep(encodeSamples(samples), signal) }),
        ...{ seed, from: stepOf(0, plan), thin, take, metrics: asked },
      } as const;
      await sideBySide(blocks.length, blocks.length, async (i) => {
        const { at, chains } = blocks[i]!;
        const job = `block-${at}`;
        const work: MeasureJob = { ...common, first: first + at, chains };
        const { worker, milliseconds } = await run.ask(job, work);
        const size = bytesOf(layout, chains);
        const read = (bytes: Uint8Array<ArrayBuffer>) =>
          measured.map((_, draw) => {
            const measures = decode<ChainMeasures>(layout, chains, bytes.subarray(draw * size, (draw + 1) * size));
            checkMeasures(measures, samples?.count ?? 0);
            return measures;
          });
        const done = await run.result(job, work, [take * size, take * size], read, signal);
        for (const [draw, all] of measured.entries()) put(layout, all, done[draw]!, at);
        await run.forget(job);
        progress?.({ job, worker, milliseconds });
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await run.end();
    }
    for (const [draw, all] of measured.entries()) {
      if (signal.aborted) return;
      yield { step: stepOf(draw, plan), count: chains, metrics: legible(metricsOf(all)) };
    }
  };

  /** What was asked for, of what came. */
  function metricsOf({ energy, index, distance }: ChainMeasures): ClusterMetrics {
    const labels = samples?.labels;
    const found = index && distance && { index, distance, ...(labels && { label: index.map((i) => labels[i]!) }) };
    const all = { energy, nearest: found, coverage: found && coverage(found) };
    return Object.fromEntries(metrics.map((metric) => [metric, all[metric]])) as unknown as ClusterMetrics;
  }
}
