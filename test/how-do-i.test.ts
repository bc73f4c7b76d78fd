import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { root } from './project.js';

/** The servers of docs/how-do-i.md, and what hears them. `test/examples.test.ts` runs what ends by itself. */
const page = readFileSync(join(root, 'docs/how-do-i.md'), 'utf8');

/** In the package, where a program may import it by its name. */
mkdirSync(join(root, 'dist'), { recursive: true });
const folder = mkdtempSync(join(root, 'dist/how-do-i-'));
beforeAll(() => copyFileSync(join(root, 'playground/learn/digits.safetensors'), join(folder, 'digits.safetensors')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first code of such a kind below a heading with this word in it. */
const codeBelow = (word: string, kind: string) =>
  new RegExp(`^## [^\\n]*${word}.*?^\`\`\`${kind}\\n(.*?)^\`\`\``, 'ms').exec(page)![1]!;

/** The program below a heading with this word in it, at a port that is free. */
async function start(word: string, env: NodeJS.ProcessEnv = {}): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort();
  const file = join(folder, `${port}.mjs`);
  writeFileSync(file, codeBelow(word, 'js').replace('8080', String(port)));
  const child = spawn(process.execPath, [file], { cwd: folder, env: { ...process.env, ...env }, stdio: 'pipe' });
  onTestFinished(() => void child.kill());
  return { port, child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** The first so many bytes of an answer. */
async function bytesOf(port: number, size: number): Promise<Buffer> {
  const { body } = await vi.waitFor(() => fetch(`http://localhost:${port}`), { timeout: 30_000, interval: 100 });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body!) {
    chunks.push(chunk);
    if (Buffer.concat(chunks).length >= size) break;
  }
  return Buffer.concat(chunks);
}

it('faces: few, learned in two steps', async () => {
  const place = join(folder, 'faces');
  mkdirSync(join(place, 'public'), { recursive: true });
  writeFileSync(join(place, 'avatars.mjs'), codeBelow('draw faces', 'js').replace('10_000', '24'));
  const commands = codeBelow('draw faces', 'sh')
    .replace(/^npm install.*$/m, '')
    .replaceAll('npx kaleidoflow', `${process.execPath} ${join(root, 'dist/cli/index.js')}`)
    .replace('train faces', 'train faces --steps 2 --count 24');
  const child = spawn('sh', ['-e', '-c', commands], { cwd: place, stdio: 'pipe' });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ code, said }).toMatchObject({ code: 0 });
  const [whole, half] = ['faces', 'public/faces'].map((name) => statSync(join(place, `${name}.safetensors`)).size);
  expect(half! / whole!).toBeCloseTo(0.5, 2);
  expect(readFileSync(join(place, 'faces.gif'), 'latin1')).toMatch(/^GIF89a/);
});

it('React: the recipe that test/bundlers-recipes.test.ts builds', () => {
  expect(page).toContain(readFileSync(join(root, 'examples/recipes/vite-5-react/main.jsx'), 'utf8'));
});

it('server-sent events', async () => {
  const { port } = await start('server-sent events');
  const [first, second] = (await bytesOf(port, 12_000)).toString().split('\n\n');
  expect(first).toMatch(/^id: 1\ndata: \[/);
  expect(JSON.parse(/data: (.*)/.exec(second!)![1]!)).toHaveLength(28 * 28);
});

it('a WebSocket', async () => {
  const { port } = await start('WebSocket');
  const data = await vi.waitFor(
    async () => {
      const socket = new WebSocket(`ws://localhost:${port}`);
      const [data] = (await once(socket, 'message')) as [Buffer];
      socket.terminate();
      return data;
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(data).toHaveLength(4 * 16 * 28 * 28);
});

it('a live GIF', async () => {
  const { port } = await start('live GIF');
  expect((await bytesOf(port, 100_000)).subarray(0, 6).toString()).toBe('GIF89a');
});

it.skipIf(process.platform === 'win32')('ffmpeg, or what stands in its place', async () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'ffmpeg'), '#!/bin/sh\necho "$@"\ngrep -c IEND\n');
  chmodSync(join(bin, 'ffmpeg'), 0o755);
  const { child } = await start('ffmpeg', { PATH: `${bin}:${process.env.PATH}` });
  const [options, frames] = (await text(child.stdout!)).split('\n');
  expect(options).toContain('-f image2pipe -framerate 24 -c:v png -i -');
  expect(Number(frames)).toBeGreaterThan(200);
});
