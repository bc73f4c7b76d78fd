import type { NatsConnection } from '@nats-io/nats-core';
import { check, isObject, listener, show } from '../base/check.js';
import {
  checkSpace,
  countsOf,
  isMlp,
  type Manifold,
  type MlpArchitecture,
  type NetworkArchitecture,
  type Space,
} from '../core/manifold.js';
import { checkSamples, type Samples } from '../core/samples.js';
import { manifoldFrom } from '../models/read.js';
import { training } from '../streams/training.js';
import type { TrainingOptions } from '../streams/training-options.js';
import { architectureOf } from '../streams/untrained.js';
import type { JobDone, TrainJob } from './job.js';
import { Run } from './run.js';
import { encodeSamples } from './samples-bytes.js';

/**
 * What a training by a worker may be asked for: all but what is code, a place, another manifold, or a choice of the worker. Of
 * `validation` it may be a share.
 */
export type SweptOptions = Omit<TrainingOptions, 'layersModel' | 'start' | 'checkpoint' | 'engine'>;

/** A manifold that was trained as one of several. */
export type SweptManifold = Manifold & {
  /** Which training it is of, counted from 0. */
  readonly training: number;
};

/** Options of `trainOver`. */
export interface SweepOptions {
  /** Hears of each training that has been done. */
  readonly progress?: ((done: JobDone) => void) | undefined;
}

/** How many trainings wait in the queue at one time. */
const atOnce = 256;

/** Checks the options now, and has a manifold trained by each of them when read; what comes first is first. */
export function sweep(connection: NatsConnection, trainings: readonly SweptOptions[], options: SweepOptions = {}) {
  const { progress } = check('trainOver', options, { progress: listener<JobDone>() });
  if (!Array.isArray(trainings) || trainings.length === 0)
    throw new TypeError(`trainOver: trainings must be a list of options, not ${show(trainings)}`);
  for (const each of trainings) checkTraining(each);

  return async function* (samples: Samples, signal: AbortSignal): AsyncGenerator<SweptManifold, void, undefined> {
    checkSamples('trainOver', samples);
    const run = await Run.open(connection, signal);
    try {
      const file = encodeSamples(samples);
      const hash = await run.keep(file, signal);
      const workOf = (i: number): TrainJob => ({ kind: 'train', samples: hash, options: sent(trainings[i]!, samples) });
      const ended = new Map<number, Promise<number>>();
      let next = 0;
      const begin = (i: number) => {
        const job = keyOf(i);
        const end = run.ask(job, workOf(i)).then(({ worker, milliseconds }) => {
          progress?.({ job, worker, milliseconds });
          return i;
        });
        end.catch(() => undefined);
        ended.set(i, end);
      };
      while (next < trainings.length || ended.size > 0) {
        while (next < trainings.length && ended.size < atOnce) begin(next++);
        const i = await Promise.race(ended.values());
        ended.delete(i);
        const read = async (bytes: Uint8Array) => {
          const { value: manifold } = await manifoldFrom(bytes)().next();
          checkTrained(manifold!, trainings[i]!, samples);
          return manifold!;
        };
        yield {
          ...(await run.result(
            keyOf(i),
            workOf(i),
            [1, mostBytes(trainings[i]!, samples) + file.length],
            read,
            signal,
          )),
          training: i,
        };
        await run.forget(keyOf(i));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await run.end();
    }
  };
}

const keyOf = (training: number) => `training-${training}`;

function checkTraining(options: SweptOptions): void {
  training(options);
  checkTravels('trainOver: options', { ...options });
}

/** The most bytes of a manifold beside what it says of its samples: its weights, and a header. */
const mostBytes = (options: SweptOptions, samples: Samples): number =>
  4 * countsOf(architectureOf(options, samples)).weights + 2 ** 20;

/** The options as a worker gets them: the network as the list of its layers. */
function sent(options: SweptOptions, samples: Samples): SweptOptions {
  const architecture = architectureOf(options, samples);
  return isMlp(architecture) ? { ...options } : { ...options, network: architecture.layers };
}

/** @throws Error where a manifold is not what a training was to learn. */
function checkTrained(manifold: Manifold, options: SweptOptions, samples: Samples): void {
  const { steps = 3000 } = options;
  const asked = architectureOf(options, samples);
  checkSpace('its manifold', samples, manifold);
  const { noise, motion } = manifold;
  if (networkOf(manifold) !== networkOf(asked))
    throw new Error(
      isMlp(asked)
        ? `its manifold must be an MLP of depth ${asked.depth} and width ${asked.width}`
        : 'its manifold must be of the layers that were asked for',
    );
  if (besideOf(manifold) !== besideOf(samples))
    throw new Error('its manifold must have the label units and attribute units of the samples');
  if (manifold.steps > steps || noise.length > 0 || motion)
    throw new Error(`its manifold must be as at most ${steps} steps of training leave it`);
}

const networkOf = (architecture: Partial<MlpArchitecture & NetworkArchitecture>): string => {
  const { depth, width, layers } = architecture;
  return JSON.stringify(layers ?? { depth, width });
};

const besideOf = ({ labelUnits, attributeUnits }: Space): string =>
  JSON.stringify([labelUnits?.classes, labelUnits?.copies, attributeUnits?.columns]);

/** What stays where it is: code, places, weights, and what each worker decides for itself. */
const staying = ['layersModel', 'checkpoint', 'engine', 'start'];

/** Refuses options that cannot go to a worker. */
export function checkTravels(what: string, options: Record<string, unknown>): void {
  for (const name of staying)
    if (Object.hasOwn(options, name))
      throw new RangeError(`${what}: ${name} must be left out, since it cannot be sent`);
  if (isObject(options.validation))
    throw new RangeError(`${what}: validation must be a share, since other samples cannot be sent`);
}
