/** Says whether one more is allowed, of so many at once and so many a second. */
export function allowance({ atOnce, aSecond }: { readonly atOnce: number; readonly aSecond: number }): () => boolean {
  let left = atOnce;
  let before = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(atOnce, left + ((now - before) / 1000) * aSecond);
    before = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}
