import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const isLoopback = (name: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(name);

/** Whom a server lets in. */
export interface Guests {
  /** Where it listens. */
  readonly host: string;
  /** Names that it answers to, besides that one and its addresses. */
  readonly names: readonly string[];
  /** Origins whose pages are let in besides its own. */
  readonly origins: readonly string[];
}

export interface Gate {
  /** Why a request is not let in, if so. */
  objection(request: IncomingMessage): string | undefined;
  /** Whose pages may show what is answered: a browser reads it in `cross-origin-resource-policy`. */
  policy(request: IncomingMessage): 'same-origin' | 'cross-origin';
}

/**
 * Lets nobody in who calls the server by a name that is not its own, for somebody else may have given that name to this
 * machine; and no page of another origin that is not allowed, also where it only shows a picture.
 */
export function gate({ host, names, origins }: Guests): Gate {
  const own = [host, ...names, ...origins.map((origin) => new URL(origin).hostname)].map((name) => name.toLowerCase());
  const answersTo = (name: string) =>
    isLoopback(name) || own.includes(name) || (!isLoopback(host) && isIP(name.replace(/^\[|\]$/g, '')) > 0);
  const isAllowed = (page: string | undefined) =>
    page !== undefined && URL.canParse(page) && origins.includes(new URL(page).origin);

  return {
    objection({ headers, rawHeaders }) {
      if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1)
        return 'the request names two hosts';
      const address = `http://${headers.host ?? ''}`;
      if (!URL.canParse(address)) return 'the request names no host';
      const asked = new URL(address);
      if (!answersTo(asked.hostname)) return `this server is not ${asked.host}: see --allow-host`;
      const { origin, referer } = headers;
      if (origin !== undefined) {
        const isOwn = origin === `http://${asked.host}` || origin === `https://${asked.host}`;
        return isOwn || isAllowed(origin) ? undefined : `pages of ${origin} are not allowed here: see --origin`;
      }
      const { 'sec-fetch-site': site = 'none', 'sec-fetch-dest': shows } = headers;
      if (site === 'none' || site === 'same-origin' || shows === 'document' || isAllowed(referer)) return undefined;
      return 'pages of other origins are not allowed here: see --origin';
    },
    policy: ({ headers: { origin, referer } }) => (isAllowed(origin ?? referer) ? 'cross-origin' : 'same-origin'),
  };
}

/** Says whom a server lets in. */
export function openTo({ host, names, origins }: Guests): string {
  const called = isLoopback(host) || isIP(host) > 0 ? names : [host, ...names];
  const who = isLoopback(host) ? 'this machine alone' : 'every machine that reaches this one by an address';
  const as = called.length > 0 ? `, also as ${called.join(', ')}` : '';
  return `open to ${who}${as}, and to pages of ${['its own', ...origins].join(' and ')}`;
}
