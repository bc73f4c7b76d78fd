import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chromiumArguments, chromiumPath } from '../tools/browser/chromium.js';
import { hearFaults, inkOf, serious } from './page-looks.js';
import { root } from './project.js';

const configFile = join(root, 'playground/vite.config.ts');

/** Says how long each task of the page's own thread took that was longer than 50 ms. */
const watchTasks = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => longTasks.push(Math.round(duration))))
    .observe({ type: 'longtask', buffered: true });`;

describe('the playground', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'kaleidoflow-playground-'));
  let server: PreviewServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let address = '';
  const wrong: string[] = [];

  beforeEach(({ skip }) =>
    skip(!chromiumPath, 'skipped: there is no Chromium here (Debian: apt-get install chromium)'),
  );
  beforeAll(async () => {
    if (!chromiumPath) return;
    await build({ configFile, logLevel: 'error', build: { outDir } });
    server = await preview({ configFile, logLevel: 'error', build: { outDir }, preview: { port: 4_310 } });
    address = server.resolvedUrls!.local[0]!;
    browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumArguments] });
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    page = await context.newPage();
    await page.addInitScript(watchTasks);
    hearFaults(page, wrong);
  }, 120_000);
  afterEach(() => expect(wrong.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(outDir, { recursive: true, force: true });
  }, 60_000);

  /** Opens the page with these settings, as somebody does who comes with a link. */
  async function open(settings = ''): Promise<void> {
    await page.goto('about:blank');
    await page.goto(address + (settings && `#${settings}`));
  }

  const step = async (): Promise<number> => Number(await page.locator('#t').textContent());
  const watching = (after = 0) =>
    page.waitForFunction((after) => Number(document.getElementById('t')?.textContent) > after, after);
  const says = (text: string | RegExp) => page.locator('#said', { hasText: text }).waitFor();

  it('comes with one runtime, the one that it uses', () => {
    const runtimes = readdirSync(join(outDir, 'assets')).filter((name) => name.endsWith('.wasm'));
    expect(runtimes).toEqual([expect.stringMatching(/^ort-wasm-simd-threaded-/)]);
  });

  it('opens with digits that wander', async () => {
    await open();
    await watching();
    const painted = Math.round(await page.evaluate(() => performance.now()));
    await watching(20);
    console.log(`first digits after ${painted} ms; long tasks: ${await page.evaluate('longTasks.join()')}`);
    expect(await inkOf(page)).toBeGreaterThan(0.03);
  });

  it('holds, steps, and goes on', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(400);
    const held = await step();
    await page.waitForTimeout(400);
    expect(await step()).toBe(held);
    await page.getByRole('button', { name: 'Step' }).click();
    await watching(held);
    expect(await step()).toBe(held + 1);
    await page.getByRole('button', { name: 'Play' }).click();
    await watching(held + 3);
  });

  it('draws the digit that is asked for, and completes a part', async () => {
    await page.getByRole('radio', { name: '7', exact: true }).check({ force: true });
    await says('asked for 7');
    expect(await page.locator('#code').textContent()).toContain('given({ label: 7 })');
    await watching(40);
    await page.getByRole('button', { name: 'its lower half' }).click();
    await page.getByRole('button', { name: 'Complete it' }).click();
    await watching((await step()) + 3);
    const pad = () => page.locator('#pad').evaluate((pad: HTMLCanvasElement) => pad.toDataURL());
    const painted = await pad();
    await page.waitForFunction(() => location.hash.includes('part='));
    await page.reload();
    await watching(3);
    expect(await pad()).toBe(painted);
    expect(await page.locator('#code').textContent()).toContain('range: [-1, 1] }, { mask })');
    await page.getByRole('button', { name: 'Ask for nothing' }).click();
    await page.waitForFunction(() => !location.hash.includes('part='));
  });

  it.each([
    ['GIF', 'digits.gif', 'GIF89a'],
    ['PNG', 'digits.png', '\x89PNG'],
    ['ONNX', 'digits.onnx', ''],
    ['safetensors', 'digits.safetensors', ''],
  ])('saves a file: %s', async (name, file, head) => {
    await page.getByLabel('Draws to save').fill('5');
    const downloaded = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    const download = await downloaded;
    expect(download.suggestedFilename()).toBe(file);
    const bytes = readFileSync(await download.path());
    expect(bytes.length).toBeGreaterThan(500);
    expect(bytes.toString('latin1').startsWith(head)).toBe(true);
    await says(`${file} is saved`);
  });

  it('draws faces with what is asked for, and keeps it in its link', async () => {
    await page.getByLabel('What noise becomes').selectOption('faces');
    await watching(64);
    expect(await inkOf(page)).toBeGreaterThan(0.2);
    await page.getByLabel('hair color').selectOption('red');
    await page.getByLabel('accessories').selectOption('sunglasses');
    await says('The chains show sunglasses accessories.');
    await page.waitForFunction(() => location.hash.includes('sunglasses'));
    await page.reload();
    await watching(3);
    expect(await page.getByLabel('hair color').inputValue()).toBe('red');
    expect(await page.locator('#code').textContent()).toContain(
      'attributes: { hairColor: "red", accessories: "sunglasses" }',
    );
    expect(await serious(page)).toEqual([]);
  });

  it('learns points on the line, and those that are set with the mouse or by keys', async () => {
    await page.getByLabel('What noise becomes').selectOption('line');
    await says('It has learned');
    await watching(3);
    const plate = page.locator('#canvas');
    await plate.click({ position: { x: 400, y: 100 } });
    await says('It learns');
    await says('It has learned');
    await page.getByLabel('Points, from 0 to 1').focus();
    await plate.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => new URLSearchParams(location.hash.slice(1)).get('points')?.split(' ').length === 4,
    );
    expect(await inkOf(page)).toBeGreaterThan(0.01);
  });

  it('learns points in the plane, by a link', async () => {
    await open('subject=plane&points=.3,.3 .7,.7&steps=300&noise=0.02');
    await says('It has learned');
    await watching(3);
  });

  it('learns the pictures of a folder that is dropped, those in its folders too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-pictures-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'no picture.txt'), 'none');
    for (let i = 0; i < 12; i++) {
      const place = join(folder, ['', 'some', 'some/more'][i % 3]!);
      mkdirSync(place, { recursive: true });
      const picture = new PNG({ width: 20, height: 20 });
      picture.data.fill(255).fill(20 * i, 0, 800);
      writeFileSync(join(place, `${i}.png`), PNG.sync.write(picture));
    }
    await open('subject=pictures&steps=60&width=16&size=10&chains=6');
    const session = await context.newCDPSession(page);
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
      session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    const dropping = () => page.locator('body.dropping').count();
    await drag('dragEnter');
    expect(await dropping()).toBe(0);
    // As a hand does, again and again: the first may come before the page has heard of the folder.
    await expect.poll(() => drag('dragOver').then(dropping), { timeout: 10_000 }).toBe(1);
    await drag('drop');
    await expect.poll(dropping, { timeout: 10_000 }).toBe(0);
    await says('It has learned');
    await watching(2);
    expect(await page.locator('#pictures').textContent()).toContain('12 are here');
  });

  it('goes on with a training after a reload', async () => {
    await open('subject=digits&steps=4000&count=200&width=16');
    await watching();
    await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('progress')!.value > 0);
    await page.getByRole('button', { name: 'Stop' }).click();
    const goOn = page.getByRole('button', { name: /^Go on from step/ });
    const left = await goOn.textContent();
    await page.reload();
    await watching();
    expect(await goOn.textContent()).toBe(left);
    await goOn.click();
    const [, at] = /(\d+)/.exec(left!)!;
    await page.waitForFunction((at) => document.querySelector('progress')!.value > at / 4000, Number(at));
    console.log(`long tasks since the page was loaded again: ${await page.evaluate('longTasks.join()')}`);
    await page.getByRole('button', { name: 'Stop' }).click();
  });

  it.each(['subject=digits', 'subject=line', 'subject=plane', 'subject=pictures'])(
    'has nothing that hinders anybody, in light and dark: %s',
    async (settings) => {
      await open(settings);
      await page.waitForTimeout(500);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await serious(page)).toEqual([]);
      }
    },
  );

  it.each(['chains=1e9&noise=-1', 'subject=<script>', '%E0%A4%A', 'points=.2,.3 .5', 'a'.repeat(9_000)])(
    'takes no harm from a bad link, %#',
    async (settings) => {
      await open(settings);
      await watching();
      expect(await page.locator('#said').textContent()).toContain('Some of the link could not be read');
      expect(await page.getByLabel('Chains', { exact: true }).inputValue()).toBe('40');
    },
  );

  it('stands still where less motion is wanted, with digits that can be seen', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    await open('subject=digits');
    await watching();
    const held = await step();
    await page.waitForTimeout(500);
    expect(await step()).toBe(held);
    expect(held).toBeGreaterThan(20);
    await page.getByRole('button', { name: 'Play' }).click();
    await watching(held);
  });
});
