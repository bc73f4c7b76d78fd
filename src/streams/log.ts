import { platform } from '#platform';
import { checkKind, checkValue, path as pathRule, type Rule } from '../base/check.js';
import type { LogFile } from '../platform/platform.js';
import type { Stage } from './stage.js';
import type { TrainingStep } from './training-step.js';

/** What is logged of a training step. */
export type Logged = Pick<TrainingStep, 'step' | 'loss' | 'validation'>;

/** Draws the curve of what has come as the bytes of a PNG. */
export type DrawCurve = (steps: readonly Logged[]) => Uint8Array;

type Ending = 'csv' | 'jsonl' | 'png';

const endingOf = (path: string): string | undefined => /\.(csv|jsonl|png)$/i.exec(path)?.[1]?.toLowerCase();

const rule: Rule<string> = {
  ...pathRule('the path of a file that ends in .csv, .jsonl or .png'),
  accepts: (value) => typeof value === 'string' && endingOf(value) !== undefined,
  fallback: '',
};

/** Checks the path now, and writes steps down as they come, or draws their curve at the end; passes them on. */
export function logger(path: string, draw: DrawCurve) {
  checkValue('toLog: path', path, rule);
  const ending = endingOf(path) as Ending;
  return (): Stage<TrainingStep, TrainingStep> =>
    ending === 'png' ? drawn(path, draw) : written(path, formats[ending]);
}

const checkStep = (step: TrainingStep): void =>
  checkKind('toLog', 'a TrainingStep', step, typeof step?.manifold === 'function');

function drawn(path: string, draw: DrawCurve): Stage<TrainingStep, TrainingStep> {
  const file = opened(path, () => platform.createFile(path));
  const steps: Logged[] = [];
  const commit = () => {
    if (steps.length > 0)
      opened(path, () => {
        file.write(draw(steps));
        file.commit();
      });
    steps.length = 0;
  };
  return {
    next(step) {
      checkStep(step);
      const { loss, validation } = step;
      steps.push({ step: step.step, loss, validation });
      return [step];
    },
    end() {
      commit();
      return [];
    },
    /** What has come of a training that fails or is left is drawn too. */
    close() {
      try {
        commit();
      } catch (error) {
        platform.warn((error as Error).message);
      }
      file.discard();
    },
  };
}

/** How a log is written: a line for each step, of which the last thing is its seconds. */
interface Format {
  /** The first line, if it is another. */
  readonly head: string;
  /** With what each line begins. */
  readonly first: string;
  /** A line up to its seconds. */
  said(logged: Logged): string;
  /** What is behind them. */
  readonly tail: string;
  /** The same of a line, its step and its seconds. */
  readonly line: RegExp;
}

const formats: Readonly<Record<'csv' | 'jsonl', Format>> = {
  csv: {
    head: 'step,loss,validation,seconds\n',
    first: '',
    said: ({ step, loss, validation = '' }) => `${step},${loss},${validation},`,
    tail: '\n',
    line: /((\d+),[^,\n]*,[^,\n]*,)([\d.]+)\n/gy,
  },
  jsonl: {
    head: '',
    first: '{"step":',
    said: ({ step, loss, validation }) => `${JSON.stringify({ step, loss, validation }).slice(0, -1)},"seconds":`,
    tail: '}\n',
    line: /(\{"step":(\d+),[^\n]*"seconds":)([\d.]+)\}\n/gy,
  },
};

/** A step in a log. */
interface Row {
  readonly step: number;
  /** All of its line but the seconds. */
  readonly said: string;
  readonly seconds: number;
  /** At which character of the file its line ends. */
  readonly end: number;
}

/**
 * A line for each step. One that is there already is left; one that says something else, of another training, replaces it and all
 * behind it.
 */
function written(path: string, format: Format): Stage<TrainingStep, TrainingStep> {
  const { head, said, tail } = format;
  const file = opened(path, () => platform.openLog(path));
  const rows = rowsIn(path, file, format);
  let began: number | undefined;
  let before: number | undefined;
  return {
    next(step) {
      checkStep(step);
      began ??= performance.now();
      const place = rows.findLastIndex((row) => row.step < step.step) + 1;
      if (rows[place]?.said === said(step)) return [step];
      const last = rows[place - 1];
      before ??= last?.seconds ?? 0;
      const seconds = before + (performance.now() - began) / 1000;
      const line = `${last ? '' : head}${said(step)}${seconds.toFixed(3)}${tail}`;
      const at = last?.end ?? 0;
      opened(path, () => file.write(line, at));
      const row = { step: step.step, said: said(step), seconds, end: at + line.length };
      rows.splice(place, rows.length, row);
      return [step];
    },
    close: () => file.close(),
  };
}

/** The steps in a log. What a process that was killed has begun to write is none. */
function rowsIn(path: string, { before, close }: LogFile, { head, first, line }: Format): Row[] {
  const isHeaded = before.startsWith(head);
  let end = isHeaded ? head.length : 0;
  const rows = Array.from(isHeaded ? before.slice(end).matchAll(line) : [], ([all, said = '', step, seconds]): Row => {
    end += all.length;
    return { step: Number(step), said, seconds: Number(seconds), end };
  });
  const rest = before.slice(end);
  const begins = isHeaded ? first : head;
  if (rest.includes('\n') || !begins.startsWith(rest.slice(0, begins.length))) {
    close();
    throw new Error(`toLog: ${path} is there, and is no log of a training; remove it, or name another`);
  }
  return rows;
}

function opened<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new Error(`toLog: ${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
