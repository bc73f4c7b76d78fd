import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './project.js';

it('the operator and the format that CONTRIBUTING.md shows compile, and run on both faces', () => {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: place, encoding: 'utf8' });
  try {
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
    mkdirSync(join(place, 'tools'));
    for (const part of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'tools/faces.mjs', 'src', 'operators'])
      cpSync(join(root, part), join(place, part), { recursive: true });
    const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    const shown = Array.from(
      page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs),
      ([, path, code]) => [path!, code!] as const,
    );
    expect(shown.map(([path]) => path)).toEqual([
      'operators/negative.ts',
      'operators/index.ts',
      'src/data/pgm.ts',
      'operators/from-pgm.ts',
      'operators/index.ts',
    ]);
    for (const [path, code] of shown) {
      expect(existsSync(join(place, path))).toBe(path.endsWith('index.ts'));
      mkdirSync(dirname(join(place, path)), { recursive: true });
      appendFileSync(join(place, path), code);
    }
    run('tools/faces.mjs');
    run(
      'node_modules/typescript/bin/tsc',
      '-p',
      'tsconfig.build.json',
      '--declaration',
      'false',
      '--declarationMap',
      'false',
    );

    writeFileSync(join(place, 'a.pgm'), Buffer.concat([Buffer.from('P5\n2 1\n255\n'), Buffer.of(0, 255)]));
    const [from, draw] = ["fromPgm('a.pgm')", "console.log(...values, shape.join('x'))"];
    const rxjs = `${from}.pipe(map((samples) => ({ ...samples, step: 1 })), negative()).subscribe(({ values, shape }) => ${draw})`;
    const ix = `for await (const { values, shape } of ${from}.pipe(map((samples) => ({ ...samples, step: 1 })), negative())) ${draw}`;
    const code = (index: string, map: string, use: string) =>
      `const { fromPgm, negative } = await import('${index}'); const { map } = await import('${map}'); ${use}`;
    const rx = run('--input-type=module', '-e', code('./dist/operators/index.js', 'rxjs', rxjs));
    const pulled = run(
      '--input-type=module',
      '-e',
      code('./dist/operators/ix/index.js', 'ix/asynciterable/operators', ix),
    );
    expect([rx, pulled]).toEqual(['1 -1 1x2x1\n', '1 -1 1x2x1\n']);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
