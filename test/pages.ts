import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { root } from './project.js';

/** Where Chromium is, if anywhere. */
export const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path));

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });

/** Of ONNX Runtime, what a page can use; all of it would be twice as much. */
const forPages = (path: string) =>
  !/\/onnxruntime-web\/.*(\.(jsep|jspi)\.|ort\.(all|bundle|webgl|jspi|node))/.test(path);

/** An empty project with the packed library and these packages, each with what it depends on. */
export function pageProject(packages: readonly string[]): string {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-page-'));
  const modules = join(place, 'node_modules');
  const own = join(modules, 'kaleidoflow');
  mkdirSync(own, { recursive: true });
  const npm = ['pack', '--silent', '--ignore-scripts', '--pack-destination', place];
  const tarball = execFileSync('npm', npm, { cwd: root, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', join(place, tarball), '-C', own, '--strip-components', '1']);
  const needed = new Set(packages);
  const addAll = (folder: string) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const name of Object.keys(dependencies)) needed.add(name);
  };
  addAll(own);
  for (const name of needed) {
    const from = join(root, 'node_modules', name);
    if (!existsSync(from)) continue;
    addAll(from);
    cpSync(from, join(modules, name), { recursive: true, filter: forPages });
  }
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  return place;
}

export const forget = (place: string): void => rmSync(place, { recursive: true, force: true });

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Serves a folder; every other address has its index.html, as servers of single-page applications do it. */
export async function serve(folder: string): Promise<{ url: string; close(): void }> {
  const server = createServer(({ url = '/' }, response) => {
    const path = join(folder, decodeURIComponent(new URL(url, 'http://localhost').pathname));
    const file = existsSync(path) && extname(path) !== '' ? path : join(folder, 'index.html');
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
