import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  lastValueFrom,
  NEVER,
  type Observable,
  type OperatorFunction,
  of,
  take,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { platform } from '#platform';
import { type Face, faces } from './faces.js';
import { Matrix } from './matrix.js';
import { isPage } from './place.js';
import { type Counts, probe } from './probe.js';

/** An operator under the laws, with values for its source; `endless` where its output has no end of its own. */
export interface Subject {
  readonly name: string;
  readonly operator: (operators: Face['operators']) => unknown;
  readonly source: () => Promise<unknown[]> | unknown[];
  readonly endless?: boolean;
  /** It may give the same value more than once. */
  readonly shares?: boolean;
  /** It stands for all that are lifted alike, or that ask the same of the place: all laws are put to it on each face, and in a page. */
  readonly represents?: boolean;
  /** Completing without a value is an error, since there is nothing that it could emit. */
  readonly needsValues?: boolean;
}

/** A subject on one face: its operator for Observables, whole and with an end, and values for it. */
interface Case {
  readonly operator: OperatorFunction<unknown, unknown>;
  readonly bounded: OperatorFunction<unknown, unknown>;
  stoppedBy(signal: AbortSignal): OperatorFunction<unknown, unknown>;
  readonly values: unknown[];
  readonly needsValues: boolean;
  readonly shares: boolean;
  readonly counts: Counts;
}

/** Values that come one a turn of the event loop, as they do from files and threads. */
const spaced = <T>(values: T[]): Observable<T> =>
  from(values).pipe(concatMap((value) => timer(1).pipe(concatMap(() => of(value)))));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The laws that every operator keeps, whatever it does. */
const laws: Record<string, (given: Case) => Promise<void>> = {
  'is cold': async ({ bounded, values, counts }) => {
    let subscribed = 0;
    const input = defer(() => {
      subscribed++;
      return from(values);
    });
    const output = input.pipe(bounded);
    await pause(10);
    expect(subscribed).toBe(0);
    expect(counts.opened).toBe(0);
    const both = await Promise.all([lastValueFrom(output.pipe(toArray())), lastValueFrom(output.pipe(toArray()))]);
    expect(subscribed).toBe(2);
    expect(plain(both[0])).toEqual(plain(both[1]));
  },

  'completes once': async ({ bounded, values }) => {
    const seen = await record(spaced(values).pipe(bounded));
    expect(seen.values.length).toBeGreaterThan(0);
    expect(seen.ends).toEqual(['complete']);
  },

  'ends with an empty source': async ({ operator, needsValues }) => {
    const seen = await record(from<unknown[]>([]).pipe(operator));
    expect(seen.ends).toHaveLength(1);
    expect(seen.ends[0] === 'complete').toBe(!needsValues);
  },

  'passes errors on': async ({ operator, values }) => {
    const failure = new Error('upstream');
    for (const before of [[], values]) {
      const failing = concat(
        spaced(before),
        throwError(() => failure),
      );
      expect((await record(failing.pipe(operator))).ends).toEqual([failure]);
    }
  },

  'ends when the next stream fails': async ({ operator, values }) => {
    const failure = new Error('downstream');
    let ended = false;
    const failing = spaced(values).pipe(
      finalize(() => {
        ended = true;
      }),
      operator,
      tap(() => {
        throw failure;
      }),
    );
    expect((await record(failing)).ends).toEqual([failure]);
    expect(ended).toBe(true);
  },

  'stops when unsubscribed': async ({ operator, values, counts }) => {
    for (const after of instants) await stops(operator, values, counts, after, (_, subscription) => subscription());
  },

  'stops by AbortSignal': async ({ stoppedBy, values, counts }) => {
    for (const after of instants) {
      const controller = new AbortController();
      await stops(stoppedBy(controller.signal), values, counts, after, () => controller.abort());
    }
  },

  'computes nothing that is not asked for': async ({ operator, values, counts }) => {
    let read = 0;
    const counted = spaced(values).pipe(tap(() => read++));
    await lastValueFrom(counted.pipe(operator, take(1)));
    const { computed } = counts;
    const before = read;
    await pause(50);
    expect(counts.computed - computed).toBeLessThanOrEqual(0);
    expect(read).toBe(before);
  },

  'gives what is nobody else’s: whatever becomes of a value, no other changes': async ({ bounded, shares, values }) => {
    if (shares) return;
    const fresh = () => spaced(values.map(copied)).pipe(bounded);
    const expected = plain(await lastValueFrom(fresh().pipe(toArray())));
    for (const ruin of ruins) {
      const seen: unknown[] = [];
      await lastValueFrom(
        fresh().pipe(
          tap((value) => {
            seen.push(plain(value));
            ruin(value);
          }),
        ),
      );
      expect(seen).toEqual(expected);
    }
    expect(plain(await lastValueFrom(fresh().pipe(toArray())))).toEqual(expected);
  },

  'changes no value': async ({ bounded, values }) => {
    const seen: { value: unknown; copy: unknown }[] = [];
    const before = plain(values);
    await lastValueFrom(
      spaced(values).pipe(
        bounded,
        tap((value) => seen.push({ value, copy: structuredClone(plain(value)) })),
      ),
    );
    for (const { value, copy } of seen) expect(plain(value)).toEqual(copy);
    expect(plain(values)).toEqual(before);
  },
};

