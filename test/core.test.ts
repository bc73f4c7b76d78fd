import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './project.js';

/**
 * Declarations of installed packages refer to Node's types, and bring them in wherever these can be found. So the core is
 * compiled where they can't: among links to all that is installed save the types, and with a copy of IxJS, since what a
 * link leads to is searched for its references from where it really is.
 */
const place = realpathSync(mkdtempSync(join(tmpdir(), 'kaleidoflow-core-')));
const installed = join(root, 'node_modules');
const modules = join(place, 'node_modules');
mkdirSync(modules);
for (const name of readdirSync(installed).filter((name) => !['@types', 'ix'].includes(name) && !name.startsWith('.')))
  symlinkSync(join(installed, name), join(modules, name));
cpSync(join(installed, 'ix'), join(modules, 'ix'), { recursive: true });
for (const part of ['src', 'operators']) symlinkSync(join(root, part), join(place, part));
for (const name of ['package.json', 'tsconfig.json', 'tsconfig.core.json']) cpSync(join(root, name), join(place, name));
const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.core.json'), 'utf8')) as { include: string[] };
writeFileSync(
  join(place, 'tsconfig.here.json'),
  JSON.stringify({
    extends: './tsconfig.core.json',
    compilerOptions: { preserveSymlinks: true },
    include: [...include, 'added/*.ts'],
  }),
);

/** Compiles the core, and files with these lines of code beside it. */
function compile(lines: readonly string[], ...flags: string[]): Promise<{ ok: boolean; said: string }> {
  rmSync(join(place, 'added'), { recursive: true, force: true });
  mkdirSync(join(place, 'added'));
  for (const [i, line] of lines.entries()) writeFileSync(join(place, `added/${i}.ts`), `${line}\nexport {};\n`);
  const tsc = join(installed, 'typescript/bin/tsc');
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [tsc, '-p', 'tsconfig.here.json', ...flags],
      { cwd: place, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ ok: error === null, said: stdout + stderr }),
    ),
  );
}

describe('the core', () => {
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it('compiles with no Node and no DOM types', async () => {
    const { ok, said } = await compile([], '--listFiles');
    expect(ok, said).toBe(true);
    const files = said.trim().split('\n');
    expect(files.filter((file) => /\/@types\/|\/lib\.(dom|webworker|scripthost)/.test(file))).toEqual([]);
    expect(
      files.filter(
        (file) => file.startsWith(join(place, 'src/platform/node')) || file.startsWith(join(place, 'src/platform/web')),
      ),
    ).toEqual([]);
    for (const part of ['operators/index.ts', 'operators/ix/index.ts', 'src/platform/here.d.ts'])
      expect(files).toContain(join(place, part));
  });

  it('would not compile with what only Node, or only a page, has', async () => {
    const lines = [
      'process.cwd();',
      'Buffer.from([1]);',
      "require('fs');",
      'setImmediate(() => {});',
      "import 'node:fs';",
      "export type { Stats } from 'node:fs';",
      'document.body;',
      'window.name;',
      "new Worker('');",
      "fetch('');",
      'import.meta.url;',
    ];
    const { ok, said } = await compile(lines);
    expect(ok).toBe(false);
    const wrong = Array.from(said.matchAll(/^(.*?)\(.*error TS/gm), ([, file]) => file);
    expect([...new Set(wrong)].sort()).toEqual(lines.map((_, i) => `added/${i}.ts`).sort());
  });
});
