import type { IncomingMessage } from 'node:http';

const isLoopback = (name: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(name);

/**
 * Says why a request is not let in, if so: it comes from a page of another origin, which is not among those allowed; or it asks a
 * server on loopback by a name that somebody else may have given to this machine.
 */
export function gate(host: string, origins: readonly string[]): (request: IncomingMessage) => string | undefined {
  const allowed = origins.map((origin) => new URL(origin));
  const local = isLoopback(host);
  return ({ headers }) => {
    const address = `http://${headers.host}`;
    if (!URL.canParse(address)) return 'the request names no host';
    const asked = new URL(address);
    const isAllowed = allowed.some(({ host }) => host === asked.host);
    if (local && !isLoopback(asked.hostname) && !isAllowed) return `this server is not ${asked.host}`;
    const { origin } = headers;
    if (origin === undefined || allowed.some((each) => each.origin === origin)) return undefined;
    return origin === `http://${asked.host}` || origin === `https://${asked.host}`
      ? undefined
      : `pages of ${origin} are not allowed here: see --origin`;
  };
}
