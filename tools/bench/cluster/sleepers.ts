import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endAll } from '../processes.js';

const program = fileURLToPath(new URL('./asleep.js', import.meta.url));
const mostProcesses = 4;

/** Any number of simulated workers, in a few processes. */
export class Sleepers {
  readonly #processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes;
  }

  static async start(count: number, url: string, milliseconds: number): Promise<Sleepers> {
    const processes = Math.min(count, mostProcesses);
    const sleepers = new Sleepers(
      Array.from({ length: processes }, (_, i) => {
        const share = Math.floor((count + i) / processes);
        return fork(program, [url, String(share), String(milliseconds)]);
      }),
    );
    await Promise.all(sleepers.#processes.map((process) => once(process, 'message')));
    return sleepers;
  }

  get pids(): number[] {
    return this.#processes.map(({ pid }) => pid!);
  }

  stop(): Promise<void> {
    return endAll(this.#processes);
  }
}
