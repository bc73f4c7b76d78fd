import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionOptions, credsAuthenticator, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
import { kaleidoscopeOver } from 'kaleidoflow/nats';
import { firstValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { quickNetwork } from '../dist/tools/soak/networks.js';
import { newFolder } from './folder.js';
import { root } from './project.js';

const place = newFolder();

const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(place, name), text);
  return join(place, name);
};

/** One way to log in: what the server has, what a worker is given, and what a program is. */
interface Way {
  readonly config: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly options: ConnectionOptions;
  /** What no line may have. */
  readonly secrets: readonly string[];
  /** The same with a secret that is wrong; without a certificate the client waits for 20 seconds. */
  readonly wrong?: { readonly flags?: readonly string[]; readonly env?: Readonly<Record<string, string>> };
}

const lacksOpenssl = spawnSync('openssl', ['version']).status === 0 ? undefined : 'openssl is not installed';
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function byUser(): Way {
  const [NATS_USER, NATS_PASSWORD] = ['worker', 'pass word/@:?#'];
  return {
    config: `authorization { users: [{ user: "${NATS_USER}", password: "${NATS_PASSWORD}" }] }`,
    env: { NATS_USER, NATS_PASSWORD },
    options: { user: NATS_USER, pass: NATS_PASSWORD },
    secrets: [NATS_PASSWORD],
    wrong: { env: { NATS_USER, NATS_PASSWORD: 'not-the-password' } },
  };
}

const byToken = (): Way => ({
  config: 'authorization { token: "a-token-of-ours" }',
  env: { NATS_TOKEN: 'a-token-of-ours' },
  options: { token: 'a-token-of-ours' },
  secrets: ['a-token-of-ours'],
  wrong: { env: { NATS_TOKEN: 'another-token' } },
});

function byNkey(): Way {
  const [pair, other] = [nkeys.createUser(), nkeys.createUser()];
  return {
    config: `authorization { users: [{ nkey: ${pair.getPublicKey()} }] }`,
    flags: ['--nkey', file('nkey', `${text(pair.getSeed())}\n`)],
    options: { authenticator: nkeyAuthenticator(pair.getSeed()) },
    secrets: [text(pair.getSeed())],
    wrong: { flags: ['--nkey', file('other-nkey', other.getSeed())] },
  };
}

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** A token as nsc makes it, signed by another's key. */
function jwt(by: KeyPair, of: KeyPair, name: string, nats: object): string {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [iss, sub] = [by.getPublicKey(), of.getPublicKey()];
  const claims = { jti: name, iat: Math.floor(Date.now() / 1000), iss, name, sub, nats: { ...nats, version: 2 } };
  const said = `${encoded({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encoded(claims)}`;
  return `${said}.${Buffer.from(by.sign(Buffer.from(said))).toString('base64url')}`;
}

function byCreds(): Way {
  const all = { subs: -1, data: -1, payload: -1 };
  const stores = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const limits = { ...all, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const [operator, system, account, other] = [
    nkeys.createOperator(),
    nkeys.createAccount(),
    nkeys.createAccount(),
    nkeys.createAccount(),
  ];
  const credsOf = (by: KeyPair) => {
    const user = nkeys.createUser();
    const seed = text(user.getSeed());
    const token = jwt(by, user, 'worker', { type: 'user', pub: {}, sub: {}, ...all });
    const creds = `-----BEGIN NATS USER JWT-----\n${token}\n------END NATS USER JWT------\n
-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`;
    return { creds, secrets: [seed, token] };
  };
  const { creds, secrets } = credsOf(account);
  return {
    config: `operator: ${jwt(operator, operator, 'operator', { type: 'operator' })}
system_account: ${system.getPublicKey()}
resolver: MEMORY
resolver_preload: {
  ${system.getPublicKey()}: ${jwt(operator, system, 'system', { type: 'account', limits })}
  ${account.getPublicKey()}: ${jwt(operator, account, 'lab', { type: 'account', limits: { ...limits, ...stores } })}
}`,
    flags: ['--creds', file('worker.creds', creds)],
    options: { authenticator: credsAuthenticator(new TextEncoder().encode(creds)) },
    secrets,
    wrong: { flags: ['--creds', file('other.creds', credsOf(other).creds)] },
  };
}

/** Certificates of an authority of our own: its own, a server's and a worker's. */
function certificates(): void {
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: place });
    if (status !== 0) throw new Error(String(stderr));
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const ca of ['ca', 'other-ca'])
    openssl('req', '-x509', ...key, '-keyout', `${ca}.key`, '-out', `${ca}.pem`, '-subj', `/CN=${ca}`, '-days', '2');
  for (const name of ['server', 'worker']) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
    const names = file(`${name}.ext`, 'subjectAltName = IP:127.0.0.1, DNS:localhost\n');
    openssl('x509', '-req', '-in', `${name}.csr`, ...authority, '-extfile', names, '-out', `${name}.pem`);
  }
}

function byTls(): Way {
  certificates();
  const at = (name: string) => join(place, name);
  return {
    config: `tls { cert_file: "${at('server.pem')}", key_file: "${at('server.key')}" }`,
    flags: ['--ca', at('ca.pem')],
    options: { tls: { caFile: at('ca.pem') } },
    secrets: [],
    wrong: { flags: ['--ca', at('other-ca.pem')] },
  };
}

