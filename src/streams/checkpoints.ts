import { platform } from '#platform';
import { asBytes } from '../base/bytes.js';
import type { Architecture, Manifold } from '../core/manifold.js';
import type { Samples } from '../core/samples.js';
import { knownOf, statesOf } from '../core/units.js';
import type { TrainerSettings } from '../engine/engine.js';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../models/checkpoint.js';
import type { Directory } from '../platform/platform.js';

const filePattern = /^step-\d+\.safetensors$/;

/** Checkpoints are there, and none of them can be used. */
export class UnusableCheckpoints extends Error {}

/** What a training has beside its samples and settings. */
interface Beside {
  /** What it starts from. */
  readonly start?: Manifold | undefined;
  /** What it is validated by, or the share of the samples that is. */
  readonly validation?: number | Samples | undefined;
}

function digest(samples: Samples): Promise<string> {
  const known = knownOf(samples);
  return platform.sha256([asBytes(statesOf(samples)), ...(known ? [known] : [])]);
}

/** The checkpoints of one training in a directory: the last two. */
export class Checkpoints {
  readonly #directory: Directory;
  readonly #architecture: Architecture;
  readonly #training: string;
  /** Files of this training that can be used, the oldest first. */
  readonly #kept: string[] = [];

  private constructor(directory: Directory, architecture: Architecture, training: string) {
    this.#directory = directory;
    this.#architecture = architecture;
    this.#training = training;
  }

  static async open(
    directory: Directory,
    engine: string,
    samples: Samples,
    settings: TrainerSettings,
    { start, validation }: Beside,
  ): Promise<Checkpoints> {
    const { shape, range, count } = samples;
    const training = JSON.stringify({
      engine,
      ...settings,
      ...(start && { start: { sha256: await platform.sha256(start.weights.map(asBytes)) } }),
      ...(validation && {
        validation: typeof validation === 'number' ? validation : { sha256: await digest(validation) },
      }),
      samples: { shape, range, count, sha256: await digest(samples) },
    });
    try {
      await directory.make();
    } catch (error) {
      const reason = (error as Error).message;
      throw new Error(`training: checkpoint ${directory.pathOf('')} cannot be a directory: ${reason}`, {
        cause: error,
      });
    }
    return new Checkpoints(directory, settings.architecture, training);
  }

  /**
   * The newest checkpoint, none of a step after `last`. One that is torn or of another training is passed over with a
   * warning that names it.
   * @throws UnusableCheckpoints when none of those there can be used.
   */
  async newest(last: number): Promise<Checkpoint | undefined> {
    const usable: { name: string; checkpoint: Checkpoint }[] = [];
    const refused: string[] = [];
    for (const name of (await this.#directory.names()).filter((name) => filePattern.test(name))) {
      try {
        const checkpoint = await decodeCheckpoint(await this.#directory.read(name), this.#architecture, this.#training);
        if (checkpoint.step > last) throw new Error(`its step, ${checkpoint.step}, is beyond the ${last} asked for`);
        usable.push({ name, checkpoint });
      } catch (error) {
        const path = this.#directory.pathOf(name);
        refused.push(`training: checkpoint ${path} is refused: ${(error as Error).message}`);
      }
    }
    if (usable.length === 0 && refused.length > 0)
      throw new UnusableCheckpoints(`${refused.join('\n')}\nRemove what is there, or name another directory.`);
    for (const warning of refused) platform.warn(warning);
    usable.sort((a, b) => a.checkpoint.step - b.checkpoint.step);
    this.#kept.push(...usable.map(({ name }) => name));
    return usable.at(-1)?.checkpoint;
  }

  /** @param manifold The network as it is at this step. */
  async write(manifold: Manifold, checkpoint: Omit<Checkpoint, 'weights'>): Promise<void> {
    const name = `step-${String(checkpoint.step).padStart(6, '0')}.safetensors`;
    const chunks = await encodeCheckpoint(manifold, checkpoint, this.#training);
    try {
      await this.#directory.write(name, chunks);
    } catch (error) {
      const path = this.#directory.pathOf(name);
      throw new Error(`training: checkpoint ${path} cannot be written: ${(error as Error).message}`, { cause: error });
    }
    if (this.#kept.at(-1) !== name) this.#kept.push(name);
    while (this.#kept.length > 2) await this.#directory.remove(this.#kept.shift()!);
  }
}
