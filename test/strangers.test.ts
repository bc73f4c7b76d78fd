import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { toSafetensors } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveClient } from '../dist/cli/serve/client.js';
import { sendGif } from '../dist/cli/serve/gif.js';
import type { Share } from '../dist/cli/serve/turns.js';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { root } from './project.js';
import { Client, served } from './serving.js';

const pictures = untrained({ shape: [28, 28, 1] });
const webSocket =
  'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const h2c = 'upgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n';

/** A stranger's connection, which says what it likes, and never ends its own side. */
class Stranger {
  readonly socket: Socket;
  bytes = 0;
  text = '';

  constructor(url: string) {
    const { port, hostname } = new URL(url);
    this.socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    onTestFinished(() => void this.socket.destroy());
    this.socket.on('error', () => undefined);
    this.socket.on('data', (data) => {
      this.bytes += data.length;
      if (this.text.length < 10_000) this.text += data.toString('latin1');
    });
  }

  /** Asks for a path, with these lines in its head. */
  ask(line: string, lines = ''): this {
    this.socket.write(`${line} HTTP/1.1\r\nhost: localhost\r\n${lines}\r\n`);
    return this;
  }

  /** Reads nothing from now on. */
  deaf(): this {
    this.socket.pause();
    return this;
  }

  /** Waits until the server has closed both sides: what is sent there is refused. */
  async refused(): Promise<void> {
    const writing = setInterval(() => this.socket.write('x'), 10);
    onTestFinished(() => clearInterval(writing));
    await expect.poll(() => this.socket.closed, { timeout: 20_000 }).toBe(true);
  }

  /** What it has been answered first of all. */
  async status(): Promise<number> {
    await expect.poll(() => this.text, { timeout: 10_000 }).toMatch(/\r\n\r\n/);
    return Number(this.text.split(' ')[1]);
  }
}

describe('a connection that asks to speak something else', () => {
  it.each([
    ['GET /', h2c, 200],
    ['HEAD /', h2c, 200],
    ['GET /draws', h2c, 426],
    ['DELETE /', h2c, 405],
    ['POST /draws', webSocket, 405],
    ['GET /', webSocket, 200],
    ['GET /none', webSocket, 404],
    ['GET /', `${h2c}content-length: 5\r\n`, 200],
    ['GET /', `${h2c}origin: https://evil.example\r\n`, 403],
    ['GET /draws', `${webSocket}origin: https://evil.example\r\n`, 403],
  ])('%s is answered over HTTP, and ended', async (line, lines, status) => {
    const { url } = await served();
    const stranger = new Stranger(url).ask(line, lines);
    if (lines.includes('content-length')) stranger.socket.write('hello');
    expect(await stranger.status()).toBe(status);
    if (status === 405) expect(stranger.text).toMatch(/^allow: GET, HEAD\r$/m);
    await stranger.refused();
  });

  it('watches the GIF as any other', async () => {
    const { url } = await served({}, pictures);
    const stranger = new Stranger(url).ask('GET /kaleidoscope.gif', h2c);
    await expect.poll(() => stranger.bytes, { timeout: 20_000 }).toBeGreaterThan(500_000);
  });
});

it('frames of the GIF are encoded in the turns of whoever watches it', async () => {
  const response = new PassThrough();
  onTestFinished(() => void response.destroy());
  let turns = 0;
  const turn: Share['turn'] = async (_, work) => {
    turns++;
    return work();
  };
  sendGif(pictures, response as unknown as ServerResponse, { engine: onnx, turn }, { chains: 4, seed: 0 });
  let frames = -1; // the header comes first
  for await (const _ of response) if (++frames === 5) break;
  expect(turns).toBeGreaterThanOrEqual(frames);
});

