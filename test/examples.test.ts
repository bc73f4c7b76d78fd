import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const place = join(root, 'test', '.examples');

/** What an example in a doc comment may take for granted. */
const prelude = `
import { last, map, of, take, tap } from 'rxjs';
import {
  burnIn, fromMnist, fromPoints, kaleidoscope, lowestLoss, thin, toFile, toGif, toPng, training, trainManifold, withNoise,
} from 'kaleidoflow';
const squares = fromPoints([[0, 0.2, 0.4, 0.6], [1, 0.8, 0.6, 0.4]]).pipe(map((s) => ({ ...s, shape: [2, 2, 1] })));
const manifold = squares.pipe(trainManifold({ depth: 2, width: 8, steps: 20 }));
const draws = manifold.pipe(kaleidoscope({ chains: 3 }));
`;

interface Example {
  readonly name: string;
  readonly code: string;
}

/** Every block of TypeScript in a page or in the doc comments of a source, trained only as long as a test allows. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/^ \* ?/gm, '');
  return Array.from(text.matchAll(/```ts\n(.*?)```/gs), ([, block = ''], i) => {
    const short = block.replace(/steps: [\d_]+/g, 'steps: 20');
    return { name: `${file} #${i + 1}`, code: block.includes("from 'kaleidoflow'") ? short : prelude + short };
  });
}

const sources = ['operators', 'src', 'src/image', 'src/data'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);
const examples = ['README.md', 'docs/guide.md', ...sources].flatMap(examplesOf);
const compiled = (i: number) => join(place, 'out', 'test', '.examples', `${i}.js`);

beforeAll(async () => {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  examples.forEach(({ code }, i) => {
    writeFileSync(join(place, `${i}.ts`), `${code}\nexport {};\n`);
  });
  const compilerOptions = { noEmit: false, outDir: 'out', rootDir: '../..', noUnusedLocals: false };
  writeFileSync(
    join(place, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }),
  );
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', place]).catch(({ stdout }) => {
    throw new Error(`the examples do not type-check:\n${stdout}`);
  });
}, 60_000);

describe('every example in the documentation runs, and its process ends by itself', () => {
  it('finds them', () => expect(examples.length).toBeGreaterThan(15));

  it.each(examples.map(({ name }, i) => [name, i] as const))('%s', async (name, i) => {
    const cwd = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));
    const { stderr } = await run(process.execPath, [compiled(i)], { cwd, timeout: 100_000 });
    expect(stderr).toBe('');
    if (name.startsWith('README')) expect(statSync(join(cwd, 'kaleidoscope.gif')).size).toBeGreaterThan(1e5);
  });
});