function byCertificate(): Way {
  certificates();
  const at = (name: string) => join(place, name);
  const [cert_file, key_file, ca_file] = ['server.pem', 'server.key', 'ca.pem'].map(at);
  return {
    config: `tls { cert_file: "${cert_file}", key_file: "${key_file}", ca_file: "${ca_file}", verify: true }`,
    flags: ['--ca', at('ca.pem'), '--cert', at('worker.pem'), '--key', at('worker.key')],
    options: { tls: { caFile: at('ca.pem'), certFile: at('worker.pem'), keyFile: at('worker.key') } },
    secrets: [],
  };
}

const { NATS_USER, NATS_PASSWORD, NATS_TOKEN, ...clean } = process.env;

/** `kaleidoflow work` with flags and an environment, what it says, and what it ends with. */
function started(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const worker: ChildProcess = spawn(process.execPath, [join(root, 'dist', 'cli', 'index.js'), 'work', ...flags], {
    env: { ...clean, ...env },
  });
  const said = { text: '' };
  for (const stream of [worker.stdout!, worker.stderr!])
    stream.on('data', (chunk) => {
      said.text += chunk;
    });
  return { worker, said, ended: once(worker, 'close').then(([code]) => code as number) };
}

describe.skipIf(lacksNats)(`a worker logs in${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  const ways: Record<string, { of: () => Way; lacks?: string | undefined }> = {
    'by user and password': { of: byUser },
    'by token': { of: byToken },
    'by nkey': { of: byNkey },
    'by credentials of an operator': { of: byCreds },
    'over TLS': { of: byTls, lacks: lacksOpenssl },
    'over TLS with a certificate of its own': { of: byCertificate, lacks: lacksOpenssl },
  };
  for (const [name, { of: wayOf, lacks }] of Object.entries(ways))
    it.skipIf(lacks)(`${name}${lacks ? `, skipped: ${lacks}` : ''}, and with the wrong one does not`, async () => {
      const way = wayOf();
      const server = await NatsServer.start(way.config);
      const at = ['--server', server.url, '--name', 'it'];
      const { worker, said, ended } = started([...at, ...(way.flags ?? [])], way.env);
      try {
        const connection = await server.connect(way.options);
        const drawn = of(quickNetwork()).pipe(kaleidoscopeOver(connection, { chains: 2, take: 1 }));
        expect((await firstValueFrom(drawn)).step).toBe(1);
        await connection.close();
        worker.kill('SIGTERM');
        expect(await ended).toBe(143);
        expect(said.text).toMatch(/^it at 127\.0\.0\.1:\d+\n/);

        if (!way.wrong) return;
        const refused = started([...at, ...(way.wrong.flags ?? [])], way.wrong.env);
        expect(await refused.ended).toBe(1);
        expect(refused.said.text).toMatch(/^kaleidoflow work: nats:\/\/127\.0\.0\.1:\d+ cannot be reached: .+\n$/);
        for (const secret of [...way.secrets, ...Object.values(way.wrong.env ?? {}).slice(-1)])
          expect(said.text + refused.said.text).not.toContain(secret);
      } finally {
        worker.kill('SIGKILL');
        await server.stop();
      }
    });
});

describe('a worker refuses, and shows no secret', () => {
  const secret = 'se-cret';
  const cases: Record<string, { flags?: string[]; env?: Record<string, string>; code: number; says: string }> = {
    'a login in an address': {
      flags: ['--server', `nats://127.0.0.1,nats://user:${secret}@127.0.0.1:1`],
      code: 2,
      says: '--server must be addresses without a login, which belongs in NATS_USER and NATS_PASSWORD, in NATS_TOKEN or in a file',
    },
    'a token in an address': {
      flags: ['--server', `${secret}@127.0.0.1:1`],
      code: 2,
      says: '--server must be addresses without a login',
    },
    'a token behind an address': {
      flags: ['--server', `nats://127.0.0.1:1?token=${secret}`],
      code: 1,
      says: 'nats://127.0.0.1:1?… cannot be reached: ',
    },
    'two ways': {
      flags: ['--nkey', 'x'],
      env: { NATS_TOKEN: secret },
      code: 2,
      says: 'there is one way to log in, and here are --nkey and NATS_TOKEN',
    },
    'a password of nobody': {
      env: { NATS_PASSWORD: secret },
      code: 2,
      says: 'NATS_USER and NATS_PASSWORD go together',
    },
    'a certificate without its key': { flags: ['--cert', 'x'], code: 2, says: '--cert and --key go together' },
    'a seed that is none': {
      flags: ['--nkey', file('no-seed', secret)],
      code: 1,
      says: `--nkey must be the seed of an nkey, not what '${join(place, 'no-seed')}' holds`,
    },
    'credentials that are none': {
      flags: ['--creds', file('no-creds', secret)],
      code: 1,
      says: `--creds must be credentials, as nsc writes them, not what '${join(place, 'no-creds')}' holds`,
    },
    'credentials with a seed that is none': {
      flags: [
        '--creds',
        file('odd-creds', `-----BEGIN-----\n${secret}\n-----END-----\n\n-----BEGIN-----\nSU${secret}\n-----END-----\n`),
      ],
      code: 1,
      says: '--creds must be credentials, as nsc writes them',
    },
    'a file that is not there': { flags: ['--creds', join(place, 'nowhere')], code: 1, says: 'ENOENT' },
  };
  it.each(Object.entries(cases))('%s', async (_, { flags, env, code, says }) => {
    const { said, ended } = started(flags, env);
    expect(await ended).toBe(code);
    expect(said.text).toContain(`kaleidoflow work: ${says === 'ENOENT' ? '' : says}`);
    expect(said.text).not.toContain(secret);
    expect(said.text).not.toMatch(/^\s+at /m);
  });
});
