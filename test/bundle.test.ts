import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { build as esbuild } from 'esbuild';
import { build, createLogger, type InlineConfig, type Rolldown } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { everywhere } from './everywhere.js';
import { project, root } from './project.js';

const everything = {
  rxjs: `import * as all from 'kaleidoflow'; globalThis.all = all;`,
  ix: `import * as all from 'kaleidoflow/ix'; globalThis.all = all;`,
  networks: `import * as all from 'kaleidoflow/networks'; globalThis.all = all;`,
  node: `import { readFileSync } from 'node:fs'; readFileSync('.');`,
  program: `export * from './everywhere.ts';`,
};

/** A project with an entry for each face, one for Node alone, and the program. */
function bundled(lacks: readonly string[] = []): string {
  const place = project(lacks);
  for (const [name, code] of Object.entries(everything)) writeFileSync(join(place, `${name}.js`), `${code}\n`);
  cpSync(join(root, 'test', 'everywhere.ts'), join(place, 'everywhere.ts'));
  return place;
}

/** What Vite makes of a project, and what it has to say of it. */
async function bundle(place: string, config: InlineConfig) {
  const said: string[] = [];
  // On a busy machine Vite says which plugin took long.
  const note = (text: string) => void (text.includes('[PLUGIN_TIMINGS]') || said.push(text));
  const made = (await build({
    ...config,
    configFile: false,
    logLevel: 'warn',
    root: place,
    customLogger: { ...createLogger('silent'), warn: note, warnOnce: note, error: note },
    build: { write: false, minify: false, ...config.build },
  })) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[];
  const chunks = [made].flat().flatMap(({ output }) => output.filter((file) => file.type === 'chunk'));
  return { said, chunks, modules: chunks.flatMap(({ moduleIds }) => moduleIds) };
}

const entries = (...names: (keyof typeof everything)[]): InlineConfig => ({
  build: { lib: { entry: names.map((name) => `${name}.js`), formats: ['es'] } },
});

/** The files of the platforms themselves, without what is beside them. */
const platforms = (modules: readonly string[]): string[] =>
  modules.flatMap((module) => /kaleidoflow\/dist\/src\/platform\/.*\/.*/.exec(module)?.[0] ?? []);

/** What chunks ask for and do not bring. */
function unmet(chunks: readonly Rolldown.OutputChunk[]): string[] {
  const own = new Set(chunks.map(({ fileName }) => fileName));
  return chunks
    .flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
    .filter((name) => !own.has(name));
}

/** Vite puts something empty in the place of a module of Node's. */
const emptied = (modules: readonly string[]): string[] => modules.filter((name) => name.includes('browser-external'));

/** Names of Node's modules, save where one is said of a worker: `type: 'module'`. */
const nodes = new RegExp(
  `(?<!type: ?)["'\`](?:node:[^"'\`]*|${builtinModules.join('|')})["'\`]|\\b(?:process|Buffer)\\.\\w+`,
  'g',
);

/** All of a bundle as one script, whose exports are those of `exports`. */
async function script(place: string, entry: keyof typeof everything): Promise<string> {
  const lib = { entry: `${entry}.js`, formats: ['iife' as const], name: 'made' };
  const { said, chunks } = await bundle(place, { build: { lib } });
  // A script has no address of its own, from which to find the worker; a page says where it is, with `setAssets`.
  expect(said.filter((text) => !text.includes('[EMPTY_IMPORT_META]'))).toEqual([]);
  expect(chunks).toHaveLength(1);
  return chunks[0]!.code;
}

/** What src/platform/everywhere.d.ts declares, and what browsers have beside the language. */
const everyPlatform = {
  AbortController,
  AbortSignal,
  Blob,
  DOMException,
  TextDecoder,
  TextEncoder,
  performance,
  setTimeout,
  atob,
};

