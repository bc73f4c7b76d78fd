import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newFolder } from './folder.js';
import { root } from './project.js';

const run = promisify(execFile);

interface SourceMap {
  readonly sourceRoot?: string;
  readonly sources: readonly string[];
  /** The text of each, where the map holds it itself. */
  readonly sourcesContent?: readonly (string | null)[];
}

it('the packed package has the source of each of its files, where its source maps say', async () => {
  const place = newFolder();
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', place];
  const { stdout } = await run('npm', pack, { cwd: root });
  await run('tar', ['-xzf', stdout.trim()], { cwd: place });
  const packed = join(place, 'package');
  const files = readdirSync(packed, { recursive: true, encoding: 'utf8' }).map((name) => join(packed, name));

  // The page that `serve` shows is a bundle, of what is not in the package.
  const page = join(packed, 'dist', 'cli', 'serve', 'page');
  for (const kind of ['.js', '.d.ts']) {
    const compiled = files.filter(
      (path) => path.endsWith(kind) && path.startsWith(join(packed, 'dist')) && !path.startsWith(page),
    );
    expect(compiled.length).toBeGreaterThan(100);
    for (const path of compiled)
      expect(readFileSync(path, 'utf8')).toContain(`//# sourceMappingURL=${basename(path)}.map`);
    expect(compiled.filter((path) => !existsSync(`${path}.map`))).toEqual([]);
  }

  const isPacked = (path: string) => path.startsWith(packed + sep) && existsSync(path);
  const lost = files
    .filter((path) => path.endsWith('.map'))
    .flatMap((path) => {
      const { sourceRoot = '', sources, sourcesContent = [] }: SourceMap = JSON.parse(readFileSync(path, 'utf8'));
      expect(sources.length).toBeGreaterThan(0);
      return sources.filter((_, i) => !sourcesContent[i]).map((source) => resolve(dirname(path), sourceRoot, source));
    })
    .filter((source) => !isPacked(source));
  expect(lost, 'where a source has been moved or removed, remove dist and build').toEqual([]);
});
