import { Counts as EngineCounts, watch } from '../dist/tools/soak/counts.js';
import { engines } from './engines.js';

/** Counts what the engines open, close and compute while `use` runs, and puts the engines back. */
export async function probe<T>(use: (counts: Counts) => Promise<T>): Promise<T> {
  const counts = new Counts();
  const before = engines.map((engine) => ({ ...engine }));
  for (const engine of engines) watch(engine, counts);
  try {
    return await use(counts);
  } finally {
    engines.forEach((engine, i) => {
      Object.assign(engine, before[i]);
    });
  }
}

export class Counts extends EngineCounts {
  /** Waits until everything opened is closed, and says whether that came true in good time. */
  async allClosed(): Promise<boolean> {
    for (let waited = 0; waited < 500 && this.opened !== this.closed; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return this.opened === this.closed;
  }
}
