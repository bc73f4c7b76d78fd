import type { JetStreamManager } from '@nats-io/jetstream';
import type { Manifold } from '../../core/manifold.js';
import type { Samples } from '../../core/samples.js';
import { stateSize } from '../../core/units.js';
import type { Engine, EngineName } from '../../engine/engine.js';
import { energy } from '../../metrics/energy.js';
import type { OpenMetric } from '../../metrics/metric.js';
import { type Nearest, nearest } from '../../metrics/nearest.js';
import { manifoldFrom } from '../../models/read.js';
import { drawsFrom } from '../../streams/chain.js';
import type { RunNames } from '../names.js';
import type { Objects } from '../objects.js';
import { decodeSamples } from '../samples-bytes.js';
import { LruCache } from './lru-cache.js';

/** The most bytes of a manifold or of samples that a worker takes, and of what one job computes. */
export const mostBytes = 2 ** 29;

/** Refuses what is too much for a worker. */
export function checkBytes(what: string, bytes: number): void {
  if (!(bytes <= mostBytes)) throw new RangeError(`${what} must have at most ${mostBytes} bytes, not ${bytes}`);
}

/** A manifold, with its network ready to be applied. */
interface OpenManifold {
  readonly manifold: Manifold;
  readonly energy: OpenMetric<Float32Array>;
  readonly close: () => Promise<void>;
}

interface OpenSamples {
  readonly samples: Samples;
  readonly nearest: OpenMetric<Nearest>;
  readonly close: () => Promise<void>;
}

/** A job's place in its run, and until when it is wanted. */
export interface Task {
  readonly names: RunNames;
  /** The name of the job in its run. */
  readonly key: string;
  /** Those of the run, for what is not on the desk yet. */
  readonly objects: Objects;
  readonly jsm: JetStreamManager;
  readonly signal: AbortSignal;
}

/** What a session of a worker keeps from one job to the next. */
export class Desk {
  readonly #manifolds = new LruCache<OpenManifold>(2);
  readonly #samples = new LruCache<OpenSamples>(1);
  readonly engine: EngineName | Engine;

  constructor(engine: EngineName | Engine) {
    this.engine = engine;
  }

  manifold(hash: string, { names, objects, signal }: Task): Promise<OpenManifold> {
    return this.#manifolds.get(hash, async () => {
      const bytes = await objects.get(names.object(hash), mostBytes, signal, hash);
      const { value: manifold } = await manifoldFrom(bytes)().next();
      // One chain that stands still: whose map is open, and is shared by those of jobs.
      const one = { step: 0, count: 1, first: 0, state: new Float32Array(stateSize(manifold!)) };
      const still = drawsFrom(one, {
        name: 'work',
        manifold: manifold!,
        engine: this.engine,
        seed: 0,
        signal: undefined,
      });
      await still.next();
      const open = energy(manifold!).open();
      const close = async () => {
        await still.return();
        await open.close?.();
      };
      return { manifold: manifold!, energy: open, close };
    });
  }

  samples(hash: string, { names, objects, signal }: Task): Promise<OpenSamples> {
    return this.#samples.get(hash, async () => {
      const samples = decodeSamples(await objects.get(names.object(hash), mostBytes, signal, hash));
      const open = nearest(samples).open();
      return { samples, nearest: open, close: async () => open.close?.() };
    });
  }

  async close(): Promise<void> {
    await this.#manifolds.close();
    await this.#samples.close();
  }
}
