/** How long a server may be away, in milliseconds. */
const patience = 120_000;

/** Does something that asks the server, again and again while it can't be reached: it may be starting anew, or the network be cut. */
export async function lasting<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const end = performance.now() + patience;
  for (let wait = 20; ; wait = Math.min(2 * wait, 1000)) {
    try {
      return await unlessAborted(act, signal);
    } catch (error) {
      if (signal?.aborted || isFinal(error) || performance.now() > end) throw error;
    }
    await pause(wait, signal);
  }
}

/**
 * Does something, and does not wait for it any more once the signal aborts: throws then. The listener is removed by its name,
 * since Node 20 loses what a listener's own `signal` would do when two such are on one signal.
 */
export async function unlessAborted<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal?.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([act(), aborted.then(() => signal!.throwIfAborted() as never)]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Errors of a connection that is not to come back. By name, since there may be two copies of the client. */
const finalErrors = [
  'ClosedConnectionError',
  'DrainingConnectionError',
  'AuthorizationError',
  'PermissionViolationError',
];

/** Whether asking again can't help: an answer that is a refusal, or no way to ask. */
function isFinal(error: unknown): boolean {
  const { name, status = 500 } = error as Error & { status?: number };
  return finalErrors.includes(name) || status < 500;
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
