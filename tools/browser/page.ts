import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright';
import { chromiumArguments, chromiumPath } from './chromium.js';
import { serve } from './folder.js';

/** A page in Chromium, and the process that draws it. */
export interface OpenPage {
  readonly page: Page;
  /** Resident megabytes of all that draws pages, workers included. */
  memory(): Promise<number>;
  close(): Promise<void>;
}

/** Bundles a script with the engine's worker beside it, as esbuild's users do, serves them, and opens the page. */
export async function openPage(script: string, args = chromiumArguments): Promise<OpenPage> {
  if (!chromiumPath) throw new Error('there is no Chromium here (Debian: apt-get install chromium)');
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-page-'));
  await build({
    entryPoints: { page: script, 'kaleidoflow/worker': 'dist/src/platform/web/kaleidoflow/worker.js' },
    bundle: true,
    format: 'esm',
    outdir: folder,
    logLevel: 'error',
  });
  writeFileSync(
    `${folder}/index.html`,
    '<!doctype html><title>kaleidoflow</title><script type="module" src="page.js"></script>',
  );
  const wasm = 'ort-wasm-simd-threaded.wasm';
  cpSync(`node_modules/onnxruntime-web/dist/${wasm}`, `${folder}/kaleidoflow/${wasm}`);
  cpSync('node_modules/@tensorflow/tfjs-backend-wasm/dist', folder, {
    recursive: true,
    filter: (path) => extname(path) === '' || path.endsWith('.wasm'),
  });
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...args] });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(server.url);
  await page.waitForFunction(() => 'bench' in globalThis);
  const session = await browser.newBrowserCDPSession();
  return {
    page,
    async memory() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const pages = processInfo.filter(({ type }) => type === 'renderer');
      return pages.reduce((sum, { id }) => sum + residentMegabytes(id), 0);
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const residentMegabytes = (process: number): number =>
  (Number(readFileSync(`/proc/${process}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
