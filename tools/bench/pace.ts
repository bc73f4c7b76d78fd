import { lastValueFrom, type Observable, tap } from 'rxjs';

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Median milliseconds of `run`, after a warm-up. */
export async function time(runs: number, run: () => unknown): Promise<number> {
  for (let i = 0; i < Math.ceil(runs / 4); i++) await run();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** The same of as many runs as go into `budget` milliseconds: three at least, two thousand at most. */
export async function timeFor(budget: number, run: () => unknown): Promise<number> {
  await run();
  const one = await time(1, run);
  return time(Math.max(3, Math.min(2_000, Math.floor(budget / one))), run);
}

/** Median milliseconds between the last `draws` that a stream emits. */
export async function pace(stream: Observable<unknown>, draws: number): Promise<number> {
  const times: number[] = [];
  let last = 0;
  const pipeline = stream.pipe(
    tap(() => {
      const now = performance.now();
      times.push(now - last);
      last = now;
    }),
  );
  await lastValueFrom(pipeline);
  return median(times.slice(-draws));
}
