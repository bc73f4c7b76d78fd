/** How long a server may be away, in milliseconds. */
const patience = 120_000;

/** Does something that asks the server, again and again while it can't be reached: it may be starting anew, or the network be cut. */
export async function lasting<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const end = performance.now() + patience;
  for (let wait = 20; ; wait = Math.min(2 * wait, 1000)) {
    signal?.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (isFinal(error) || performance.now() > end) throw error;
    }
    await pause(wait, signal);
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
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const over = new AbortController();
    const end = () => {
      over.abort();
      resolve();
    };
    setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end, { signal: over.signal });
  });
  signal?.throwIfAborted();
}
