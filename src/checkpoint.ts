import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TrainerSettings, TrainerStart } from './engine/engine.js';
import { statesOf } from './label-units.js';
import { bytesOf, decodeTensors, encodeTensors } from './safetensors.js';
import type { Samples } from './samples.js';

/** A network on the way, as it was measured at one step. */
export interface Measured {
  readonly step: number;
  readonly loss: number;
  readonly weights: readonly Float32Array[];
}

/** A training as a file holds it: its last state, and the best one until then. */
export interface Checkpoint extends TrainerStart, Measured {
  readonly best: Measured;
}

/** The checkpoints of one training in a directory: the last two, each written beside its place and then renamed. */
export class CheckpointDirectory {
  readonly #path: string;
  readonly #training: string;
  /** Files of this training that can be used, the oldest first. */
  readonly #kept: string[] = [];

  private constructor(path: string, training: string) {
    this.#path = path;
    this.#training = training;
  }

  /** Makes the directory where it is missing, and removes what a killed process has left unfinished. */
  static async open(path: string, engine: string, samples: Samples, settings: TrainerSettings) {
    const data = await digest([statesOf(samples)]);
    const { shape, range, count } = samples;
    const training = JSON.stringify({ engine, ...settings, samples: { shape, range, count, sha256: data } });
    await mkdir(path, { recursive: true });
    for (const name of await readdir(path)) if (isLeftOver(path, name)) await rm(join(path, name), { force: true });
    return new CheckpointDirectory(path, training);
  }

  /**
   * The newest checkpoint, none of a step after `last`. One that is torn or of another training is passed over with a
   * warning that names it.
   * @throws Error when there are checkpoints and none can be used.
   */
  async newest(last: number): Promise<Checkpoint | undefined> {
    const usable: { path: string; checkpoint: Checkpoint }[] = [];
    const refused: string[] = [];
    for (const name of (await readdir(this.#path)).filter((name) => filePattern.test(name))) {
      const path = join(this.#path, name);
      try {
        const checkpoint = await read(path, this.#training);
        if (checkpoint.step > last) throw new Error(`its step, ${checkpoint.step}, is beyond the ${last} asked for`);
        usable.push({ path, checkpoint });
      } catch (error) {
        refused.push(`training: checkpoint ${path} is refused: ${(error as Error).message}`);
      }
    }
    if (usable.length === 0 && refused.length > 0)
      throw new Error(`${refused.join('\n')}\nRemove what is there, or name another directory.`);
    for (const warning of refused) process.emitWarning(warning);
    usable.sort((a, b) => a.checkpoint.step - b.checkpoint.step);
    this.#kept.push(...usable.map(({ path }) => path));
    return usable.at(-1)?.checkpoint;
  }

  async write({ step, loss, weights, moments, best }: Checkpoint): Promise<void> {
    const tensors = new Map<string, Float32Array>();
    const add = (kind: string, values: readonly Float32Array[]) => {
      for (const [i, tensor] of values.entries()) tensors.set(`${kind}.${i}`, tensor);
    };
    add('weights', weights);
    add('moments', moments);
    if (best.step !== step) add('best', best.weights);
    const metadata = {
      format: 'kaleidoflow training',
      training: this.#training,
      state: JSON.stringify({ step, loss, best: { step: best.step, loss: best.loss } }),
      sha256: await digest(tensors.values()),
    };
    const path = join(this.#path, `step-${String(step).padStart(6, '0')}.safetensors`);
    try {
      await writeWhole(path, encodeTensors({ metadata, tensors }));
    } catch (error) {
      throw new Error(`training: checkpoint ${path} cannot be written: ${(error as Error).message}`, { cause: error });
    }
    if (this.#kept.at(-1) !== path) this.#kept.push(path);
    while (this.#kept.length > 2) await rm(this.#kept.shift()!, { force: true });
  }
}

const filePattern = /^step-\d+\.safetensors$/;
const partPattern = /^step-\d+\.safetensors\.(\d+)-\d+\.part$/;

async function read(path: string, training: string): Promise<Checkpoint> {
  const { metadata, tensors } = decodeTensors(await readFile(path));
  if (metadata.format !== 'kaleidoflow training') throw new Error('it is not a checkpoint of kaleidoflow');
  if (metadata.sha256 !== (await digest(tensors.values()))) throw new Error('it is torn: its checksum is wrong');
  if (metadata.training !== training)
    throw new Error(`it is of another training, ${metadata.training}, not ${training}`);
  const all = (kind: string) =>
    Array.from(tensors)
      .filter(([name]) => name.startsWith(`${kind}.`))
      .map(([, values]) => values);
  const { best, ...state } = JSON.parse(metadata.state!) as Omit<Checkpoint, 'weights' | 'moments'>;
  const weights = all('weights');
  return {
    ...state,
    weights,
    moments: all('moments'),
    best: { ...best, weights: best.step === state.step ? weights : all('best') },
  };
}

let parts = 0;
const writing = new Set<string>();

async function writeWhole(path: string, chunks: readonly Uint8Array[]): Promise<void> {
  const part = `${path}.${process.pid}-${parts++}.part`;
  writing.add(part);
  try {
    const file = await open(part, 'wx');
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
    writing.delete(part);
  }
}

/** Whether a file is one that a process began to write and did not live to finish. */
function isLeftOver(directory: string, name: string): boolean {
  const pid = Number(partPattern.exec(name)?.[1] ?? Number.NaN);
  if (Number.isNaN(pid)) return false;
  if (pid === process.pid) return !writing.has(join(directory, name));
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The SHA-256 of all numbers, made in pieces that let the event loop go on. */
async function digest(tensors: Iterable<Float32Array>): Promise<string> {
  const hash = createHash('sha256');
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor);
    for (let from = 0; from < bytes.length; from += 2 ** 20) {
      hash.update(bytes.subarray(from, from + 2 ** 20));
      await setImmediate();
    }
  }
  return hash.digest('hex');
}
