import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { blocksOf } from '../../../src/nats/blocks.js';
import { endAll } from '../processes.js';

/** Which draws of which chains. */
export interface Share {
  readonly blocks: ReturnType<typeof blocksOf>;
  readonly seed: number;
  readonly burnIn: number;
  readonly thin: number;
  readonly take: number;
}

const program = fileURLToPath(new URL('./plain.js', import.meta.url));

/** Processes with a manifold, which know nothing of each other. */
export class PlainProcesses {
  readonly #processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes;
  }

  /** Detached, as workers are: Linux shares processors out by sessions first. */
  static async start(count: number, model: string): Promise<PlainProcesses> {
    const processes = Array.from({ length: count }, () => fork(program, { detached: true }));
    for (const process of processes) process.send(model);
    await Promise.all(processes.map((process) => once(process, 'message')));
    return new PlainProcesses(processes);
  }

  get pids(): number[] {
    return this.#processes.map(({ pid }) => pid!);
  }

  /** Has each compute its share of the blocks; resolves when all have. */
  async compute({ blocks, ...plan }: Share): Promise<void> {
    const count = this.#processes.length;
    await Promise.all(
      this.#processes.map(async (process, i) => {
        const done = once(process, 'message');
        process.send({ ...plan, blocks: blocks.filter((_, block) => block % count === i) });
        await done;
      }),
    );
  }

  stop(): Promise<void> {
    return endAll(this.#processes);
  }
}
