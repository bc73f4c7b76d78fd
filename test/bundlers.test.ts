import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import type { Browser } from 'playwright-core';
import { createLogger, createServer, type LogLevel, build as vite } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import webpack from 'webpack';
import { chromiumPath, forget, openBrowser, pageProject, serve } from './pages.js';

/** What a page does here: it learns two points, draws them, and asks for what it was not given; isolated, with two threads. */
const program = (assets = '') => `
import { fromPoints, kaleidoscope, toGif, toMp4, trainManifold } from 'kaleidoflow';
import { setAssets } from 'kaleidoflow/web';
import { lastValueFrom, map, shareReplay, take, toArray } from 'rxjs';

setAssets({ ${assets} threads: crossOriginIsolated ? 2 : undefined });
const manifold = fromPoints([0.2, 0.8]).pipe(
  map((samples) => ({ ...samples, shape: [1, 1, 1] })),
  trainManifold({ depth: 5, width: 32, steps: 1500, seed: 1 }),
  shareReplay(),
);
const draws = (engine) => manifold.pipe(kaleidoscope({ chains: 4, seed: 2, engine }), take(60));
const said = ({ message }) => message;
globalThis.found = Promise.all([
  lastValueFrom(draws('onnx').pipe(toArray())).then((all) => all.map(({ values }) => [...values]), said),
  lastValueFrom(draws('tensorflow-cpu')).catch(said),
  lastValueFrom(draws('onnx').pipe(toMp4())).catch(said),
]);
`;

const given = (name: string) => `\`setLibraries({ '${name}': () => import('${name}') })\``;
const lacking = [
  `engine 'tensorflow-cpu': @tensorflow/tfjs is not installed; \`npm install @tensorflow/tfjs\` and, from kaleidoflow/web, ${given('@tensorflow/tfjs')} brings it`,
  "toMp4 needs mediabunny: `npm install mediabunny` and, from kaleidoflow/web, `setLibraries({ mediabunny: () => import('mediabunny') })`",
];

const wasm = 'ort-wasm-simd-threaded.wasm';

/** What lets the workers of a page share memory. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** The strictest policy under which a page learns and draws, as docs/browsers.md has it; data: is for its icon. */
const policy = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:",
};

/** Webpack has a word for each file above 244 KiB, such as the WebAssembly of ONNX Runtime. */
const performance = { assetFilter: (name: string) => !name.endsWith('.wasm') };

const html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>\n';

/** An empty project in which only RxJS and ONNX Runtime are beside the library. */
const place = pageProject(['rxjs', 'onnxruntime-web']);
writeFileSync(join(place, 'main.js'), program());
writeFileSync(join(place, 'with-assets.js'), program(`worker: '/worker.js', wasm: '/${wasm}',`));
writeFileSync(join(place, 'index.html'), html);
afterAll(() => forget(place), 60_000);

/** Bundles the page, and returns all that there is to say of it. */
const bundlers: Record<string, (to: string) => Promise<string[]>> = {
  async vite(outDir) {
    const said: string[] = [];
    await vite({ root: place, configFile: false, customLogger: logger(said), build: { outDir } });
    // On a busy machine it says which plugin took long.
    return said.filter((text) => !text.includes('[PLUGIN_TIMINGS]'));
  },
  esbuild: (outdir) => byEsbuild(outdir, true),
  'esbuild in one piece': (outdir) => byEsbuild(outdir, false),
  async webpack(path) {
    const stats = await new Promise<webpack.Stats>((resolve, reject) => {
      webpack(
        { context: place, mode: 'production', performance, entry: './main.js', output: { path } },
        (error, stats) => (stats ? resolve(stats) : reject(error)),
      );
    });
    writeFileSync(join(path, 'index.html'), html);
    const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
    return [...errors, ...warnings].map(({ message }) => message);
  },
};

async function byEsbuild(outdir: string, splitting: boolean): Promise<string[]> {
  const { warnings } = await esbuild({
    absWorkingDir: place,
    entryPoints: { main: 'with-assets.js', worker: 'kaleidoflow/worker.js' },
    bundle: true,
    minify: true,
    splitting,
    format: 'esm',
    outdir,
    logLevel: 'silent',
  });
  cpSync(join(place, 'node_modules/onnxruntime-web/dist', wasm), join(outdir, wasm));
  writeFileSync(join(outdir, 'index.html'), html);
  return warnings.map(({ text }) => text);
}

