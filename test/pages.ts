import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath, testArguments } from '../tools/browser/chromium.js';
import { root } from './project.js';

export { chromiumPath } from '../tools/browser/chromium.js';
export { serve } from '../tools/browser/folder.js';

export const openBrowser = (...flags: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath!, args: [...testArguments, ...flags] });

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
