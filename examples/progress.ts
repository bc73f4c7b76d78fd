import cliProgress from 'cli-progress';

/** A bar with pace and time left on a terminal; elsewhere a plain line now and then. It appears with its first step. */
export function progress(
  task: string,
  total: number,
  what = 'steps',
): { at(step: number, note?: string): void; stop(): void } {
  const bar = new cliProgress.SingleBar({
    format: `${task} {bar} {value}/{total} | {pace} ${what}/s | {note}{eta_formatted} left`,
    barsize: 24,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
    gracefulExit: false,
    // Before there is a pace the library says 'INF'.
    formatTime: (left, options, round) =>
      Number.isFinite(left) ? cliProgress.Format.TimeFormat(left, options, round) : '–',
  });
  let began = 0;
  let first = 0;
  return {
    at(step, note = '') {
      if (began === 0) {
        began = performance.now();
        first = step;
        bar.start(total, step, { pace: '–', note: '' });
      }
      const pace = ((step - first) / (performance.now() - began)) * 1000 || 0;
      bar.update(step, { pace: pace.toFixed(pace < 10 ? 1 : 0), note: note && `${note} | ` });
    },
    stop: () => bar.stop(),
  };
}
