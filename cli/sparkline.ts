const bars = '▁▂▃▄▅▆▇█';
const most = 40;

/** Numbers above 0 as bars, as many as there is room for: the last of each stretch of them, by powers. */
export function sparkline(values: readonly number[], room: number): string {
  const width = Math.min(values.length, most, Math.max(0, room));
  const heights = Array.from({ length: width }, (_, i) =>
    Math.log(values[Math.ceil(((i + 1) / width) * values.length) - 1]! || Number.MIN_VALUE),
  );
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const barOf = (height: number) => bars[Math.round(((height - low) / (high - low || 1)) * (bars.length - 1))];
  return heights.map(barOf).join('');
}
