import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { fromCifar, fromImages, fromManifold, fromMnist, fromNpy, fromTable, kaleidoscope } from 'kaleidoflow';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain } from '../dist/src/base/plain.js';
import { unsecret, withoutSecrets } from '../dist/src/base/secrets.js';
import { files } from '../dist/src/platform/web/files.js';
import { quickNetwork } from '../dist/tools/soak/networks.js';
import { root } from './project.js';

const secret = 'se-cret';

describe('withoutSecrets', () => {
  it.each([
    ['https://user:se-cret@host/a.npy', 'https://host/a.npy'],
    ['https://se-cret@host:8080/a.npy', 'https://host:8080/a.npy'],
    ['https://host/a.npy?token=se-cret&x=1', 'https://host/a.npy?…'],
    ['https://host/a.npy?se-cret', 'https://host/a.npy?…'],
    ['https://host/a.npy#access_token=se-cret', 'https://host/a.npy#…'],
    ['a/b.npy?sig=se-cret', 'a/b.npy?…'],
    ["'nats://user:se-cret@host:4222' and 'nats://se-cret@other'", "'nats://host:4222' and 'nats://other'"],
    ['nats://user:p@se-cret@host', 'nats://host'],
    ['ENOENT: no such file, stat https:/user:se-cret@host/a', 'ENOENT: no such file, stat https:/host/a'],
    ['https://host/npm/pkg@1.0/file.csv', 'https://host/npm/pkg@1.0/file.csv'],
    ['what is it? a cell', 'what is it? a cell'],
    ['nats://user:se/cr?e@t@host:1', 'nats://host:1'],
    ['http://[::1]:80/a', 'http://[::1]:80/a'],
    ['C:/me@home/a?b.csv', 'C:/me@home/a?b.csv'],
  ])('%s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });
});

it('takes a long text as it comes', () => {
  for (const text of ['a', 'ab:/', 'ab://', '?a', '?a=', 'ab://x@', 'ab://x?'])
    expect(withoutSecrets(text.repeat(300_000))).toBeTypeOf('string');
});

it('plain has nothing that moves a terminal', () => {
  expect(plain('a\u001b[31mb\u009bc\r\n\u2028d\u202ee\u007f')).toBe('a [31mb c   d e ');
  expect(plain('Größe × 😀 👨‍👩‍👧')).toBe('Größe × 😀 👨‍👩‍👧');
});

describe('the error of a source shows no secret of its address, nor does its cause', () => {
  const addresses = (end: string) => [
    `https://user:${secret}@127.0.0.1:1/a${end}`,
    `https://${secret}@127.0.0.1:1/a${end}`,
    `https://127.0.0.1:1/a${end}?token=${secret}`,
    `https://127.0.0.1:1/a?token=${secret}&b${end}`,
  ];
  const sources: Record<string, { end: string; from: (address: string) => Observable<unknown> }> = {
    fromNpy: { end: '.npy', from: (address) => fromNpy(address) },
    fromTable: { end: '.csv', from: (address) => fromTable(address) },
    'fromTable, Parquet': { end: '.parquet', from: (address) => fromTable(address) },
    'fromTable, an unknown end': { end: '.xyz', from: (address) => fromTable(address) },
    fromCifar: { end: '.bin', from: (address) => fromCifar(address) },
    fromImages: { end: '.png', from: (address) => fromImages(address, { size: 8 }) },
    'fromImages, a glob': { end: '/*.png', from: (address) => fromImages(address, { size: 8 }) },
    'fromImages, a list': { end: '.png', from: (address) => fromImages([address], { size: 8 }) },
    fromManifold: { end: '.safetensors', from: (address) => fromManifold(address) },
    fromMnist: { end: '', from: (address) => fromMnist({ dir: address }) },
    'kaleidoscope, an option': {
      end: '',
      from: (address) => of(quickNetwork()).pipe(kaleidoscope({ start: address as never })),
    },
  };
  it.each(Object.entries(sources))('%s', async (_, { end, from }) => {
    for (const address of addresses(end)) {
      const error = await Promise.resolve()
        .then(() => lastValueFrom(from(address)))
        .then(
          () => undefined,
          (error: Error) => error,
        );
      expect(error).toBeInstanceOf(Error);
      for (let at = error; at; at = at.cause as Error | undefined) expect(at.message).not.toContain(secret);
      expect(error?.stack).not.toContain(secret);
    }
  });
});

describe('the files of browsers', () => {
  const server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/page')) response.setHeader('content-type', 'text/html');
    response.statusCode = url.startsWith('/gone') ? 404 : url.startsWith('/broken') ? 500 : 200;
    response.end('');
  });
  let at = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it.each([
    ['what is not there', (at: string) => `http://${at}/gone?token=${secret}`],
    ['what fails', (at: string) => `http://${at}/broken?token=${secret}`],
    ['a page', (at: string) => `http://${at}/page?token=${secret}`],
    ['an address with a login, which fetch refuses', (at: string) => `http://user:${secret}@${at}/a`],
    ['nobody', () => `http://127.0.0.1:1/a?token=${secret}`],
  ])('%s', async (_, addressOf) => {
    const error = await files.read(addressOf(at), 10, undefined).then(
      () => undefined,
      (error: Error) => unsecret(error),
    );
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error)).not.toContain(secret);
  });
});

describe('the command line', () => {
  const address = `https://user:${secret}@127.0.0.1:1/a.csv?token=${secret}`;
  it.each([
    ['train', address, '-o', 'never.safetensors'],
    ['sample', address, '-o', 'never.png'],
    ['sample', address, '-o', 'never.png', '--given', address],
    ['info', address],
    ['export', address, '-o', 'never.onnx'],
    ['serve', address],
    ['work', '--sessions', address],
    ['work', address],
  ])('%s', (...args) => {
    const program = join(root, 'dist', 'cli', 'index.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('kaleidoflow');
    expect(stdout + stderr).not.toContain(secret);
  });
});
