import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import type { AsyncIterableX } from 'ix/asynciterable';
import { withAbort } from 'ix/asynciterable/operators';
import { toAsyncIterable } from 'kaleidoflow';
import { fromEvent, type Observable, takeUntil } from 'rxjs';

/** One pipeline, built for each face. */
export interface Built<T> {
  readonly pushed: Observable<T>;
  readonly pulled: AsyncIterableX<T>;
}

/** What came out of a pipeline, and how it ended: by itself, since its reader left, or with an error. */
export interface Read<T> {
  readonly values: T[];
  readonly end: 'complete' | 'left' | { readonly error: unknown };
}

interface Reading<T> {
  next(): Promise<{ done?: boolean | undefined; value?: T | undefined }>;
  leave(): unknown;
}

/** Every way to read a pipeline; each can be stopped by a signal. */
const readers = {
  rxjs: <T>({ pushed }: Built<T>, signal: AbortSignal) => pushed.pipe(takeUntil(fromEvent(signal, 'abort'))),
  queue: <T>({ pushed }: Built<T>, signal: AbortSignal) =>
    iterated(toAsyncIterable(pushed.pipe(takeUntil(fromEvent(signal, 'abort'))), { ahead: 1000 })),
  ix: <T>({ pulled }: Built<T>, signal: AbortSignal) => iterated(pulled.pipe(withAbort(signal))),
  node: <T>({ pulled }: Built<T>, signal: AbortSignal): Reading<T> => {
    const readable = Readable.from(pulled, { signal });
    const values = readable[Symbol.asyncIterator]();
    return { next: () => values.next(), leave: () => readable.destroy() };
  },
  web: <T>({ pulled }: Built<T>, signal: AbortSignal): Reading<T> => {
    const reader = ReadableStream.from(pulled.pipe(withAbort(signal))).getReader();
    return { next: () => reader.read(), leave: () => reader.cancel() };
  },
};

export const readerNames = Object.keys(readers) as (keyof typeof readers)[];

function iterated<T>(values: AsyncIterable<T>): Reading<T> {
  const iterator = values[Symbol.asyncIterator]();
  return { next: () => iterator.next(), leave: () => iterator.return?.() };
}

/** Reads a pipeline to its end, or leaves it after so many milliseconds. */
export async function read<T>(
  name: keyof typeof readers,
  built: Built<T>,
  signal: AbortSignal,
  leaveAfter: number | undefined,
): Promise<Read<T>> {
  const values: T[] = [];
  const reading = readers[name](built, signal);
  let leave: () => unknown;
  const end = new Promise<Read<T>['end']>((resolve) => {
    const fail = (error: unknown) => resolve({ error });
    if ('subscribe' in reading) {
      const subscription = reading.subscribe({
        next: (value) => values.push(value),
        error: fail,
        complete: () => resolve('complete'),
      });
      leave = () => subscription.unsubscribe();
      return;
    }
    leave = reading.leave;
    const loop = async () => {
      for (;;) {
        const { done, value } = await reading.next();
        if (done) return resolve('complete');
        values.push(value!);
      }
    };
    loop().catch(fail);
  });
  if (leaveAfter === undefined) return { values, end: await end };
  const left = pause(leaveAfter).then(() => 'left' as const);
  const how = await Promise.race([end, left]);
  if (how === 'left') {
    await leave!();
    const count = values.length;
    await pause(5);
    if (values.length !== count) throw new Error(`${values.length - count} values came after the reader had left`);
  }
  return { values, end: how };
}
