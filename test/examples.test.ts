import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { GifReader } from 'omggif';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { Workers } from '../dist/tools/nats/workers.js';
import { newFolder } from './folder.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const place = join(root, 'test', '.examples');

/** What an example in a doc comment may take for granted: all operators of its face, a manifold, and draws. */
const given = `
const squares = fromPoints([[0, 0.2, 0.4, 0.6], [1, 0.8, 0.6, 0.4]]).pipe(map((s) => ({ ...s, shape: [2, 2, 1] })));
const manifold = squares.pipe(trainManifold({ depth: 2, width: 8, steps: 20 }));
const draws = manifold.pipe(kaleidoscope({ chains: 3 }));
`;
const names =
  'boxDimension, branch, burnIn, coverage, descend, energy, evaluate, fork, fromCifar, fromImages, fromManifold, fromMnist, ' +
  'fromNpy, fromPoints, fromTable, given, kaleidoscope, lowestLoss, mapInTurn, mapTensor, measure, morph, movement, nearest, pace, recipeFor, thin, toCanvas, toFile, toFrames, toGif, ' +
  'toLog, toMp4, toOnnx, toPng, toSafetensors, toTable, training, trainManifold, withAttributes, withLabels, withNoise, withTurns, withWalk';
const prelude = `
import { map, of, switchMap, take, takeLast, tap } from 'rxjs';
import { ${names}, toAsyncIterable } from 'kaleidoflow';
${given}`;
const pulledPrelude = `
import { of } from 'ix/asynciterable';
import { map, switchMap, take, takeLast, tap } from 'ix/asynciterable/operators';
import { ${names} } from 'kaleidoflow/ix';
${given}`;

/** Trained only as long as a test allows, of few faces and no more chains than a picture shows, and at the server of the tests. */
const short = (code: string, steps = 20) =>
  code
    .replace(/steps(:| =) [\d_]+/g, `steps$1 ${steps}`)
    .replace(/const count = 10_000/, 'const count = 200')
    .replace(/chains(:| =) (\d\d_\d{3}|\d+(?=;))/g, 'chains$1 12')
    .replace("'nats://broker'", 'process.env.NATS_URL!');

