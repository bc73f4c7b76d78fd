import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../cli/index.js', import.meta.url));

/** Workers on this machine, each a process of its own, as `npx kaleidoflow work` is. */
export class Workers {
  readonly processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.processes = processes;
  }

  /** So many, named 'worker 1', 'worker 2', …; they are there when each has found the server. */
  static async start(count: number, url: string): Promise<Workers> {
    const workers = new Workers(
      Array.from({ length: count }, (_, i) =>
        spawn(process.execPath, [program, 'work', '--server', url, '--name', `worker ${i + 1}`], {
          stdio: ['ignore', 'pipe', 'inherit'],
          detached: true, // Ctrl-C in a terminal is for whoever has started them
        }),
      ),
    );
    await Promise.all(
      workers.processes.map(async (worker) => {
        const lines = createInterface({ input: worker.stdout! });
        const [first] = await Promise.race([once(lines, 'line'), once(worker, 'exit')]);
        if (typeof first !== 'string') throw new Error(`a worker ended with code ${first}`);
      }),
    ).catch(async (error) => {
      await workers.stop();
      throw error;
    });
    return workers;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.processes
        .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
        .map(async (worker) => {
          const ended = once(worker, 'exit');
          worker.kill('SIGTERM');
          await ended;
        }),
    );
  }
}
