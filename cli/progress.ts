import { sparkline } from './sparkline.js';

const pause = 100;
const tenth = 0.1;

interface Progress {
  /** @param curve What is drawn behind it, on a terminal. */
  at(done: number, note?: string, curve?: readonly number[]): void;
  end(): void;
}

/** Says on standard error how far a task is: on a terminal in one line that changes, elsewhere a line for each tenth. */
export function progress(task: string, total: number): Progress {
  const isTerminal = process.stderr.isTTY === true;
  const began = performance.now();
  let said = Number.NEGATIVE_INFINITY;
  let shown = false;
  const say = (text: string) => process.stderr.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  return {
    at(done, note = '', curve = []) {
      const now = isTerminal ? performance.now() : done / total;
      if (now - said < (isTerminal ? pause : tenth) && done < total) return;
      said = now;
      shown = true;
      const left = done > 0 ? ((performance.now() - began) / done) * (total - done) : Number.NaN;
      const time = left > 500 ? `, ${Math.round(left / 1000)} s left` : '';
      const text = `${task}: ${done} of ${total}${time}${note && ` | ${note}`} `;
      say(isTerminal ? text + sparkline(curve, (process.stderr.columns || 80) - text.length - 1) : text.trimEnd());
    },
    end() {
      if (shown && isTerminal) process.stderr.write('\n');
      shown = false;
    },
  };
}
