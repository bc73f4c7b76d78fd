/** How varied values are: the entropy of their shares, in nats. */
export function entropyOf(values: readonly unknown[]): number {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Array.from(counts.values(), (n) => n / values.length).reduce((sum, share) => sum - share * Math.log(share), 0);
}
