import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { burnIn, given, kaleidoscope, type Samples, thin, toSafetensors, withNoise, withTurns } from 'kaleidoflow';
import { firstValueFrom, identity, lastValueFrom, of, pipe, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { serveClient } from '../dist/cli/serve/client.js';
import { cuttingOff } from '../dist/cli/serve/heartbeat.js';
import { owedBytes } from '../dist/cli/serve/limits.js';
import { takingTurns } from '../dist/cli/serve/turns.js';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { probe } from './probe.js';
import { root } from './project.js';
import { Client, common, type Frame, manifold, served } from './serving.js';

// The network has not been trained for turns.
vi.spyOn(process, 'emitWarning').mockReturnValue();

/** Half of one sample, or of several. */
const part = (some: { values?: number[]; mask?: number[] } = {}) => ({
  values: Array.from({ length: 16 }, (_, i) => i / 8 - 1),
  mask: Array.from({ length: 16 }, (_, i) => Number(i < 8)),
  ...some,
});

const floats = ({ bytes }: Frame) => new Float32Array(new Uint8Array(bytes).buffer);
const tick = () => new Promise((resolve) => setTimeout(resolve, 30));

const samplesOf = (values: number[]): Samples => {
  const { shape, range } = manifold;
  return { values: Float32Array.from(values), count: values.length / 16, shape, range };
};

describe('what a client is sent', () => {
  it('is what the library draws, bit for bit', async () => {
    const { url } = await served();
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            chains: fc.integer({ min: 1, max: 64 }),
            first: fc.nat(2 ** 33),
            seed: fc.nat(),
            noise: fc.constantFrom(0, 0.1),
            turns: fc.integer({ min: 1, max: 5 }),
            label: fc.constantFrom(1, [3, 0]),
            attributes: fc.constantFrom({ hair: 'red' }, [{ age: 30 }, {}]),
            given: fc.constantFrom(part(), part({ values: Array.from({ length: 32 }, (_, i) => i / 16 - 1) })),
            burnIn: fc.nat(6),
            thin: fc.integer({ min: 1, max: 4 }),
          },
          { requiredKeys: [] },
        ),
        async (settings) => {
          const client = await Client.open(url);
          const { chains = 48, first = 0, seed = 0, noise, turns, label, attributes, given: half } = settings;
          const own = await lastValueFrom(
            of(manifold).pipe(
              label === undefined ? identity : given({ label }),
              attributes === undefined ? identity : given({ attributes }),
              half === undefined ? identity : given(samplesOf(half.values), { mask: half.mask }),
              turns === undefined ? identity : withTurns({ every: turns }),
              noise === undefined ? identity : withNoise(noise),
              pipe(kaleidoscope({ chains, first, seed }), burnIn(settings.burnIn ?? 0), thin(settings.thin ?? 1)),
              take(3),
              toArray(),
            ),
          );
          const frames = await client.draws({ ...settings, values: 'float32' }, 3);
          expect(frames.map(({ step }) => step)).toEqual(own.map(({ step }) => step));
          expect(frames.map(({ frame }) => frame)).toEqual([1, 2, 3]);
          for (const [i, frame] of frames.entries()) expect(floats(frame)).toEqual(own[i]!.values);
          const [byte] = await client.draws({ ...settings, values: 'uint8' }, 1);
          const grey = Uint8Array.from(own[0]!.values, (value) => (value + 1) * 127.5 + 0.5);
          expect(Uint8Array.from(byte!.bytes)).toEqual(grey);
          client.socket.close();
          await client.closed();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('begins with the model, and with what may be asked for', async () => {
    const { url } = await served({ chains: 7 });
    const client = new Client(new WebSocket(`${url.replace('http', 'ws')}/draws`));
    expect(await client.next()).toEqual({
      model: {
        shape: [4, 4, 1],
        range: [-1, 1],
        labels: [0, 1, 3],
        attributes: [
          { name: 'hair', categories: ['red', 'black'] },
          { name: 'age', range: [20, 60] },
        ],
        noise: [],
        limits: { chains: 7, burnIn: 1000, thin: 100, message: 65_536 },
      },
    });
    client.ask({});
    const chain = { chains: 7, first: 0, seed: 0, walk: false, burnIn: 0, thin: 1, values: 'uint8' };
    expect(await client.next()).toEqual({ chain });
  });
});

describe('a draw is computed when the one before has been acknowledged', () => {
  it.each([
    [{}, 1],
    [{ thin: 5 }, 5],
  ])('with %j', async (settings, each) => {
    const { url } = await served();
    await probe(async (counts) => {
      const client = await Client.open(url);
      let [frame] = await client.draws(settings, 1);
      for (let acknowledged = 0; acknowledged < 5; acknowledged++) {
        await tick();
        expect(counts.applied).toBe(each * (acknowledged + 1));
        expect(client.has).toBe(false);
        frame = await client.after(frame!);
      }
      client.socket.close();
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('so one that acknowledges nothing holds up nobody else, and costs nothing', async () => {
    const { url } = await served();
    await probe(async (counts) => {
      const [slow, fast] = [await Client.open(url), await Client.open(url)];
      await slow.draws({ seed: 1 }, 1);
      await fast.draws({ seed: 2 }, 50);
      expect(slow.has).toBe(false);
      expect(counts.applied).toBe(51);
    });
  });

  it('settings begin another chain, and what was sent of the one before may be acknowledged yet', async () => {
    const { url } = await served();
    const client = await Client.open(url);
    const before = await client.draws({ seed: 1, chains: 3 }, 2);
    const [first] = await client.draws({ seed: 2, chains: 5 }, 1);
    expect(first).toMatchObject({ frame: 3, step: 1, bytes: { length: 5 * 16 } });
    for (const { frame } of before) client.ask({ ack: frame });
    await tick();
    expect(client.has).toBe(false);
    expect(await client.after(first!)).toMatchObject({ frame: 4, step: 2 });
  });

  it('one that reads nothing and asks for more has one chain, and what it had is freed when it goes', async () => {
    const { url } = await served();
    await probe(async (counts) => {
      const { port, hostname } = new URL(url);
      const socket: Socket = connectTcp(Number(port), hostname);
      onTestFinished(() => void socket.destroy());
      socket.pause();
      const key = 'dGhlIHNhbXBsZSBub25jZQ==';
      socket.write(
        `GET /draws HTTP/1.1\r\nhost: ${new URL(url).host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
          `sec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
      );
      const text = Buffer.from(JSON.stringify({ chains: 64, values: 'float32' }));
      const masked = Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);
      for (let i = 0; i < 40; i++) socket.write(masked);
      await expect.poll(() => counts.opened).toBeGreaterThan(0);
      const other = await Client.open(url);
      await other.draws({}, 10);
      socket.destroy();
      other.socket.close();
      expect(await counts.allClosed()).toBe(true);
      expect(counts.opened).toBeLessThan(50);
    });
  });
});

describe('what is refused changes nothing', () => {
  it.each([
    [{ chains: 65 }, 'settings: chains must be a whole number from 1 to 64, not 65'],
    [{ chains: '3' }, "settings: chains must be a whole number from 1 to 64, not '3'"],
    [{ seed: -1 }, 'settings: seed must be a whole number of at least 0, not -1'],
    [{ first: 2 ** 53 - 2 }, 'kaleidoscope: first must leave room for 48 whole numbers, not 9007199254740990'],
    [{ noise: -1 }, 'settings: noise must be a finite number of at least 0, not -1'],
    [{ noise: null }, 'settings: noise must be a finite number of at least 0, not null'],
    [{ turns: 0 }, 'settings: turns must be a whole number of at least 1, not 0'],
    [{ walk: true, turns: 3 }, 'settings: walk and turns do not go together'],
    [{ label: 2 }, 'given: label must be among 0, 1, 3, not 2'],
    [{ label: 'cat' }, "given: label must be among 0, 1, 3 by its number, for the classes have no names, not 'cat'"],
    [{ label: [[1]] }, 'settings: label must be a class or a list of them, each a whole number or a name, not [[1]]'],
    [{ given: [{ a: 1 }] }, 'given: rows need a manifold that has learned a table'],
    [
      { given: {} },
      'settings: given must be a list of at most 64 rows of the table, or { values, mask } with a list of numbers each',
    ],
    [{ given: { values: ['1'], mask: [1] } }, 'settings: given must be a list of at most 64 rows'],
    [{ given: { values: [1], mask: [1], shape: [1] } }, 'settings: given must be a list of at most 64 rows'],
    [
      { attributes: Array(65).fill({}) },
      'attributes must be an object with a value for each attribute that is given, or',
    ],
    [{ attributes: [] }, 'or a list of at most 64 such, not []'],
    [{ attributes: { hair: 'green' } }, "given: attributes[0], column 'hair' must be one of the 2 categories"],
    [{ given: part({ values: [1, 1] }) }, 'given: 1 samples of shape [4, 4, 1] need 16 values, not 2'],
    [{ given: part({ values: Array(16).fill(2) }) }, 'given: values[0] must be a finite number from -1 to 1, not 2'],
    [{ given: part({ mask: [1] }) }, 'given: mask must be 16 values'],
    [{ burnIn: 1001 }, 'settings: burnIn must be a whole number from 0 to 1000, not 1001'],
    [{ thin: 101 }, 'settings: thin must be a whole number from 1 to 100, not 101'],
    [{ values: 'float64' }, "settings: values must be 'uint8' or 'float32', not 'float64'"],
    [{ chain: 3 }, "settings: unknown option 'chain'; allowed are chains, first"],
    [{ ack: 1, seed: 2 }, "settings: unknown option 'ack'"],
    [{ ack: 2 }, 'ack must be the number of a frame that was sent, not 2'],
    [{ ack: 'x' }, "ack must be the number of a frame that was sent, not 'x'"],
    [[], 'a message must be an object in JSON, not []'],
  ])('%j: %s', async (message, error) => {
    const { url } = await served();
    const client = await Client.open(url);
    const [frame] = await client.draws({ seed: 5 }, 1);
    client.ask(message);
    expect(await client.next()).toEqual({ error: expect.stringContaining(error) });
    expect(await client.after(frame!)).toMatchObject({ frame: 2, step: 2 });
  });

  it('what is not JSON, or not text', async () => {
    const { url } = await served();
    const client = await Client.open(url);
    client.socket.send('{');
    expect(await client.next()).toEqual({ error: expect.stringMatching(/^a message must be an object in JSON: /) });
    client.socket.send(new Uint8Array(3));
    expect(await client.next()).toEqual({ error: 'a message must be text, in JSON' });
  });
});

describe('limits', () => {
  it('clients at one time, viewers of the GIF among them', async () => {
    const { url } = await served({ clients: 2 });
    const first = await Client.open(url);
    const stop = new AbortController();
    expect((await fetch(`${url}/kaleidoscope.gif`, { signal: stop.signal })).status).toBe(200);
    const refused = await fetch(`${url}/kaleidoscope.gif`);
    expect([refused.status, await refused.text()]).toEqual([503, 'there are 2 clients already\n']);
    await expect(Client.open(url)).rejects.toThrow('503');
    first.socket.close();
    await first.closed();
    await expect
      .poll(() =>
        Client.open(url).then(
          () => 'in',
          () => 'full',
        ),
      )
      .toBe('in');
    stop.abort();
  });

  it('a message that is too long', async () => {
    const { url } = await served();
    const client = await Client.open(url);
    client.socket.send('x'.repeat(2 ** 16 + 1));
    expect((await client.closed())[0]).toBe(1009);
  });

  it('too many messages, whatever they are, but for acknowledgements', async () => {
    const { url } = await served();
    for (const message of ['{}', '{"ack":1}', 'no', '[]']) {
      const client = await Client.open(url);
      await client.draws({}, 200);
      for (let i = 0; i < 10_000; i++) client.socket.send(message);
      expect(await client.closed()).toEqual([1008, 'too many messages']);
    }
  });

  it('a client that does not read', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    const beats = cuttingOff(sockets, 100);
    onTestFinished(() => {
      clearInterval(beats);
      sockets.close();
    });
    await once(sockets, 'listening');
    const url = `ws://127.0.0.1:${(sockets.address() as { port: number }).port}`;
    const [reads, silent, pretends] = [true, false, false].map(
      (autoPong) => new Client(new WebSocket(url, { autoPong })),
    );
    const pongs = setInterval(() => {
      if (pretends!.socket.readyState === WebSocket.OPEN) pretends!.socket.pong(Buffer.alloc(8));
    }, 10);
    onTestFinished(() => clearInterval(pongs));
    expect((await Promise.all([silent!.closed(), pretends!.closed()])).map(([code]) => code)).toEqual([1006, 1006]);
    expect(reads!.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('bytes that a client which asks and does not read may be owed', () => {
    const mayOwe = owedBytes + 8 + 4 * common.chains * 16;
    const socket = Object.assign(new EventEmitter(), {
      OPEN: WebSocket.OPEN,
      readyState: WebSocket.OPEN as number,
      bufferedAmount: 0,
      terminated: false,
      send: (data: string) => {
        socket.bufferedAmount += data.length;
      },
      close: () => {},
      terminate: () => {
        socket.terminated = true;
        socket.readyState = WebSocket.CLOSED;
        socket.emit('close');
      },
    });
    serveClient(socket as unknown as WebSocket, manifold, takingTurns(onnx)(), common);
    const message = Buffer.from(JSON.stringify({ first: 2 ** 53 - 2, given: part() }));
    let seconds = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => 1000 * seconds++);
    onTestFinished(() => clock.mockRestore());
    for (let i = 0; i < 100_000 && !socket.terminated; i++) socket.emit('message', message, false);
    expect(socket.terminated).toBe(true);
    expect(socket.bufferedAmount).toBeGreaterThan(mayOwe);
    expect(socket.bufferedAmount).toBeLessThan(mayOwe + 65_536);
  });

  it('no acknowledgement for too long', async () => {
    const { url } = await served({ idle: 1 });
    const client = await Client.open(url);
    expect(await client.closed()).toEqual([1008, 'nothing was acknowledged for 1 seconds']);
  });
});

describe('who is let in', () => {
  const status = async (url: string, headers: Record<string, string>) =>
    Client.open(url, { headers }).then(
      () => 101,
      ({ message }) => Number(/\d+$/.exec(message)?.[0]),
    );

  it('pages of its own and of origins that are named, and what is no page', async () => {
    const { url } = await served({ origins: ['https://example.org'] });
    const { port } = new URL(url);
    expect(await status(url, {})).toBe(101);
    expect(await status(url, { origin: url })).toBe(101);
    expect(await status(url, { origin: 'https://example.org' })).toBe(101);
    expect(await status(url, { host: 'example.org', origin: 'https://example.org' })).toBe(101);
    expect(await status(url, { origin: 'https://example.com' })).toBe(403);
    expect(await status(url, { origin: 'null' })).toBe(403);
    expect(await status(url, { origin: `http://127.0.0.1:${Number(port) + 1}` })).toBe(403);
  });

  it('on loopback, nobody who calls it by another name', async () => {
    const { url } = await served();
    const { port } = new URL(url);
    const name = `evil.example:${port}`;
    expect(await status(url, { host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(101);
    expect(await status(url, { host: name, origin: `http://${name}` })).toBe(403);
    expect(await status(url, { host: '%' })).toBe(403);
    expect(await status(url, { host: `0.0.0.0:${port}`, origin: `http://0.0.0.0:${port}` })).toBe(403);
  });

  it('where it listens to all, those who call it by an address or by a name that is its own', async () => {
    const { url } = await served({ host: '0.0.0.0', names: ['Draws.example'] });
    const { port } = new URL(url);
    const local = `http://127.0.0.1:${port}`;
    for (const host of ['127.0.0.1', 'localhost', '192.0.2.7', '[2001:db8::1]', 'draws.example'])
      expect([host, await status(local, { host: `${host}:${port}` })]).toEqual([host, 101]);
    for (const host of ['evil.example', 'draws.example.evil.example'])
      expect([host, await status(local, { host: `${host}:${port}` })]).toEqual([host, 403]);
  });

  const got = (url: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number; policy: unknown; allow: unknown; text: string }>((resolve, reject) => {
      const asked = request(url, { headers, method }, (response) => {
        const { statusCode, headers } = response;
        const [policy, allow] = [headers['cross-origin-resource-policy'], headers.allow];
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        const end = () =>
          resolve({ status: statusCode!, policy, allow, text: Buffer.concat(chunks).toString('latin1') });
        response.on('end', end);
        if (headers['content-type'] === 'image/gif') {
          response.destroy();
          end();
        }
      });
      asked.on('error', reject);
      asked.end();
    });

  it('no picture of it in pages of others, which name no origin', async () => {
    const { url } = await served({ origins: ['https://example.org'] });
    const gif = `${url}/kaleidoscope.gif`;
    const image = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    const from = (site: string, referer = 'https://example.com/a') =>
      got(gif, { ...image, 'sec-fetch-site': site, referer });
    expect(await from('cross-site')).toMatchObject({ status: 403 });
    expect(await from('same-site')).toMatchObject({ status: 403 });
    expect(await from('same-origin')).toMatchObject({ status: 200, policy: 'same-origin' });
    expect(await from('cross-site', 'https://example.org/b')).toMatchObject({ status: 200, policy: 'cross-origin' });
    expect(await got(gif, {})).toMatchObject({ status: 200, policy: 'same-origin' });
    const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await got(url, followed)).toMatchObject({ status: 200 });
    expect(await got(url, { ...followed, 'sec-fetch-dest': 'iframe' })).toMatchObject({ status: 403 });
  });

  it('HEAD as GET, without a body, and no other method', async () => {
    const { url } = await served();
    expect(await got(url, {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
    expect(await got(`${url}/kaleidoscope.gif`, {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
    expect(await got(url, {}, 'DELETE')).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  });

  it('an upgrade to what it does not speak as if none had been asked for', async () => {
    const { url } = await served();
    const { text, status } = await got(url, { connection: 'upgrade', upgrade: 'h2c' });
    expect([status, text]).toEqual([200, expect.stringMatching(/^<!doctype html>/i)]);
  });

  it('no request that names two hosts', async () => {
    const { url } = await served();
    const { port, host } = new URL(url);
    const socket = connectTcp(Number(port), '127.0.0.1');
    socket.end(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 40[03] /);
  });
});

describe('over HTTP', () => {
  it('the page and its parts, which may run what comes with them alone', async () => {
    const { url } = await served();
    const html = await (await fetch(url)).text();
    const parts = [...html.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(parts.map((path) => path.replace(/.*\./, '')).sort()).toEqual(['css', 'js']);
    for (const [path, type] of [
      ['/', 'text/html'],
      [parts.find((path) => path.endsWith('.js')), 'text/javascript'],
      [parts.find((path) => path.endsWith('.css')), 'text/css'],
    ]) {
      const { status, headers } = await fetch(url + path);
      expect([status, headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'self'; img-src 'self' data:;/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('a GIF that never ends, while somebody watches it', async () => {
    const { url } = await served();
    await probe(async (counts) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await fetch(`${url}/kaleidoscope.gif`)).body!) {
        chunks.push(chunk);
        if (chunks.length > 4) break;
      }
      expect(Buffer.concat(chunks).subarray(0, 6).toString()).toBe('GIF89a');
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('nothing else', async () => {
    const { url } = await served();
    for (const [path, method, status] of [
      ['/../package.json', 'GET', 404],
      ['/constructor', 'GET', 404],
      ['/assets', 'GET', 404],
      ['/assets/../../server.js', 'GET', 404],
      ['/index.html', 'GET', 404],
      ['/', 'POST', 405],
      ['/draws', 'GET', 426],
    ] as const)
      expect((await fetch(url + path, { method })).status).toBe(status);
    const { url: points } = await served({}, untrained({ shape: [3] }));
    expect((await fetch(`${points}/kaleidoscope.gif`)).status).toBe(404);
  });
});

describe('whatever one client sends', () => {
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    fc.uint8Array(),
    fc
      .dictionary(
        fc.constantFrom('ack', 'chains', 'seed', 'label', 'given', 'turns', 'values', '__proto__'),
        fc.jsonValue(),
      )
      .map((value) => JSON.stringify(value)),
  );

  it('as messages, the others go on as they were', async () => {
    const { url } = await served();
    const other = await Client.open(url);
    const expected = await lastValueFrom(of(manifold).pipe(kaleidoscope({ chains: 3, seed: 9 }), take(12), toArray()));
    let [frame] = await other.draws({ chains: 3, seed: 9, values: 'float32' }, 1);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 100 }), async (all) => {
        const client = await Client.open(url);
        for (const one of all) client.socket.send(one);
        client.socket.close();
        await client.closed();
      }),
      { numRuns: 40 },
    );
    for (const draw of expected.slice(1)) {
      frame = await other.after(frame!);
      expect(floats(frame)).toEqual(draw.values);
    }
  });

  it('as bytes, in the place of a request or after it', async () => {
    const { url } = await served();
    const { port, hostname, host } = new URL(url);
    const other = await Client.open(url);
    const [frame] = await other.draws({}, 1);
    const upgrade =
      `GET /draws HTTP/1.1\r\nhost: ${host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', 'GET ', upgrade),
        fc.uint8Array({ maxLength: 300 }),
        async (before, bytes) => {
          const socket = connectTcp(Number(port), hostname);
          socket.on('error', () => undefined);
          socket.resume();
          socket.write(before);
          socket.end(bytes);
          await once(socket, 'close');
        },
      ),
      { numRuns: 100 },
    );
    expect(await other.after(frame!)).toMatchObject({ step: 2 });
  });
});

describe('when it is left', () => {
  it('it says good-bye, and frees all', async () => {
    const { url, stop } = await served();
    await probe(async (counts) => {
      const client = await Client.open(url);
      await client.draws({}, 3);
      const gif = await fetch(`${url}/kaleidoscope.gif`);
      stop();
      expect(await client.closed()).toEqual([1001, 'the server stops']);
      await gif.arrayBuffer();
      expect(await counts.allClosed()).toBe(true);
      await expect
        .poll(() =>
          fetch(url).then(
            () => 'open',
            () => 'closed',
          ),
        )
        .toBe('closed');
    });
  });
});

describe('kaleidoflow serve', () => {
  const place = newFolder();
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/index.js'), 'serve', ...args], { cwd: place });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = { out: '', error: '' };
    child.stdout.on('data', (text) => {
      said.out += text;
    });
    child.stderr.on('data', (text) => {
      said.error += text;
    });
    return { child, said, ended: once(child, 'close').then(([code]) => code as number) };
  };

  const started = /^http:\/\/127\.0\.0\.1:\d+\nopen to this machine alone, and to pages of its own\n$/;

  beforeAll(async () => {
    const bytes = await firstValueFrom(of(manifold).pipe(toSafetensors()));
    writeFileSync(join(place, 'model.safetensors'), bytes);
  });
  afterAll(() => rmSync(place, { recursive: true }));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends by %s with its clients', async (signal, code) => {
    const { child, said, ended } = start('model.safetensors', '--port', '0');
    await expect.poll(() => said.out, { timeout: 20_000 }).toMatch(started);
    const client = await Client.open(said.out.split('\n')[0]!);
    await client.draws({ chains: 5 }, 4);
    child.kill(signal);
    expect((await client.closed())[0]).toBe(1001);
    expect(await ended).toBe(code);
    expect(said.error).toBe('');
  });

  it('says whom it lets in', async () => {
    const flags = ['--host', '0.0.0.0', '--allow-host', 'draws.example', '--origin', 'https://example.org'];
    const { said } = start('model.safetensors', '--port', '0', ...flags);
    const who = 'open to every machine that reaches this one by an address, also as draws.example';
    await expect
      .poll(() => said.out.split('\n')[1], { timeout: 20_000 })
      .toBe(`${who}, and to pages of its own and https://example.org`);
  });

  it('says a warning once, however often clients bring it about', async () => {
    const { said } = start('model.safetensors', '--port', '0');
    await expect.poll(() => said.out, { timeout: 20_000 }).toMatch(started);
    const client = await Client.open(said.out.split('\n')[0]!);
    for (let seed = 0; seed < 10; seed++) await client.draws({ turns: 3, seed }, 1);
    expect(said.error.match(/trained without blend/g)).toEqual(['trained without blend']);
  });

  it('says so where the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const { said, ended } = start('model.safetensors', '--port', String(port));
    expect(await ended).toBe(1);
    expect(said.error).toBe(`kaleidoflow serve: port ${port} of 127.0.0.1 is taken\n`);
  });

  it.each([
    [['none.safetensors'], 1, /none\.safetensors/],
    [['model.safetensors', '--port', '70000'], 1, /serve: port must be a whole number from 0 to 65535, not 70000/],
    [['model.safetensors', '--clients', '0'], 1, /serve: clients must be a whole number of at least 1, not 0/],
    [
      ['model.safetensors', '--allow-host', 'a.example:80'],
      2,
      /--allow-host must be a name as draws.example.org, not 'a/,
    ],
    [['model.safetensors', '--origin', 'example.org'], 2, /--origin must be an origin as https:\/\/example\.org/],
    [[], 2, /MODEL is missing/],
  ])('%j ends with %i', async (args, code, message) => {
    const { said, ended } = start(...args);
    expect(await ended).toBe(code);
    expect(said.error).toMatch(message);
    expect(said.error).not.toMatch(/ {4}at /);
  });
});
