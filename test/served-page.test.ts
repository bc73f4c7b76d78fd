import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromManifold, given, kaleidoscope, type Manifold, toPng, withWalk } from 'kaleidoflow';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { firstValueFrom, identity, lastValueFrom, of, type Subscription, take, takeLast } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ServeOptions, serving } from '../dist/cli/serve/server.js';
import { untrained } from './fixtures.js';
import { hearFaults, inkOf, serious } from './page-looks.js';
import { chromiumPath, openBrowser } from './pages.js';
import { root } from './project.js';

const common: ServeOptions = { port: 0, host: '127.0.0.1', names: [], origins: [], clients: 8, chains: 64, idle: 3600 };

/** Serves a manifold until it is left. */
async function served(manifold: Manifold): Promise<{ url: string; stop(): void }> {
  let stop: Subscription | undefined;
  const url = await new Promise<string>((resolve, error) => {
    stop = serving(manifold, common).subscribe({ next: resolve, error });
  });
  return { url, stop: () => stop!.unsubscribe() };
}

describe('the page that is served', () => {
  let digits: Manifold;
  let server: { url: string; stop(): void };
  let browser: Browser;
  let page: Page;
  const wrong: string[] = [];

  beforeEach(({ skip }) =>
    skip(!chromiumPath, 'skipped: there is no Chromium here (Debian: apt-get install chromium)'),
  );
  beforeAll(async () => {
    if (!chromiumPath) return;
    digits = await firstValueFrom(fromManifold(join(root, 'playground/learn/digits.safetensors')));
    server = await served(digits);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    hearFaults(page, wrong);
  }, 60_000);
  afterEach(() => expect(wrong.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    server?.stop();
  });

  async function open(settings = '', { url } = server): Promise<void> {
    await page.goto('about:blank');
    await page.goto(url + (settings && `/#${settings}`));
  }

  const watching = (after = 0) =>
    page.waitForFunction((after) => Number(document.getElementById('t')?.textContent) > after, after);
  const step = async () => Number(await page.locator('#t').textContent());
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  async function saved(name: string): Promise<Buffer> {
    const downloaded = page.waitForEvent('download');
    await press(name);
    return readFileSync(await (await downloaded).path());
  }

  /** Holds the chains, and gives what is seen and at which step. */
  async function held(): Promise<{ step: number; png: Buffer }> {
    await press('Pause');
    for (;;) {
      await page.waitForTimeout(300);
      const held = { step: await step(), png: await saved('PNG') };
      if ((await step()) === held.step) return held; // else one was on its way yet
    }
  }

  /** The same, drawn here. */
  async function drawn(step: number, columns: number, options: object, label?: number): Promise<Buffer> {
    const known = label === undefined ? identity : given({ label });
    const draws = of(digits).pipe(known, withWalk(), kaleidoscope(options), take(step), takeLast(1));
    return Buffer.from(await lastValueFrom(draws.pipe(toPng({ columns, scale: 2 }))));
  }

  const columnsOf = (png: Buffer) => (PNG.sync.read(png).width / 2 - 2) / 30;

  it('shows chains that wander as the model has learned to, bit for bit those of Node', async () => {
    await open();
    await watching(20);
    expect(await inkOf(page)).toBeGreaterThan(0.03);
    const { step, png } = await held();
    expect(png).toEqual(await drawn(step, columnsOf(png), { chains: 40, seed: 7 }));
  });

  it('other settings, and a label that is asked for, begin another chain', async () => {
    await press('Play');
    await page.getByLabel('Chains', { exact: true }).fill('6');
    await page.getByLabel('Number of the first chain').fill('100');
    await page.getByLabel('Draws a second').fill('30');
    await page.getByRole('radio', { name: '7', exact: true }).check({ force: true });
    await page.waitForFunction(() => Number(document.getElementById('t')?.textContent) < 5);
    await watching(10);
    const { step, png } = await held();
    expect(png).toEqual(await drawn(step, columnsOf(png), { chains: 6, first: 100, seed: 7 }, 7));
    expect(await page.locator('#code').textContent()).toMatch(/"first": 100,[\s\S]*"label": 7,/);
    expect(new URL(page.url()).hash).toContain('label=8');
  });

  it('goes on from where it is when the window becomes another, and in single steps', async () => {
    const before = await step();
    await page.setViewportSize({ width: 700, height: 900 });
    await page.waitForTimeout(300);
    await press('Step');
    await watching(before);
    expect(await step()).toBe(before + 1);
    await press('Play');
    await watching(before + 5);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('completes a part of a picture', async () => {
    await open('chains=2&speed=30');
    await watching(40);
    await press('Complete it');
    await page.waitForFunction(() => Number(document.getElementById('t')?.textContent) < 5);
    await watching(10);
    const { data, width } = PNG.sync.read((await held()).png);
    /** The rows of a chain's picture, from the top. */
    const [first, second] = [0, 1].map((chain) =>
      Array.from({ length: 56 }, (_, row) =>
        data.subarray(4 * ((4 + row) * width + 4 + 60 * chain)).subarray(0, 4 * 56),
      ),
    );
    expect(second!.slice(0, 28)).toEqual(first!.slice(0, 28));
    expect(second!.slice(28)).not.toEqual(first!.slice(28));
  });

  it('saves a GIF of what is watched', async () => {
    await press('Play');
    await page.getByLabel('Draws to save').fill('5');
    expect((await saved('GIF')).subarray(0, 6).toString()).toBe('GIF89a');
  });

  it('says what the server refuses, and goes on with what it does not', async () => {
    const chains = page.getByLabel('Chains', { exact: true });
    await chains.fill('65');
    await chains.blur();
    await page.getByText('chains must be a whole number from 1 to 64, not 65').waitFor();
    await chains.fill('5');
    await chains.blur();
    await page.locator('#wrong').waitFor({ state: 'hidden' });
    await watching(3);
  });

  it.each([
    [{ shape: [1], range: [0, 1] as const }, 'line'],
    [{ shape: [2], range: [0, 1] as const }, 'plane'],
    [{ shape: [5], range: [-1, 1] as const }, 'digits'],
    [{ shape: [6, 5, 3], range: [-1, 1] as const }, 'pictures'],
  ])('shows samples of other kinds: %j', async (space, subject) => {
    const { url, stop } = await served(untrained(space));
    // The page goes first: a server that stops may cut it off, and the browser would say so.
    onTestFinished(async () => {
      await page.goto('about:blank');
      stop();
    });
    await open('', { url, stop });
    await watching(3);
    expect(await page.locator('body').getAttribute('data-subject')).toBe(subject);
    await expect.poll(() => inkOf(page), { timeout: 10_000 }).toBeGreaterThan(0.005);
    expect(await page.locator('#ask-nothing').isVisible()).toBe(true);
  });

  it('shows nothing that it cannot do, and has nothing that hinders anybody, in light and dark', async () => {
    await open();
    await watching();
    for (const name of ['Learn', 'MP4', 'ONNX']) expect(await page.getByRole('button', { name }).count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await serious(page)).toEqual([]);
    }
  });

  it('says so when the server goes', async () => {
    server.stop();
    await page.getByText('The server has gone: the server stops. Load the page again to go on.').waitFor();
  });
});