type Values = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** All numbers that there are in a value. */
function* numbersIn(value: unknown): Generator<Values> {
  if (ArrayBuffer.isView(value)) yield value as Values;
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value))
      yield* numbersIn(typeof part === 'function' && part.name === 'manifold' ? part() : part);
}

/** What a consumer may do to a value. */
const ruins: ((value: unknown) => void)[] = [
  (value) => {
    for (const numbers of numbersIn(value)) numbers.fill(0);
  },
  (value) => {
    for (const { buffer } of numbersIn(value))
      if (buffer.byteLength > 0) structuredClone(buffer, { transfer: [buffer] });
  },
];

/** A value whose numbers are its own. */
function copied(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return (value as Values).slice();
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([name, part]) => {
    const made = name === 'manifold' ? copied(part()) : copied(part);
    return [name, name === 'manifold' ? { manifold: () => made }.manifold : made];
  });
  return Object.fromEntries(parts);
}

/** Milliseconds in which a value comes, if any does: a page opens an engine more slowly. */
const patience = isPage ? 2_000 : 400;

const instants = [0, 1, 5, 40, 'value'] as const;

/** Stops a stream at an instant, and sees that its source has ended, and that at most one more step is computed. */
async function stops(
  operator: OperatorFunction<unknown, unknown>,
  values: unknown[],
  counts: Counts,
  after: (typeof instants)[number],
  stopBy: (output: Observable<unknown>, unsubscribe: () => void) => void,
): Promise<void> {
  let ended = false;
  let seen = 0;
  const output = concat(spaced(values), NEVER).pipe(
    finalize(() => {
      ended = true;
    }),
    operator,
  );
  await new Promise<void>((resolve) => {
    const stop = () => {
      stopBy(output, () => subscription.unsubscribe());
      resolve();
    };
    const subscription = output.subscribe(() => {
      seen++;
      if (after === 'value') queueMicrotask(stop);
    });
    // An operator that waits for its source to end has no value to give here: then it is stopped waiting.
    if (after === 0) stop();
    else setTimeout(stop, after === 'value' ? patience : after);
  });
  const { computed } = counts;
  const then = seen;
  expect(await counts.allClosed()).toBe(true);
  await pause(5);
  expect(ended || after === 0).toBe(true);
  expect(counts.computed - computed).toBeLessThanOrEqual(1);
  expect(seen).toBe(then);
}

/** A source under the laws. */
export interface Source {
  readonly name: string;
  readonly represents?: boolean;
  readonly source: (operators: Face['operators']) => unknown;
  /** The files that it reads for each subscriber. */
  readonly reads: number;
}

/** What is begun and what is over of the reading of files. */
interface Reading {
  begun: number;
  over: number;
  /** Whether files are slow: then each comes in many parts, until it is not wanted any more. */
  slow: boolean;
  /** Those that have come. */
  parts: number;
}

