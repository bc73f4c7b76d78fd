import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath, softwareGpu, testArguments } from '../../tools/browser/chromium.js';
import { root } from '../project.js';
import type { Checks } from './checks.js';

/** Chromium with a GPU of software, and pages of these scripts. */
export interface Browser {
  /** A page that has run `script` before its own. */
  open(script?: () => void): Promise<Page>;
  close(): Promise<void>;
}

/** Starts it, or says why it can't be. */
export async function startChromium(): Promise<Browser | string> {
  if (!chromiumPath) return 'there is no Chromium';
  const browser = await chromium
    .launch({
      executablePath: chromiumPath,
      args: [...testArguments, ...softwareGpu],
      ignoreDefaultArgs: ['--disable-gpu'],
    })
    .catch((error: Error) => error.message);
  if (typeof browser === 'string') return browser;
  const scripts = {
    '/page.js': await scriptOf('test/webgpu/page.ts'),
    '/worker.js': await scriptOf('dist/src/platform/web/kaleidoflow/worker.js'),
    '/webgpu-worker.js': await scriptOf('test/webgpu/webgpu-worker.ts'),
  };
  const server = createServer(({ url }, response) => {
    const name = url as keyof typeof scripts;
    const send = (type: string, content: string | Buffer) => response.setHeader('Content-Type', type).end(content);
    if (name in scripts) send('text/javascript', scripts[name]);
    else if (name.endsWith('.wasm'))
      send('application/wasm', readFileSync(join(root, 'node_modules/onnxruntime-web/dist', name)));
    else send('text/html', '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    async open(script) {
      const page = await browser.newPage();
      if (script) await page.addInitScript(script);
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function scriptOf(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, file)],
    bundle: true,
    format: 'esm',
    write: false,
    platform: 'browser',
    external: ['@tensorflow/*', 'hyparquet', 'papaparse', 'zstddec'],
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

/** Runs one of the checks in a page. */
export function inPage<Name extends keyof Checks>(
  page: Page,
  name: Name,
  ...given: Parameters<Checks[Name]>
): Promise<Awaited<ReturnType<Checks[Name]>>> {
  return page.evaluate(
    ([name, given]) =>
      (globalThis as unknown as { checks: Record<string, (...given: unknown[]) => unknown> }).checks[name]!(...given),
    [name, given] as const,
  ) as Promise<Awaited<ReturnType<Checks[Name]>>>;
}
