import { readFileSync } from 'node:fs';
import type { Authenticator, NodeConnectionOptions } from '@nats-io/transport-node';
import { type Asked, type Flag, UsageError } from './command.js';

/** The flags that say how a worker logs in: files, since a command line is no place for a secret. */
export const loginFlags = {
  creds: { value: 'FILE', is: 'credentials, as nsc writes them' },
  nkey: { value: 'FILE', is: 'the seed of an nkey' },
  ca: { value: 'FILE', is: 'who vouches for the server; the connection is then by TLS' },
  cert: { value: 'FILE', is: 'a certificate of its own for TLS, with --key' },
  key: { value: 'FILE', is: 'the key of that certificate' },
} satisfies Record<string, Flag>;

type Login = Pick<NodeConnectionOptions, 'user' | 'pass' | 'token' | 'authenticator' | 'tls'>;
/** What the client makes a login of a file by. */
type Ways = Readonly<Record<'credsAuthenticator' | 'nkeyAuthenticator', (file: Uint8Array) => Authenticator>>;

/** How a worker logs in, by its flags and environment; checked now, and its files are read when it connects. */
export function loginOf(asked: Asked, env: NodeJS.ProcessEnv = process.env): (ways: Ways) => Login {
  const { NATS_USER: user, NATS_PASSWORD: pass, NATS_TOKEN: token } = env;
  const [creds, nkey, caFile, certFile, keyFile] = Object.keys(loginFlags).map((flag) => asked.text(flag));
  const ways = Object.entries({ '--creds': creds, '--nkey': nkey, NATS_USER: user, NATS_TOKEN: token });
  const said = ways.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (said.length > 1) throw new UsageError(`there is one way to log in, and here are ${said.join(' and ')}`);
  if ((user === undefined) !== (pass === undefined)) throw new UsageError('NATS_USER and NATS_PASSWORD go together');
  if ((certFile === undefined) !== (keyFile === undefined)) throw new UsageError('--cert and --key go together');
  const files = Object.entries({ caFile, certFile, keyFile }).filter(([, file]) => file !== undefined);
  return ({ credsAuthenticator, nkeyAuthenticator }) => ({
    ...(files.length > 0 && { tls: Object.fromEntries(files) }),
    ...(user !== undefined && pass !== undefined && { user, pass }),
    ...(token !== undefined && { token }),
    ...(creds !== undefined && { authenticator: authenticatorOf('creds', creds, credsAuthenticator) }),
    ...(nkey !== undefined && {
      authenticator: authenticatorOf('nkey', nkey, (file) => nkeyAuthenticator(trimmed(file))),
    }),
  });
}

const trimmed = (file: Uint8Array): Uint8Array => new TextEncoder().encode(new TextDecoder().decode(file).trim());

/** An error names the file, and nothing of what is in it. */
function authenticatorOf(flag: 'creds' | 'nkey', file: string, make: (file: Uint8Array) => Authenticator) {
  const bytes = readFileSync(file);
  const authenticator = make(bytes);
  try {
    authenticator('to be signed');
  } catch {
    throw new Error(
      `--${flag} must be ${flag === 'creds' ? 'credentials, as nsc writes them' : 'the seed of an nkey'}, not what '${file}' holds`,
    );
  }
  return authenticator;
}

/** Where servers are; an address with a login in it is refused, and not shown. */
export function serversOf(asked: Asked): string[] {
  const servers = asked.texts('server') ?? ['nats://127.0.0.1:4222'];
  if (servers.some((server) => server.includes('@')))
    throw new UsageError(
      '--server must be addresses without a login, which belongs in NATS_USER and NATS_PASSWORD, in NATS_TOKEN or in a file',
    );
  return servers;
}