const partsOfAFile = 100;

/** Counts the files that are read while `use` runs. */
async function watchReading(use: (reading: Reading) => Promise<void>): Promise<void> {
  const reading: Reading = { begun: 0, over: 0, slow: false, parts: 0 };
  const counted = async <T>(read: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    reading.begun++;
    try {
      for (let part = 0; reading.slow && part < partsOfAFile; part++) {
        signal?.throwIfAborted();
        reading.parts++;
        await pause(5);
      }
      return await read();
    } finally {
      reading.over++;
    }
  };
  const [files, directory] = [{ ...platform.files }, platform.directory];
  Object.assign(platform.files, {
    read: (...args: Parameters<typeof files.read>) =>
      counted(() => files.read(...args), args[2] as AbortSignal | undefined),
  });
  platform.directory = (path) => {
    const made = directory(path);
    const read = made.read.bind(made);
    made.read = (name) => counted(() => read(name));
    return made;
  };
  try {
    await use(reading);
  } finally {
    Object.assign(platform.files, files);
    platform.directory = directory;
  }
}

/** The laws that every source of samples keeps. */
const sourceLaws: Record<
  string,
  (given: {
    readonly stream: Observable<unknown>;
    stoppedBy(signal: AbortSignal): Observable<unknown>;
    readonly reads: number;
    readonly reading: Reading;
  }) => Promise<void>
> = {
  'is cold, and reads anew for each subscriber': async ({ stream, reads, reading }) => {
    await pause(10);
    expect(reading.begun).toBe(0);
    const both = await Promise.all([lastValueFrom(stream.pipe(toArray())), lastValueFrom(stream.pipe(toArray()))]);
    expect(reading.begun).toBe(2 * reads);
    expect(both[0]).toHaveLength(1);
    expect(plain(both[0])).toEqual(plain(both[1]));
  },

  'completes once': async ({ stream }) => {
    const seen = await record(stream);
    expect(seen.values).toHaveLength(1);
    expect(seen.ends).toEqual(['complete']);
  },

  'gives what is nobody else’s': async ({ stream }) => {
    const expected = plain(await lastValueFrom(stream));
    for (const ruin of ruins) {
      const value = await lastValueFrom(stream);
      expect(plain(value)).toEqual(expected);
      ruin(value);
    }
    expect(plain(await lastValueFrom(stream))).toEqual(expected);
  },

  'ends when the next stream fails': async ({ stream, reading }) => {
    const failure = new Error('downstream');
    const failing = stream.pipe(
      tap(() => {
        throw failure;
      }),
    );
    expect((await record(failing)).ends).toEqual([failure]);
    expect(reading.over).toBe(reading.begun);
  },

  'reads no more once it is left': async ({ stream, stoppedBy, reading }) => {
    const controllers = instants.map(() => new AbortController());
    for (const [i, after] of instants.entries()) {
      if (after === 'value') continue;
      for (const left of [stream, stoppedBy(controllers[i]!.signal)]) {
        let seen = 0;
        const subscription = left.subscribe(() => seen++);
        if (after > 0) await pause(after);
        subscription.unsubscribe();
        controllers[i]!.abort();
        const then = { seen, begun: reading.begun };
        for (let waited = 0; waited < 100 && (waited < 2 || reading.over < reading.begun); waited++) await pause(20);
        expect(seen).toBe(then.seen);
        // What has been asked of the system when it is left may be begun still, but no file behind that.
        expect(reading.begun).toBeLessThanOrEqual(then.begun + 8);
        expect(reading.over).toBe(reading.begun);
      }
    }
  },

  'reads no more of a slow file once it is left': async ({ stream, stoppedBy, reads, reading }) => {
    if (reads === 0) return;
    reading.slow = true;
    for (const isStopped of [false, true]) {
      const over = new AbortController();
      const left = isStopped ? stoppedBy(over.signal) : stream;
      const parts = reading.parts + 5;
      const subscription = left.subscribe(() => expect.unreachable());
      while (reading.parts < parts) await pause(1);
      if (isStopped) over.abort();
      subscription.unsubscribe();
      const then = reading.parts;
      for (let waited = 0; waited < 1000 && reading.over < reading.begun; waited++) await pause(5);
      expect(reading.over).toBe(reading.begun);
      expect(reading.parts).toBe(then);
    }
  },
};