it('a connection is answered one question at a time, so that no answers pile up', async () => {
  const { url } = await served();
  const stranger = new Stranger(url).deaf();
  stranger.socket.write('HEAD / HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(100));
  stranger.socket.resume();
  await stranger.refused();
  expect(stranger.text.split('HTTP/1.1 200').length).toBeLessThanOrEqual(2);
});

it('a request that names no host is refused', async () => {
  const { url } = await served();
  const stranger = new Stranger(url);
  stranger.socket.write('GET / HTTP/1.0\r\n\r\n');
  expect(await stranger.status()).toBe(403);
  expect(stranger.text).toMatch('the request names no host');
});

it('messages are only so many bytes a second', async () => {
  const { url } = await served();
  const client = await Client.open(url);
  const closed = client.closed();
  // So many at once that they are too many however slowly they are read.
  for (let i = 0; i < 100; i++) client.ask({ [`${i}${'x'.repeat(60_000)}`]: 1 });
  expect(await closed).toEqual([1008, 'messages are too long for so many']);
});

it('what a stranger sends is not sent back at length', async () => {
  const { url } = await served();
  const client = await Client.open(url);
  client.ask({ ['x'.repeat(60_000)]: 1 });
  const { error } = await client.next<{ error: string }>();
  expect(error).toMatch(/^settings: unknown option 'x{200}…'; allowed are /);
});

it('the server ends, though strangers do not', async () => {
  const place = newFolder();
  const model = join(place, 'model.safetensors');
  writeFileSync(model, await firstValueFrom(of(pictures).pipe(toSafetensors())));
  const server = spawn(process.execPath, [join(root, 'dist/cli/index.js'), 'serve', model, '--port', '0']);
  onTestFinished(() => void server.kill('SIGKILL'));
  const ended = once(server, 'close');
  const [line] = await once(server.stdout, 'data');
  const url = String(line).split('\n')[0]!;
  const ask = (line: string, lines?: string) => new Stranger(url).ask(line, lines);
  const strangers = [
    ask('GET /kaleidoscope.gif').deaf(),
    ask('GET /kaleidoscope.gif', h2c).deaf(),
    ask('GET /kaleidoscope.gif', h2c),
    ask('GET /draws', webSocket).deaf(),
    ask('GET /draws', webSocket),
    ask('GET /none', webSocket),
    ask('GET /', h2c).deaf(),
    ask('GET /').deaf(),
    new Stranger(url),
  ];
  strangers.at(-1)!.socket.write('GET / HTTP/1.1\r\nhost: loc');
  const half = ask('GET /draws', webSocket);
  expect(await half.status()).toBe(101);
  half.socket.write(Buffer.from([0x01, 0x82, 0, 0, 0, 0, 0x7b, 0x7d])); // {}, and more is to follow
  await expect.poll(() => strangers[2]!.bytes, { timeout: 20_000 }).toBeGreaterThan(10_000);
  server.kill('SIGTERM');
  expect((await ended)[0]).toBe(143);
});

it('a long message is read in the turn of who sends it, and what comes behind it waits', async () => {
  class Spoken extends EventEmitter {
    readonly OPEN = 1;
    readonly readyState = 1;
    readonly bufferedAmount = 0;
    readonly said: string[] = [];
    isPaused = false;
    pause(): void {
      this.isPaused = true;
    }
    resume(): void {
      this.isPaused = false;
    }
    send(data: string, taken: () => void): void {
      this.said.push(Object.keys(JSON.parse(data)).join());
      taken();
    }
  }
  const socket = new Spoken();
  const held: (() => void)[] = [];
  const turn: Share['turn'] = async (_, work) => {
    await new Promise<void>((begin) => held.push(begin));
    return work();
  };
  serveClient(socket as never, untrained(), { engine: onnx, turn }, { clients: 1, chains: 4, idle: 60 });
  onTestFinished(() => void socket.emit('close'));
  const ask = (what: object) => socket.emit('message', Buffer.from(JSON.stringify(what)), false);
  ask({ ack: 9 });
  expect(socket.said).toEqual(['model', 'error']);
  ask({ ['x'.repeat(60_000)]: 1 });
  ask({ ack: 9 });
  await pause(20);
  expect(socket.said).toEqual(['model', 'error']);
  expect(held.length).toBe(1);
  expect(socket.isPaused).toBe(true);
  held[0]!();
  await expect.poll(() => held.length).toBe(2);
  expect(socket.said).toEqual(['model', 'error', 'error']);
  held[1]!();
  await expect.poll(() => socket.said.length).toBe(4);
  await expect.poll(() => socket.isPaused).toBe(false);
});