/** Chains of networks that have been trained so shortly do collapse. */
const collapsed =
  /^\(node:\d+\) KaleidoflowWarning: .* they have collapsed; .*\n(\(Use `node --trace-warnings .*\n)?/gm;

const isPulled = (file: string) => /^operators\/(lift\/)?ix\//.test(file);

/** With a connection to the server of the tests, which is closed behind it. */
const connected = (file: string, code: string) => `
import { connect } from '@nats-io/transport-node';
import { kaleidoscopeOver, measureOver, trainOver, work } from 'kaleidoflow/${isPulled(file) ? 'ix/' : ''}nats';
const connection = await connect({ servers: process.env.NATS_URL! });
${code}
await connection.close();`;

interface Example {
  /** Of its file. */
  readonly name: string;
  readonly code: string;
  /** The page, or the folder of sources, that it is from. */
  readonly from: string;
  /** What it needs that not every machine has: a NATS server, or ffmpeg. */
  readonly needs: Need | undefined;
}

type Need = 'nats' | 'ffmpeg';

const called = { nats: 'over NATS', ffmpeg: 'by ffmpeg' };

/** Every block of TypeScript in a page or in the doc comments of a source. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/^ \* ?/gm, '');
  return Array.from(text.matchAll(/```ts(?: (nats|ffmpeg))?\n(.*?)```/gs), ([, needs, block = ''], i) => {
    const before = isPulled(file) ? pulledPrelude : prelude;
    const whole = /from 'kaleidoflow(\/ix)?'/.test(block);
    const code = needs === 'nats' && !whole ? connected(file, short(block)) : short(block);
    return {
      name: `${file.replace(/\.\w+$/, '').replaceAll('/', '.')}.${i + 1}`,
      code: (whole ? '' : before) + code,
      from: (file.endsWith('.md') ? file : dirname(file)) + (needs ? `, ${called[needs as Need]}` : ''),
      needs: needs as Need | undefined,
    };
  });
}

const sources = ['operators', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
const examples = [
  'README.md',
  'site/index.md',
  'docs/guide.md',
  'docs/architectures.md',
  'docs/cluster.md',
  'docs/engines.md',
  'docs/how-do-i.md',
  'docs/tables.md',
  ...sources,
].flatMap(examplesOf);
/** One after the other in one process, since most of what an example takes is its start. */
const groups = Array.from(new Set(examples.map(({ from }) => from)), (from) => {
  const all = examples.filter((example) => example.from === from);
  return { from, all, needs: all[0]!.needs };
});
const lacksFfmpeg = spawnSync('ffmpeg', ['-version']).error && 'there is no ffmpeg on the path';
const nameOf = (from: string) => from.replace(/\W+/g, '-');
const helpers = ['avatars.ts', 'contests.ts', 'digits.ts', 'faces.ts', 'measures.ts', 'plan.ts', 'progress.ts'];
const programs = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts') && !helpers.includes(name));
const compiled = (name: string) => join(place, 'out', 'test', '.examples', `${name}.js`);

beforeAll(async () => {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const { name, code } of examples) writeFileSync(join(place, `${name}.ts`), `${code}\nexport {};\n`);
  for (const { from, all } of groups) {
    const imports = all.map(({ name }) => `await import('./${name}.js');\n`);
    writeFileSync(join(place, `${nameOf(from)}.all.ts`), `${imports.join('')}export {};\n`);
  }
  for (const name of [...programs, ...helpers])
    writeFileSync(
      join(place, name),
      short(readFileSync(join(root, 'examples', name), 'utf8'), 3).replaceAll("'../tools/", `'${root}dist/tools/`),
    );
  const compilerOptions = { noEmit: false, outDir: 'out', rootDir: '../..', noUnusedLocals: false };
  writeFileSync(
    join(place, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }),
  );
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', place]).catch(({ stdout }) => {
    throw new Error(`the examples do not type-check:\n${stdout}`);
  });
}, 60_000);

describe('every example in the documentation runs, and its process ends by itself', { timeout: 300_000 }, () => {
  it('finds them', () => expect(examples.length).toBeGreaterThan(15));

  let server: NatsServer | undefined;
  let workers: Workers | undefined;
  beforeAll(async () => {
    if (lacksNats) return;
    server = await NatsServer.start();
    workers = await Workers.start(1, server.url);
  });
  afterAll(async () => {
    await workers?.stop();
    await server?.stop();
  });

  it.concurrent.for(groups)('$from: $all.length', async ({ from, needs }, { skip }) => {
    const lacks = needs && { nats: lacksNats, ffmpeg: lacksFfmpeg }[needs];
    if (lacks) return skip(`skipped: ${lacks}`);
    const cwd = newFolder();
    copyFileSync(join(root, 'playground/learn/digits.safetensors'), join(cwd, 'digits.safetensors'));
    const env = { ...process.env, NATS_URL: server?.url };
    const { stderr } = await run(process.execPath, [compiled(`${nameOf(from)}.all`)], { cwd, env, timeout: 300_000 });
    expect(stderr.replace(/^kaleidoflow: TensorFlow\.js runs as engine .*\n/m, '').replaceAll(collapsed, '')).toBe('');
    const written = (name: string) => readFileSync(join(cwd, name));
    if (from === 'docs/guide.md') {
      expect(new GifReader(written('gifenc.gif')).numFrames()).toBe(30);
      expect(await sharp(written('kaleidoscope.webp')).metadata()).toMatchObject({
        pages: 16,
        delay: Array(16).fill(67),
      });
    }
    if (needs === 'ffmpeg') expect(written('kaleidoscope.mp4').toString('latin1', 4, 8)).toBe('ftyp');
    if (from === 'README.md') expect(statSync(join(cwd, 'three.gif')).size).toBeGreaterThan(1e4);
  });
});