/** Puts every source, on both faces, to the laws of sources. */
export function sourcesObeyTheLaws(sources: readonly Source[], excluded: Exclusions): void {
  obey('sources', Object.keys(sourceLaws), sources, excluded, ({ source, reads }, face, law) =>
    watchReading((reading) =>
      sourceLaws[law]!({
        stream: face.emitted(source(face.operators)),
        stoppedBy: (signal) => face.emitted(source(face.operators), signal),
        reads,
        reading,
      }),
    ),
  );
}

/** Puts every operator, on both faces, to every law. */
export function obeyTheLaws(subjects: readonly Subject[], excluded: Exclusions): void {
  obey('operators', Object.keys(laws), subjects, excluded, async (subject, face, law) => {
    const { operator, source, endless, needsValues = false, shares = false } = subject;
    const made = operator(face.operators);
    const observed = face.observed(made);
    const values = await source();
    await probe(async (counts) => {
      await laws[law]!({
        operator: observed,
        bounded: (input) => (endless ? input.pipe(observed, take(3)) : input.pipe(observed)),
        stoppedBy: (signal) => face.observed(made, signal),
        values,
        needsValues,
        shares,
        counts,
      });
      expect(await counts.allClosed(), 'everything opened is closed').toBe(true);
    });
  });
}

/** By name, why what has no place where the tests run has none. */
export type Exclusions = Readonly<Record<string, string>>;

/**
 * Puts the laws to all subjects, prints the table of what has held, and fails where there is a hole in it. An operator is one code
 * on both faces and everywhere, over a lift of each face. So each is put to all laws once, in Node on RxJS; on IxJS, and in
 * a page on RxJS, those are which represent a lift, or ask the place for something; of all others it is seen that they run.
 */
function obey<T extends { readonly name: string; readonly represents?: boolean }>(
  what: string,
  laws: readonly string[],
  subjects: readonly T[],
  excluded: Exclusions,
  put: (subject: T, face: Face, law: string) => Promise<void>,
): void {
  const matrix = new Matrix(
    laws,
    faces.map(({ name }) => name),
  );
  for (const subject of subjects) {
    const { name } = subject;
    const reason = excluded[name];
    if (reason) {
      matrix.exclude(name, reason);
      it(name, ({ skip }) => skip(`not here: ${reason}`));
      continue;
    }
    for (const face of faces) {
      const isWhole = isPage ? subject.represents && face.name === 'rxjs' : subject.represents || face.name === 'rxjs';
      const asked = laws.filter((law) => isWhole || law === 'completes once');
      matrix.add(name, face.name, asked);
      describe(`${name} (${face.name})`, () => {
        it.each(asked)('%s', async (law) => {
          await put(subject, face, law);
          matrix.kept(name, face.name, law);
        });
      });
    }
  }
  it(`leaves no hole in the matrix of ${what}`, () => expect(matrix.holes()).toEqual([]));
  afterAll(() => console.log(`${matrix}`));
}

/** A value without its functions, and a training step with its manifold: what can be compared and copied. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part) => {
      if (ArrayBuffer.isView(part)) return Array.from(part as Float32Array);
      if (typeof part?.manifold === 'function') return { ...part, manifold: part.manifold() };
      return part;
    }),
  );
}

function record<T>(stream: Observable<T>): Promise<{ values: T[]; ends: unknown[] }> {
  const values: T[] = [];
  const ends: unknown[] = [];
  return new Promise((resolve) => {
    const end = (how: unknown) => {
      ends.push(how);
      setTimeout(() => resolve({ values, ends }), 20);
    };
    stream.subscribe({ next: (value) => values.push(value), error: end, complete: () => end('complete') });
  });
}