describe('Vite, for browsers', () => {
  const noEngines = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', 'onnxruntime-node', 'onnxruntime-web'];

  it('bundles kaleidoflow without a word and without anything of Node', async () => {
    const { said, chunks, modules } = await bundle(bundled(noEngines), entries('rxjs', 'ix'));
    expect(said).toEqual([]);
    expect(unmet(chunks)).toEqual([]);
    expect(emptied(modules)).toEqual([]);
    expect(chunks.flatMap(({ code }) => code.match(nodes) ?? [])).toEqual([]);
    expect(platforms(modules)).toContain('kaleidoflow/dist/src/platform/web/index.js');
    expect(platforms(modules).filter((name) => !name.includes('/web/'))).toEqual([]);
  });

  it('bundles its networks, without TensorFlow.js', async () => {
    const { said, chunks, modules } = await bundle(bundled(), entries('rxjs', 'ix', 'networks'));
    expect(said).toEqual([]);
    expect(unmet(chunks)).toEqual([]);
    expect(platforms(modules)).toContain('kaleidoflow/dist/src/platform/web/index.js');
    expect(platforms(modules).filter((name) => !name.includes('/web/'))).toEqual([]);
    expect(modules.some((name) => name.includes('@tensorflow/tfjs-core'))).toBe(false);
  });

  it('would leave a hole where a module of Node is', async () => {
    const { chunks, modules } = await bundle(bundled(), entries('node'));
    expect(emptied(modules)).toHaveLength(1);
    expect(`${chunks[0]!.code} ${everything.node}`.match(nodes)).toContain("'node:fs'");
  });

  it('makes what runs where only browsers agree, with the same bytes as Node', async () => {
    const warnings: string[] = [];
    const context = vm.createContext({ ...everyPlatform, console: { warn: (text: string) => warnings.push(text) } });
    vm.runInContext(await script(bundled(noEngines), 'program'), context);
    const made = vm.runInContext('made.everywhere().then(JSON.stringify)', context) as Promise<string>;
    const { engine, ...here } = JSON.parse(await made);
    const { engine: ours, ...inNode } = JSON.parse(JSON.stringify(await everywhere()));
    expect(here).toEqual(inNode);
    expect(inNode.gif.grey.length).toBeGreaterThan(1_000);
    // There is no navigator, and are no workers, where only browsers agree.
    const nowhere = 'navigator is not defined';
    expect(engine).toEqual({ kaleidoscope: nowhere, ofMuch: nowhere, pulled: nowhere });
    expect(ours).toEqual({ kaleidoscope: '', ofMuch: '', pulled: '' });
    expect(warnings).toEqual([]);
  });
});

describe('Vite, for servers', () => {
  /** What the program finds that is built with this, and runs in Node; and which of our platforms it was built with. */
  async function built(config: InlineConfig) {
    const place = bundled();
    const { said, modules } = await bundle(place, { ...config, build: { ssr: 'program.js', write: true } });
    expect(said).toEqual([]);
    const main = "import('./dist/program.js').then((all) => all.everywhere()).then(JSON.stringify).then(console.log)";
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', main], { cwd: place });
    return {
      found: JSON.parse(stdout),
      ours: JSON.parse(JSON.stringify(await everywhere())),
      with: platforms(modules),
    };
  }

  it('leaves kaleidoflow to Node', async () => {
    const { found, ours, with: platform } = await built({});
    expect(found).toEqual(ours);
    expect(platform).toEqual([]);
  });

  it("bundles it where told to, with Node's platform, and the threads of what is installed", async () => {
    const { found, ours, with: platform } = await built({ ssr: { noExternal: true } });
    expect(platform).toContain('kaleidoflow/dist/src/platform/node/index.js');
    expect(platform.filter((name) => !name.includes('/node/'))).toEqual([]);
    expect(found).toEqual(ours);
  });
});

describe('esbuild, for servers', () => {
  it('makes one file that draws in its own thread, and says so once, where the library is not beside it', async () => {
    const place = project([]);
    const alone = mkdtempSync(join(tmpdir(), 'kaleidoflow-alone-'));
    onTestFinished(() => rmSync(alone, { recursive: true, force: true }));
    mkdirSync(join(alone, 'node_modules'));
    for (const name of ['onnxruntime-node', 'onnxruntime-common'])
      symlinkSync(join(root, 'node_modules', name), join(alone, 'node_modules', name));
    writeFileSync(join(alone, 'table.csv'), 'a,b\n1,2\n3,4\n');
    writeFileSync(
      join(place, 'main.js'),
      `import { fromPoints, fromTable, kaleidoscope, trainManifold } from 'kaleidoflow';
       import { setLibraries } from 'kaleidoflow/web';
       import { lastValueFrom, take } from 'rxjs';
       setLibraries({ papaparse: () => import('papaparse') });
       const training = trainManifold({ depth: 1, width: 2, steps: 2 });
       const draw = () => lastValueFrom(fromPoints([0.2, 0.8]).pipe(training, kaleidoscope({ chains: 3 }), take(2)));
       Promise.all([draw(), draw(), lastValueFrom(fromTable('table.csv'))])
         .then((all) => console.log(...all.map(({ count }) => count)));`,
    );
    await esbuild({
      absWorkingDir: place,
      entryPoints: ['main.js'],
      outfile: join(alone, 'main.cjs'),
      bundle: true,
      platform: 'node',
      logOverride: { 'empty-import-meta': 'silent' },
    });
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--trace-warnings', 'main.cjs'], {
      cwd: alone,
    });
    expect(stdout).toBe('3 3 2\n');
    expect(stderr.match(/KaleidoflowWarning: .*/g)).toEqual([
      expect.stringMatching('the file of the threads is not in this bundle, so networks run in the thread that asks'),
    ]);
  });
});
