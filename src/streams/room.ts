import { platform } from '#platform';

/** Refuses what needs more memory than there is, as far as the platform knows. */
export function checkRoom(what: string, needed: number, hint = ''): void {
  const free = platform.freeMemory();
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  if (free !== undefined && needed > free)
    throw new RangeError(`${what} need ${gigabytes(needed)}, and there are ${gigabytes(free)}${hint}`);
}
