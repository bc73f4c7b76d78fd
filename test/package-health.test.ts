import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOutside, linksOf, pages, placeOf, proseOf, slug } from '../site/pages.js';
import { root } from './project.js';

const run = promisify(execFile);
const exists = (path: string) => existsSync(join(root, path));

/** What a program of npm prints, of whatever kind, and whether it was content: into a file, for one that exits at once loses what waits in a pipe. */
async function said(program: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  const bin = join(root, 'node_modules/.bin', program);
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-said-'));
  const file = openSync(join(folder, 'said'), 'w');
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const [code] = (await once(spawn(bin, args, { cwd: root, env, stdio: ['ignore', file, file] }), 'exit')) as [number];
  closeSync(file);
  const text = readFileSync(join(folder, 'said'), 'utf8');
  rmSync(folder, { recursive: true });
  return { code, text };
}

describe('the packed package', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-packed-'));
  let tarball = '';
  beforeAll(async () => {
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
    tarball = join(folder, (await run('npm', pack, { cwd: root })).stdout.trim());
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is as publint would have it', async () => {
    const packed = Uint8Array.from(readFileSync(tarball));
    const { messages, pkg } = await publint({ pack: { tarball: packed.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg!))).toEqual([]);
  });

  // For modules of Node 16 and later, and for bundlers: decision 35 says why for no others.
  it('has types that are found as its files are, says attw', async () => {
    const { text } = await said('attw', [tarball, '--format', 'json']);
    const { problems } = (JSON.parse(text) as { analysis: { problems: Problem[] } }).analysis;
    const ours = problems.filter(
      ({ resolutionKind, resolutionOption }) => !['node10', 'node16-cjs'].includes(resolutionKind ?? resolutionOption!),
    );
    expect(problems.length).toBeGreaterThan(0);
    expect(ours).toEqual([]);
  });
});

/** Where attw finds something wrong. */
interface Problem {
  readonly kind: string;
  readonly resolutionKind?: string;
  readonly resolutionOption?: string;
}

describe('the sources', { timeout: 300_000 }, () => {
  it('have nothing that nobody uses, says knip', async () => {
    expect(await said('knip', [])).toEqual({ code: 0, text: '' });
  });
});

describe('the pages', () => {
  const headings = (page: string) => Array.from(proseOf(page).matchAll(/^#+ (.*)$/gm), ([, text]) => slug(text!));

  it('name every operator in docs/operators.md', async () => {
    const page = proseOf('docs/operators.md');
    const names = Object.keys(await import('../dist/operators/index.js'));
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
  });

  it('lead to files and headings that are there', () => {
    const dead = pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => !isOutside(link))
        .filter((link) => {
          const { path, heading } = placeOf(page, link);
          return !exists(path) || (heading !== undefined && !headings(path).includes(heading));
        })
        .map((link) => `${page}: ${link}`),
    );
    expect(dead).toEqual([]);
  });

  it('show every picture that there is, of a megabyte at most where it moves', () => {
    const shown = new Set(pages.flatMap((page) => linksOf(page).map((link) => placeOf(page, link).path)));
    const pictures = ['docs/images', 'docs/figures'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => /\.(png|gif)$/.test(name))
        .map((name) => posix.join(folder, name)),
    );
    expect(pictures.filter((path) => !shown.has(path))).toEqual([]);
    const large = pictures.filter((path) => path.endsWith('.gif') && statSync(join(root, path)).size > 2 ** 20);
    expect(large).toEqual([]);
  });
});
