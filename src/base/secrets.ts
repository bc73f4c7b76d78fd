/** An address, and what is a query where a path alone is said. */
const addresses = /([a-z][a-z\d+.-]{1,20}:\/\/?)([^\s'"]*)|\?[\w.~%-]+=[^\s'"]*/gi;
/** A user, a password or a token before a host; also a password with such as / in it, which no port has. */
const login = /^(?:[^/?#:]*:(?!\d*(?:[/?#]|$)).*|[^/?#]*)@/;

/**
 * A text in which addresses have no user, password or token any more, and say nothing behind their ? or #: what may be in a
 * message.
 */
export const withoutSecrets = (text: string): string =>
  text.replace(addresses, (_, scheme?: string, rest = '') =>
    scheme ? scheme + rest.replace(login, '').replace(/([?#]).+$/, '$1…') : '?…',
  );

/** The same error, or one like it: neither its message nor that of its cause says a secret. */
export function unsecret(error: Error & { readonly code?: unknown }): Error {
  const message = withoutSecrets(error.message);
  const cause = error.cause instanceof Error ? unsecret(error.cause) : error.cause;
  if (message === error.message && cause === error.cause) return error;
  return Object.assign(new Error(message, { cause }), { code: error.code });
}