function logger(said: string[], level: LogLevel = 'warn') {
  const note = (text: string) => void said.push(text);
  return { ...createLogger(level), info: () => {}, warn: note, warnOnce: note, error: note };
}

/** What comes over the wire before a page runs, compressed: bundled by esbuild, without the packages named. */
async function initialBytes(code: string): Promise<number> {
  const { metafile, outputFiles } = await esbuild({
    stdin: { contents: code, resolveDir: place },
    absWorkingDir: place,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: 'out/sizes',
    write: false,
    metafile: true,
    external: ['rxjs', 'onnxruntime-web'],
  });
  const initial = new Set(['out/sizes/stdin.js']);
  for (const name of initial)
    for (const { path, kind, external } of metafile.outputs[name]!.imports)
      if (kind === 'import-statement' && !external) initial.add(path);
  const files = outputFiles.filter(({ path }) => [...initial].some((name) => path.endsWith(name)));
  expect(files).toHaveLength(initial.size);
  return files.reduce((sum, { contents }) => sum + brotliCompressSync(contents).length, 0);
}

it('is small: less than 41 kB of its own for a page that learns and draws, its worker included', async () => {
  const page = await initialBytes(program());
  const worker = await initialBytes("import 'kaleidoflow/worker.js';");
  const all = await initialBytes("export * from 'kaleidoflow';");
  expect(page + worker).toBeLessThan(41_000);
  expect(worker).toBeLessThan(18_500);
  expect(all).toBeLessThan(76_000);
});

describe('a page with nothing but RxJS and ONNX Runtime installed', () => {
  let browser: Browser;
  beforeAll(async () => {
    if (chromiumPath) browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(({ skip }) => skip(!chromiumPath, 'skipped: there is no Chromium; CHROMIUM names where it is'));

  /** What a page finds, how many workers and threads of theirs it had, and what its console says. */
  async function visit(url: string) {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    let workers = 0;
    page.on('worker', () => void workers++);
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', ({ message }) => said.push(message));
    await page.goto(url);
    await page.waitForFunction('globalThis.found', undefined, { timeout: 20_000 }).catch((error) => said.push(error));
    return { found: (await page.evaluate('globalThis.found')) as unknown[], workers, said };
  }

  let first: unknown;

  it.each(Object.keys(bundlers))(
    'is bundled by %s without a word, and runs, isolated with two threads and under a policy',
    async (name) => {
      const to = join(place, 'out', name);
      mkdirSync(to, { recursive: true });
      expect(await bundlers[name]!(to)).toEqual([]);
      for (const headers of [isolation, policy]) {
        const { url, close } = await serve(to, headers);
        onTestFinished(close);
        const { found, workers, said } = await visit(url);
        expect(said).toEqual([]);
        expect(workers).toBe(headers === isolation ? 4 : 2);
        const [values, ...errors] = found;
        expect(errors).toEqual(lacking);
        first ??= values;
        expect(values).toEqual(first);
        for (const value of (values as number[][])[59]!)
          expect(Math.min(Math.abs(value - 0.2), Math.abs(value - 0.8))).toBeLessThan(0.05);
      }
    },
  );

  it('says what to allow where Trusted Types refuse its worker', async () => {
    const to = join(place, 'out', 'esbuild, trusting nobody');
    mkdirSync(to, { recursive: true });
    await byEsbuild(to, true);
    const { url, close } = await serve(to, { 'content-security-policy': "require-trusted-types-for 'script'" });
    onTestFinished(close);
    const { found } = await visit(url);
    expect(found[0]).toMatch(
      /^this page's Trusted Types refuse the worker; `trustedTypes\.createPolicy\('default', .*\)` lets/,
    );
  });

  it("runs on Vite's own server", async () => {
    const said: string[] = [];
    const server = await createServer({
      root: place,
      configFile: false,
      customLogger: logger(said),
      server: { port: 0, host: 'localhost', watch: null },
    });
    await server.listen();
    onTestFinished(() => server.close());
    const page = await visit(server.resolvedUrls!.local[0]!);
    first ??= page.found[0];
    expect(page.found[0]).toEqual(first);
    expect(page.found.slice(1)).toEqual(lacking);
    expect(said).toEqual([]);
  });
});
