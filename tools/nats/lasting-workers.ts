import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../cli/index.js', import.meta.url));

/** `npx kaleidoflow work`, some times, each begun anew when it has ended, until they are stopped. */
export class LastingWorkers {
  readonly #url: string;
  readonly #heard: (line: string) => void;
  readonly #processes: ChildProcess[] = [];
  readonly #keeping: Promise<void>[];
  #stopped = false;
  /** How many have ended by themselves, and what they said last. */
  readonly ended: string[] = [];

  /** @param heard Is told each line that one of them prints. */
  constructor(url: string, count: number, heard: (line: string) => void = () => undefined) {
    this.#url = url;
    this.#heard = heard;
    process.once('exit', () => {
      for (const each of this.#processes) each.kill('SIGKILL');
    });
    this.#keeping = Array.from({ length: count }, (_, i) => this.#keep(i));
  }

  get count(): number {
    return this.#keeping.length;
  }

  /** Resident memory of each, in bytes, by /proc. */
  get memory(): number[] {
    return this.#processes.map(
      ({ pid }) => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
    );
  }

  kill(i: number, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): boolean {
    return this.#processes[i]!.kill(signal);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const each of this.#processes) each.kill('SIGTERM');
    await Promise.all(this.#keeping);
  }

  async #keep(i: number): Promise<void> {
    while (!this.#stopped) {
      const worker = spawn(process.execPath, [cli, 'work', '--server', this.#url, '--name', `worker ${i}`], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#processes[i] = worker;
      createInterface(worker.stdout!).on('line', this.#heard);
      let said = '';
      worker.stderr!.on('data', (chunk) => {
        said = (said + chunk).slice(-2000);
      });
      const [code] = await once(worker, 'close');
      if (code === null || this.#stopped) continue;
      this.ended.push(`worker ${i} has ended with ${code}: ${said.trim()}`);
      await pause(200);
    }
  }
}
