import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { median } from './pace.js';

/** Resident megabytes of a process. */
export function resident(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1024;
}

/** The median of a second. */
export async function residentOfASecond(pid: number): Promise<number> {
  const seen: number[] = [];
  for (let i = 0; i < 10; i++) {
    seen.push(resident(pid));
    await setTimeout(100);
  }
  return median(seen);
}

/** Seconds of processor time that a process has used. */
export function processor(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Ends processes, and waits until all have. */
export async function endAll(processes: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    processes.map(async (process) => {
      const ended = once(process, 'exit');
      process.kill();
      await ended;
    }),
  );
}
