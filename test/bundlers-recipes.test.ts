import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { chromiumPath, openBrowser, serve } from './pages.js';
import { root } from './project.js';

/** How a recipe is tried, as its package.json has it. */
interface Recipe {
  /** A folder of static files, one of which is a page that shows its draws in an `output`. */
  readonly page?: string;
  /** Such a page that is opened without a server too, as Electron's windows do it. */
  readonly file?: string;
  /** Servers of such a page, at the port $PORT: of what was built, and for who writes it. */
  readonly serve?: string;
  readonly develop?: string;
  /** What the server answers with a draw. */
  readonly route?: string;
  /** A program that prints its draws. */
  readonly run?: string;
}

const recipes = join(root, 'examples/recipes');

/** Which are tried: `RECIPES=all`, or their names with commas between them. Without it those that take a minute; test/package.test.ts has another. */
const { RECIPES = 'page,vite-7-svelte' } = process.env;
const isAsked = (name: string) => RECIPES === 'all' || RECIPES.split(',').includes(name);

const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-recipes-'));
let tarball = '';
let browser: Browser | undefined;
beforeAll(async () => {
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  tarball = join(folder, execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }).trim());
  if (chromiumPath) browser = await openBrowser('--allow-file-access-from-files');
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const aDraw = /^(0\.[28] ){3}0\.[28]$/;

for (const name of readdirSync(recipes))
  it(`${name}: built of the packed package, it draws`, { timeout: 600_000 }, async ({ skip }) => {
    if (!isAsked(name)) skip('skipped: RECIPES does not name it');
    const place = join(folder, name);
    onTestFinished(() => rm(place, { recursive: true }), 120_000);
    cpSync(join(recipes, name), place, { recursive: true });
    const { recipe, ...manifest } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
    const lowest = Number.parseInt(manifest.engines?.node.slice(2) ?? '0', 10);
    const isTooOld = Number.parseInt(process.versions.node, 10) < lowest;
    if (isTooOld) manifest.devDependencies = { ...manifest.devDependencies, node: `${lowest}` };
    const { page, file, develop, route, run }: Recipe = recipe;
    manifest.dependencies.kaleidoflow = `file:${tarball}`;
    writeFileSync(join(place, 'package.json'), JSON.stringify(manifest));
    const bash = (command: string) => execute(place, command, 0).done;
    const install = 'npm install --ignore-scripts --no-audit --no-fund --prefer-offline';
    const installed = await bash(isTooOld ? `${install} && npm rebuild node` : install);
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|E404|ETARGET/.test(installed.said))
      skip(`skipped: ${installed.said}`);
    expect(installed).toMatchObject({ code: 0 });
    if (manifest.scripts?.build) expect(await bash('npm run build')).toMatchObject({ code: 0 });

    if (run) {
      const { code, said } = await bash(run);
      expect({ code, last: said.trim().split('\n').at(-1) }).toEqual({ code: 0, last: expect.stringMatching(aDraw) });
    }
    for (const command of [recipe.serve as string | undefined, develop]) {
      if (!command) continue;
      const port = await freePort();
      const server = execute(place, command, port);
      onTestFinished(() => server.end());
      const url = `http://localhost:${port}`;
      await vi.waitFor(() => fetch(url), { timeout: 60_000, interval: 200 });
      if (command !== develop && route) expect(await (await fetch(url + route)).text()).toMatch(aDraw);
      await seen(url, skip);
    }
    if (page) {
      const { url, close } = await serve(join(place, page));
      onTestFinished(close);
      await seen(url, skip);
      console.log(`${name}: ${bytesIn(join(place, page))}`);
    }
    if (file) await seen(pathToFileURL(join(place, file)).href, skip);
  });

async function seen(url: string, skip: (why: string) => void): Promise<void> {
  if (!browser) return skip('skipped: there is no Chromium; CHROMIUM names where it is');
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const said: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && said.push(message.text())));
  page.on('pageerror', ({ message }) => void said.push(message));
  await page.goto(url);
  const shown = `document.querySelector('output')?.textContent ?? ''`;
  await page
    .waitForFunction(`${aDraw}.test(${shown})`, undefined, { timeout: 60_000 })
    .catch(({ message }) => said.push(message));
  expect({ text: await page.evaluate(shown), said }).toEqual({ text: expect.stringMatching(aDraw), said: [] });
}

/** A command in a folder, with what npm has installed there, and all that it starts. */
function execute(cwd: string, command: string, port: number) {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${join(cwd, 'node_modules/.bin')}:${process.env.PATH}`,
    PORT: String(port),
    NODE_ENV: undefined,
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
  };
  for (const name of Object.keys(env).filter((name) => name.startsWith('VITEST') || name === 'TEST')) delete env[name];
  const child = spawn('bash', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const all = Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  const done = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on('close', async (code) => resolve({ code, said: (await all).reverse().join('') }));
  });
  const end = async () => {
    process.kill(-child.pid!, 'SIGKILL');
    await done;
  };
  return { done, end };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Bytes of scripts and of WebAssembly. */
function bytesIn(place: string): string {
  const bytes: Record<string, number> = {};
  for (const name of readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.includes('node_modules'),
  ))
    for (const [kind, end] of [
      ['scripts', /\.m?js$/],
      ['WebAssembly', /\.wasm$/],
    ] as const)
      if (end.test(name)) bytes[kind] = (bytes[kind] ?? 0) + statSync(join(place, name)).size;
  return JSON.stringify(bytes);
}
