import { readdirSync } from 'node:fs';

/** What a process holds that must come back to where it was: threads, open files, and what keeps it alive. */
export interface Handles {
  readonly threads: number;
  readonly files: number;
  readonly resources: number;
}

/** Threads and files are read from /proc, and are 0 where there is none. */
export function handles(): Handles {
  const resources = process.getActiveResourcesInfo().filter((kind) => !/TTY|Pipe|Timeout|Immediate|FSReq/.test(kind));
  return { threads: entries('/proc/self/task'), files: entries('/proc/self/fd'), resources: resources.length };
}

/** Waits until no more is held than before, and says after how many milliseconds; undefined when it is not so in time. */
export async function freed(before: Handles, within = 10_000): Promise<number | undefined> {
  const began = performance.now();
  while (performance.now() - began < within) {
    const now = handles();
    if (now.threads <= before.threads && now.files <= before.files && now.resources <= before.resources)
      return performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return undefined;
}

function entries(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    return 0;
  }
}
