/**
 * `npm run bench:serve`: what `kaleidoflow serve` costs. The server runs in a process of its own, and its memory is read from /proc;
 * the clients are here.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Client } from '../serve/client.js';
import { startServer } from '../serve/server.js';
import { manifold } from './net.js';
import { processor, residentOfASecond } from './processes.js';

const clients = 100;
const waves = 3;
const malformed = 10_000;
/** Draws before memory is read, so that all that is needed is there. */
const draws = 40;

/** Messages of ten thousand kinds that nobody should send, over as many connections as it takes. */
async function sendMalformed(url: string): Promise<void> {
  for (let sent = 0; sent < malformed; ) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/draws`);
    socket.on('error', () => undefined);
    await once(socket, 'open');
    for (let i = 0; i < 100; i++, sent++) {
      const kinds = [
        `{"chains":${-sent}}`,
        `${sent}`,
        `{"ack":${sent + 2}}`,
        '{'.repeat(i),
        Buffer.alloc(i),
        `"${sent}`,
      ];
      socket.send(kinds[sent % kinds.length]!);
    }
    socket.close();
    await once(socket, 'close');
  }
}

/** The same as requests. */
async function requestMalformed(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let i = 0; i < malformed; i++) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.resume();
    const kinds = [`GET /${i} HTTP/1.1\r\n\r\n`, `GET /draws HTTP/1.1\r\nupgrade: websocket\r\n\r\n`, `\0${i}`, 'GET'];
    socket.end(kinds[i % kinds.length]!);
    await once(socket, 'close');
  }
}

/** Serves a model to all that may happen, and says what it cost. */
async function measure(env: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const note = (what: string, value: number, unit: string) => {
    found.set(what, `${value.toFixed(unit === '' ? 0 : 1)} ${unit}`.trim());
    process.stderr.write(`${what}: ${found.get(what)}\n`);
  };
  const { url, pid, end } = await startServer(manifold, env);
  const memory = async (what: string) => {
    const megabytes = await residentOfASecond(pid);
    note(what, megabytes, 'MB');
    return megabytes;
  };
  try {
    await memory('nobody yet');
    const settings = (seed: number) => ({ seed, noise: 0.01 });
    const first = new Client(url, settings(0));
    await first.more(draws);
    const one = await memory('one client');
    for (let wave = 1; wave <= waves; wave++) {
      const others = Array.from({ length: clients - 1 }, (_, i) => new Client(url, settings(i + 1)));
      await Promise.all(others.map((client) => client.more(draws)));
      const all = await memory(`${clients} clients, wave ${wave}`);
      if (wave === 1) note('each beyond the first', (all - one) / (clients - 1), 'MB');
      if (wave === waves) await idleness([first, ...others]);
      for (const { socket } of others) socket.close();
      await Promise.all(others.map(({ socket }) => once(socket, 'close')));
      await first.more(100);
      await memory(`one client, after wave ${wave}`);
    }
    const { step } = first;
    await sendMalformed(url);
    await requestMalformed(url);
    note(`its draws during ${malformed} malformed messages and as many requests`, first.step - step, '');
    await first.more(10);
    await memory('one client, after these');
    first.socket.close();
    await once(first.socket, 'close');
    await setTimeout(2_000);
    await memory('nobody any more');
  } finally {
    await end('SIGINT');
  }
  return found;

  async function idleness(all: readonly Client[]): Promise<void> {
    for (const client of all) client.goesOn = false;
    await setTimeout(2_000);
    const before = processor(pid);
    await setTimeout(5_000);
    note(`processor time in 5 s, ${clients} that acknowledge nothing`, processor(pid) - before, 's');
    for (const client of all) client.goOn();
  }
}

/** Settings of the C library by which freed memory goes back at once; as it comes, it is kept to be used again. */
const givingBack = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

const [plain, giving] = [await measure({}), await measure(givingBack)];
console.log('| 48 chains each, L=10 H=500 | | memory given back |\n|---|---|---|');
for (const [what, value] of plain) console.log(`| ${what} | ${value} | ${giving.get(what)} |`);
