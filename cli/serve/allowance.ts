/** So much at once, and so much a second. */
interface Rate {
  readonly atOnce: number;
  readonly aSecond: number;
}

/** Says whether so much more is allowed. */
export function allowance({ atOnce, aSecond }: Rate): (more: number) => boolean {
  let left = atOnce;
  let before = performance.now();
  return (more) => {
    const now = performance.now();
    left = Math.min(atOnce, left + ((now - before) / 1000) * aSecond);
    before = now;
    left -= more;
    return left >= 0;
  };
}
