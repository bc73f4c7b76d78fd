/** Strangers to a server, in a process of their own: `node strangers.js KIND URL`. */
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Messages a second that a server allows, nearly. */
const often = 16;

/** What strangers do, each again and again. */
const kinds = {
  /** Ask for other chains as often as they may, of every kind and with much to do before the first draw. */
  minds: (url: string, i: number) =>
    saying(url, (n) => ({ chains: 256, burnIn: 1000, seed: 20 * n + i, ...changes[n % changes.length] })),
  /** Send what is long to read, and to refuse. */
  words: (url: string) => saying(url, (n) => words[n % words.length]!),
  /** Come, ask, and go. */
  comers: async (url: string, i: number) => {
    for (let n = 0; ; n++) {
      const socket = opened(url);
      socket.on('open', () => socket.send(JSON.stringify({ chains: 256, burnIn: 1000, seed: 20 * n + i })));
      await pause(200);
      socket.terminate();
    }
  },
  /** Watch the GIF. */
  viewers: async (url: string) => {
    for await (const _ of (await fetch(`${url}/kaleidoscope.gif`)).body!);
  },
  /** Ask for long answers, and read none; they come again when they have been cut off. */
  silent: async (url: string) => {
    for (;;) await unread(url);
  },
};

const changes = [{ noise: 0.01 }, {}, { turns: 3 }, { noise: 0.01, chains: 1 }, { chains: 1 }];
const long = 'x'.repeat(60_000);
/** It is said again in the answer. */
const part = { given: { values: Array(784).fill(0.123456789), mask: Array(784).fill(1) } };
const words = [{ [long]: 1 }, { label: [long] }, part];

function opened(url: string): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/draws`);
  socket.on('error', () => undefined);
  return socket;
}

async function saying(url: string, what: (n: number) => object): Promise<void> {
  const socket = opened(url);
  for (let n = 0; ; n++) {
    await pause(1000 / often);
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(what(n)));
    if (socket.readyState > WebSocket.OPEN) return saying(url, what);
  }
}

async function unread(url: string): Promise<void> {
  const { port, hostname, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(
    `GET /draws HTTP/1.1\r\nhost: ${host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const text = Buffer.from(JSON.stringify(part));
  const head = Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 0xff, 0, 0, 0, 0]);
  const message = Buffer.concat([head, text]);
  while (!socket.destroyed) {
    socket.write(message);
    await pause(1000 / often);
  }
}

const [kind, url] = process.argv.slice(2) as [keyof typeof kinds, string];
for (let i = 0; i < (kind === 'silent' ? 100 : 20); i++) void kinds[kind](url, i);
