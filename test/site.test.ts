import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hearFaults, serious } from './page-looks.js';
import { chromiumPath, openBrowser, serve } from './pages.js';
import { root } from './project.js';

/** What people look for. */
const words = [
  'anomaly',
  'back-pressure',
  'checkpoint',
  'conditional',
  'CUDA',
  'early stopping',
  'ffmpeg',
  'fine-tuning',
  'GPU',
  'imputation',
  'inpainting',
  'latent',
  'missing values',
  'Next.js',
  'NumPy',
  'overfitting',
  'quantization',
  'React',
  'serverless',
  'server-sent events',
  'timeout',
  'WebSocket',
];

describe('the site', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'kaleidoflow-site-'));
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let browser: Browser;
  let page: Page;
  const wrong: string[] = [];

  beforeEach(({ skip }) =>
    skip(!chromiumPath, 'skipped: there is no Chromium here (Debian: apt-get install chromium)'),
  );
  beforeAll(async () => {
    const site = join(root, 'site');
    const bin = (name: string, folder: string) => join(root, folder, 'node_modules/.bin', name);
    const typedoc = [bin('typedoc', 'site'), ['--logLevel', 'Warn']] as const;
    const { status, stdout, stderr } = spawnSync(...typedoc, { cwd: site, encoding: 'utf8' });
    expect({ status, said: stdout + stderr }, 'all that is public is documented').toEqual({ status: 0, said: '' });
    if (!chromiumPath) return;
    const playground = join(outDir, 'playground');
    await build({
      configFile: join(root, 'playground/vite.config.ts'),
      logLevel: 'error',
      build: { outDir: playground },
    });
    const built = join(outDir, 'site');
    execFileSync(bin('vitepress', ''), ['build', '--outDir', built], {
      cwd: site,
      stdio: 'pipe',
      env: { ...process.env, PLAYGROUND: playground },
    });
    server = await serve(built);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    hearFaults(page, wrong);
  }, 300_000);
  afterEach(() => expect(wrong.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(outDir, { recursive: true, force: true });
  }, 60_000);

  const open = (path: string) => page.goto(server!.url + path);

  it('opens with digits that move', async () => {
    await open('/index.html');
    await page.waitForFunction(() => Number(document.querySelector('live-digits')?.getAttribute('data-step')) > 3);
    console.log(`moving after ${Math.round(await page.evaluate(() => performance.now()))} ms`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).waitFor();
  });

  it('runs its examples', async () => {
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('run-example output', { hasText: 'three.gif' }).waitFor();
    await page.locator('run-example img').waitFor();
    await open('/guide.html');
    await page.getByRole('button', { name: 'Run' }).first().click();
    await page.locator('run-example output', { hasText: /^30 / }).waitFor();
  });

  it('finds what people look for', async () => {
    await open('/index.html');
    await page.getByRole('button', { name: 'Search' }).click();
    const lost: string[] = [];
    for (const word of words) {
      await page.locator('#localsearch-input').fill(word);
      await page.waitForTimeout(300);
      const found = await page
        .locator('.VPLocalSearchBox .result')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      if (!found.slice(0, 8).some((link) => /how-do-i|guide/.test(link!))) lost.push(word);
    }
    expect(lost).toEqual([]);
  }, 60_000);

  it.each([
    '/index.html',
    '/guide.html',
    '/how-do-i.html',
    '/api/index.html',
    '/api/kaleidoflow/functions/kaleidoscope.html',
    '/decisions.html',
    '/source/examples/http.ts.html',
  ])('is for everybody: %s', async (path) => {
    await open(path);
    await page.waitForTimeout(300);
    expect(await serious(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('has the playground', async () => {
    await open('/playground/index.html');
    await page.waitForFunction(() => Number(document.getElementById('t')?.textContent) > 3);
  });
});