describe.concurrent('every program of the examples runs, and ends by itself', { timeout: 300_000 }, () => {
  const start = (name: string, options: readonly string[] = []) => {
    const cwd = newFolder();
    return {
      cwd,
      done: run(process.execPath, [compiled(name), ...options], {
        cwd,
        timeout: 300_000,
        env: { ...process.env, PORT: '0' },
      }),
    };
  };
  const frames = (path: string) => new GifReader(readFileSync(path)).numFrames();

  it('finds them', () => {
    expect(programs).toEqual([
      'architectures.ts',
      'descend.ts',
      'http.ts',
      'node-stream.ts',
      'preview.ts',
      'start.ts',
      'web-stream.ts',
    ]);
  });

  it.each([
    ['architectures', 21, ['--seconds', '0']],
    ['descend', 6, []],
  ] as const)('%s', async (name, rows, options) => {
    const { cwd, done } = start(name, options);
    expect((await done).stdout.match(/^\|.*\|$/gm)).toHaveLength(2 + rows);
    expect(PNG.sync.read(readFileSync(join(cwd, `${name}.png`))).width).toBe(2 * (12 * 30 + 2));
  });

  it('start', async () => {
    const { cwd, done } = start('start', ['--steps', '20', '--frames', '41']);
    const { stdout, stderr } = await done;
    expect(stderr).toMatch(/drawing/);
    expect(stdout).toMatch(
      /After 40 applications: \d+ of the ten digits; the 80 chains are nearest to \d+ different training images/,
    );
    expect(frames(join(cwd, 'kaleidoscope.gif'))).toBe(50);
  });

  it('start, faces', async () => {
    const { cwd, done } = start('start', ['--faces', '--steps', '5', '--frames', '41']);
    const { stdout, stderr } = await done;
    expect(stderr).toMatch(/drawing what is learned/);
    expect(stdout).toMatch(/After 40 applications: the 36 chains are nearest to \d+ different training images/);
    expect(frames(join(cwd, 'faces.gif'))).toBe(3 + 8 + 8);
  });

  it('node-stream', async () => {
    const { cwd, done } = start('node-stream');
    expect(await done).toMatchObject({ stdout: 'draws.ndjson.gz\n', stderr: '' });
    const lines = gunzipSync(readFileSync(join(cwd, 'draws.ndjson.gz')))
      .toString()
      .trim()
      .split('\n');
    expect(lines).toHaveLength(100);
    expect(JSON.parse(lines[99]!)).toMatchObject({ step: 1020, count: 16, shape: [28, 28, 1] });
  });

  it('web-stream', async () => {
    const { cwd, done } = start('web-stream');
    expect(await done).toMatchObject({ stdout: 'kaleidoscope.gif image/gif\n', stderr: '' });
    expect(frames(join(cwd, 'kaleidoscope.gif'))).toBe(60);
  });

  it('preview', async () => {
    const { cwd, done } = start('preview');
    expect((await done).stdout).toMatch(/^focus\.gif/);
    expect(frames(join(cwd, 'focus.gif'))).toBeGreaterThan(0);
  });

  it('http', async () => {
    const { done } = start('http');
    const lines = createInterface({ input: done.child.stdout! });
    const [url] = (await once(lines, 'line')) as [string];
    expect(await (await fetch(url)).text()).toContain('/kaleidoscope.gif');
    for (let visitor = 0; visitor < 2; visitor++) {
      const body = (await fetch(`${url}/kaleidoscope.gif`)).body!;
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) {
        chunks.push(chunk);
        if (Buffer.concat(chunks).length > 3e5) break;
      }
      expect(Buffer.concat(chunks).subarray(0, 6).toString()).toBe('GIF89a');
      expect(await once(lines, 'line')).toEqual(['a visitor has left']);
    }
    done.child.kill('SIGINT');
    expect((await done).stdout).toContain('http://localhost');
  });
});
