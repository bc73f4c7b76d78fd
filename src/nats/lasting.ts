import { deadline } from '@nats-io/nats-core';
import { platform } from '#platform';

/** How long a server may be away, in milliseconds. */
const patience = 120_000;
/** What a server that starts takes to have JetStream, in milliseconds. */
const soon = 2000;
/** How long what is asked may take, in milliseconds: an object of half a gigabyte on its way, at most. */
const slowest = 300_000;

/** Does something that asks the server, again and again while it can't be reached: it may be starting anew, or the network be cut. */
export async function lasting<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const began = performance.now();
  let told = false;
  for (let wait = 20; ; wait = Math.min(2 * wait, 1000)) {
    try {
      return await unlessAborted(() => deadline(act(), slowest), signal);
    } catch (error) {
      const waited = performance.now() - began;
      if (signal?.aborted || !isPassing(error) || waited > patience) throw error;
      if (!told && waited > soon && (error as Error).name === 'JetStreamNotEnabled') {
        platform.warn('NATS: the server has no JetStream (nats-server -js has it); asking again for two minutes');
        told = true;
      }
    }
    await pause(wait, signal);
  }
}

/** Does something, and does not wait for it any more once the signal aborts: throws then. */
export async function unlessAborted<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  const stops = signal && stopsOf(signal);
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    stops?.add(stop);
  });
  try {
    return await Promise.race([act(), aborted.then(() => signal!.throwIfAborted() as never)]);
  } finally {
    stops?.delete(stop);
  }
}

/**
 * What is to be called when a signal aborts, by one listener for all: Node warns of more than ten, and Node 20 does not
 * always remove those that have a signal themselves.
 */
function stopsOf(signal: AbortSignal): Set<() => void> {
  const known = listened.get(signal);
  if (known) return known;
  const stops = new Set<() => void>();
  listened.set(signal, stops);
  signal.addEventListener('abort', () => {
    for (const stop of stops) stop();
  });
  return stops;
}

const listened = new WeakMap<AbortSignal, Set<() => void>>();

/** Errors of a server that can't be reached now. By name, since there may be two copies of the client. */
const passing = ['TimeoutError', 'RequestError', 'NoResponders', 'JetStreamNotEnabled', 'ConnectionError'];

/** Whether asking again may help: there was no answer, or one that the server is not able to now. */
function isPassing(error: unknown): boolean {
  const { name, cause, status = 0 } = error as Error & { status?: number };
  const forbidden = (cause as Error | undefined)?.name === 'PermissionViolationError';
  return !forbidden && (passing.includes(name) || status >= 500);
}

/** Waits; throws when the signal aborts. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
  try {
    await unlessAborted(wait, signal);
  } finally {
    clearTimeout(timer);
  }
}
