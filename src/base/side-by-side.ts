/**
 * Does `work` for 0, 1, … below `count`, a few at a time; once the signal has aborted, for no more. Fails as the lowest of
 * them does that fails, and when none is under way any more.
 */
export async function sideBySide(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const failures = new Map<number, unknown>();
  const takeTurns = async () => {
    while (next < count && failures.size === 0 && !signal?.aborted) {
      const index = next++;
      try {
        await work(index);
      } catch (error) {
        failures.set(index, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, takeTurns));
  if (failures.size > 0 && !signal?.aborted) throw failures.get(Math.min(...failures.keys()));
}
