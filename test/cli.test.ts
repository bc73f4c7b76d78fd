import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fromManifold, fromNpy, kaleidoscope, toGif } from 'kaleidoflow';
import { GifReader } from 'omggif';
import { PNG } from 'pngjs';
import { defer, firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Asked, type Command, UsageError } from '../dist/cli/command.js';
import { sparkline } from '../dist/cli/sparkline.js';
import { newFolder } from './folder.js';
import { root } from './project.js';

const program = join(root, 'dist', 'cli', 'index.js');
const place = newFolder();

interface Outcome {
  readonly code: number;
  readonly out: Buffer;
  readonly said: string;
}

/** Runs `kaleidoflow` with these arguments. */
const run = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: place, encoding: 'buffer', maxBuffer: 1e8 },
      (error, out, said) => resolve({ code: Number(error?.code ?? 0), out, said: said.toString() }),
    ),
  );
const start = (...args: string[]): ChildProcess => spawn(process.execPath, [program, ...args], { cwd: place });
const short = ['mnist', '--count', '300', '--steps', '40', '--width', '64', '--batch-size', '32'];

beforeAll(async () => {
  const { code, said } = await run('train', ...short, '-o', 'digits.safetensors', '--seed', '4');
  expect(said).toMatch(/learning: 40 of 40/);
  expect(code).toBe(0);
}, 60_000);

describe('kaleidoflow train', () => {
  it('writes a model with the recipe for such data, labels and turns included', async () => {
    const manifold = await firstValueFrom(fromManifold(join(place, 'digits.safetensors')));
    expect(manifold).toMatchObject({
      depth: 3,
      width: 64,
      steps: 40,
      shape: [28, 28, 1],
      blend: [0.6, 1],
      given: { labels: 0.5, data: 0 },
      motion: { kind: 'turns', every: 16 },
      labelUnits: { classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    });
  });

  it("learns by the paper's method, and writes ONNX", async () => {
    const { code } = await run('train', ...short, '--paper', '--depth', '2', '-o', 'paper.onnx');
    expect(code).toBe(0);
    const manifold = await firstValueFrom(fromManifold(join(place, 'paper.onnx')));
    expect(manifold).toMatchObject({ depth: 2, width: 64, noise: [{ eps: 0.01, distribution: 'uniform' }] });
    expect(manifold.blend).toBeUndefined();
  });

  it('holds samples out, writes the losses down, and trains on from a model', async () => {
    const asked = ['--validation', '0.2', '--patience', '40', '--weighting', 'velocity', '--log', 'loss.csv'];
    const { code, said } = await run('train', ...short, ...asked, '-o', 'validated.safetensors');
    expect([code, said]).toEqual([0, expect.stringMatching(/learning: 40 of 40 \| loss [\d.]+, validation [\d.]+\n$/)]);
    const [head, ...lines] = readFileSync(join(place, 'loss.csv'), 'utf8').trim().split('\n');
    expect([head, lines.map((line) => line.split(',')[0])]).toEqual(['step,loss,validation,seconds', ['0', '40']]);
    const on = ['--start', 'digits.safetensors', '--steps', '1', '--log', 'loss.png'];
    expect((await run('train', 'mnist', '--count', '300', ...on, '-o', 'on.safetensors')).code).toBe(0);
    expect(PNG.sync.read(readFileSync(join(place, 'loss.png'))).width).toBe(640);
    const [start, after] = await Promise.all(
      ['digits', 'on'].map((name) => firstValueFrom(fromManifold(join(place, `${name}.safetensors`)))),
    );
    expect(after).toMatchObject({ depth: 3, width: 64, steps: 1, labelUnits: start!.labelUnits });
    const moved = after!.weights[0]!.map((value, i) => Math.abs(value - start!.weights[0]![i]!));
    expect(Math.max(...moved)).toBeLessThan(0.01);
  });

  it('draws a curve on a terminal, as far as there is room', () => {
    expect(sparkline([1, 0.1, 0.01], 9)).toBe('█▅▁');
    expect(sparkline([8, 7, 6, 5, 4, 3, 2, 1], 4)).toHaveLength(4);
    expect([sparkline([], 9), sparkline([1, 2], 0), sparkline([1, 2], -3)]).toEqual(['', '', '']);
    expect(sparkline([0.5, 0.5, 0], 9)).toBe('██▁');
  });

  it('goes on from a checkpoint', async () => {
    const args = ['train', ...short, '--checkpoint', 'kept', '-o'];
    expect((await run(...args, 'a.safetensors')).code).toBe(0);
    expect((await run(...args, 'b.safetensors')).said).not.toMatch(/learning: 20 of 40/);
    expect(readFileSync(join(place, 'b.safetensors'))).toEqual(readFileSync(join(place, 'a.safetensors')));
  });
});

describe('kaleidoflow sample', () => {
  it('draws what the library draws', async () => {
    const args = ['--steps', '5', '--chains', '6', '--seed', '2', '--first', '3', '--columns', '3'];
    const { code, out } = await run('sample', 'digits.safetensors', ...args, '-o', 'digits.gif');
    expect([code, out.toString()]).toEqual([0, expect.stringMatching(/^digits\.gif \([\d.]+ kB\)\n$/)]);
    const chunks = await lastValueFrom(
      fromManifold(join(place, 'digits.safetensors')).pipe(
        kaleidoscope({ chains: 6, seed: 2, first: 3 }),
        take(5),
        toGif({ columns: 3 }),
        toArray(),
      ),
    );
    const bytes = readFileSync(join(place, 'digits.gif'));
    expect(bytes).toEqual(Buffer.concat(chunks));
    expect(new GifReader(bytes).numFrames()).toBe(5);
  });

  it('writes a picture to standard output, and its progress to standard error', async () => {
    const { code, out, said } = await run('sample', 'digits.safetensors', '-o', '-', '--format', 'png', '--steps', '3');
    expect(code).toBe(0);
    expect(PNG.sync.read(out).width).toBe(242);
    expect(said).toMatch(/^drawing: 1 of 3/);
  });

  it('walks as it is told', async () => {
    for (const how of [['--walk'], ['--turns', '3'], ['--noise', '0.1'], ['--label', '3,7']]) {
      const { code, said } = await run('sample', 'digits.safetensors', ...how, '--steps', '2', '-o', 'walked.png');
      expect([code, said]).toEqual([0, expect.not.stringMatching(/Error/)]);
    }
  });
});

describe('pictures, tables and arrays', () => {
  it('go from a folder to samples of its classes, by name', async () => {
    for (const [kind, grey] of [
      ['dark', 40],
      ['light', 220],
    ] as const) {
      mkdirSync(join(place, 'pictures', kind), { recursive: true });
      for (let i = 0; i < 8; i++) {
        const png = new PNG({ width: 12, height: 9 });
        png.data.fill(grey + i);
        writeFileSync(join(place, 'pictures', kind, `${i}.png`), PNG.sync.write(png));
      }
    }
    const size = ['--size', '6', '--channels', '1', '--steps', '150', '--width', '32'];
    const { code, said } = await run('train', 'pictures', ...size, '-o', 'pictures.safetensors');
    expect([code, said]).toEqual([0, expect.stringMatching(/reading: 16 of 16/)]);
    expect((await run('info', 'pictures.safetensors')).out.toString()).toMatch(/labels {5}dark, light\n/);
    const drawn = ['sample', 'pictures.safetensors', '--chains', '20', '--steps', '32', '-o', 'p.npy', '--label'];
    const means: number[] = [];
    for (const label of ['dark', 'light']) {
      expect((await run(...drawn, label)).code).toBe(0);
      const { values, shape } = await firstValueFrom(fromNpy(join(place, 'p.npy')));
      expect(shape).toEqual([6, 6, 1]);
      means.push(values.reduce((sum, value) => sum + value, 0) / values.length);
    }
    expect(means[0]).toBeLessThan(means[1]!);
  }, 60_000);

  it('go from a folder with a table beside it to what is asked for, and to what the chains say of themselves', async () => {
    mkdirSync(join(place, 'shades'));
    const rows = Array.from({ length: 16 }, (_, i) => {
      const png = new PNG({ width: 4, height: 4 });
      png.data.fill(i % 2 ? 220 : 40);
      writeFileSync(join(place, 'shades', `${i}.png`), PNG.sync.write(png));
      return `${i}.png,${i % 2 ? 'light' : 'dark'},${i}\n`;
    });
    writeFileSync(join(place, 'shades.csv'), `file_name,shade,size\n${rows.join('')}`);
    const size = ['--channels', '1', '--steps', '200', '--width', '32', '--attributes', 'shades.csv'];
    expect((await run('train', 'shades', ...size, '-o', 'shades.safetensors')).code).toBe(0);
    expect((await run('info', 'shades.safetensors')).out.toString()).toMatch(/attributes shade, size\n/);
    const drawn = ['sample', 'shades.safetensors', '--chains', '8', '--steps', '32', '-o', '-', '--format'];
    const given = ['--given', '{"shade":"light"}'];
    const said = (await run(...drawn, 'csv', ...given)).out.toString().trim().split('\n');
    expect(said[0]).toBe('shade,size');
    expect(said.slice(1).every((line) => /^light,\d+$/.test(line))).toBe(true);
    expect((await run('sample', 'shades.safetensors', ...given, '--chains', '8', '-o', 'shades.npy')).code).toBe(0);
    const { values } = await firstValueFrom(fromNpy(join(place, 'shades.npy')));
    expect(values.reduce((sum, value) => sum + value / values.length, 0)).toBeGreaterThan(0);
    const [code, error] = await run(...drawn, 'csv', '--given', '{"shade":"pink"}').then((ran) => [ran.code, ran.said]);
    expect([code, error]).toEqual([1, expect.stringMatching(/must be one of the 2 categories that were learned/)]);
  }, 60_000);

  it('go from a table to its rows, imputed where asked', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i % 2 ? 'cat' : '"big, dog"'},${i % 2 ? 4 + (i % 5) / 10 : 30 + (i % 7)}`,
    );
    writeFileSync(join(place, 'pets.csv'), `kind,weight\n${rows.join('\n')}\n`);
    const size = ['--steps', '400', '--width', '48'];
    expect((await run('train', 'pets.csv', ...size, '-o', 'pets.safetensors')).code).toBe(0);
    expect((await run('train', 'pets.csv', '--paper', '--steps', '2', '-o', 'paper.safetensors')).code).toBe(0);
    const drawn = ['sample', 'pets.safetensors', '--chains', '10', '--steps', '64', '-o'];
    expect((await run(...drawn, 'pets.jsonl', '--given', '{"kind":"cat"}')).code).toBe(0);
    const cats = readFileSync(join(place, 'pets.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(cats.map(({ kind }) => kind)).toEqual(Array(10).fill('cat'));
    expect((await run(...drawn, 'again.csv')).code).toBe(0);
    const [head, ...lines] = readFileSync(join(place, 'again.csv'), 'utf8').trim().split('\n');
    expect(head).toBe('kind,weight');
    for (const line of lines) expect(line).toMatch(/^(cat|"big, dog"),[\d.]+$/);
    expect((await run(...drawn, 'a.csv', '--given', '{kind}')).code).toBe(2);
    expect((await run(...drawn, 'a.csv', '--given', '{"size":1}')).said).toMatch(/names a column 'size'/);
  }, 60_000);

  it('go from a file with holes to the same file without', async () => {
    const holes = 'weight,id,kind,note\n04.20,7,NA,"a, b"\n,8,"big, dog",\n4.4,9,cat,\n99,10,,x\n';
    writeFileSync(join(place, 'holes.csv'), holes);
    const drawn = ['sample', 'pets.safetensors', '--steps', '128', '--unknown', 'NA', '--average', '3', '-o'];
    const { code, said } = await run(...drawn, 'filled.csv', '--given', 'holes.csv');
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^MODEL has not learned note: .*\n1 number is beyond what MODEL has learned/),
    ]);
    const filled = readFileSync(join(place, 'filled.csv'), 'utf8');
    const [head, first, second, ...others] = filled.split('\n');
    expect(head).toBe('weight,id,kind,note');
    expect(first).toMatch(/^04\.20,7,(cat|"big, dog"),"a, b"$/);
    expect(second).toMatch(/^[\d.]+,8,"big, dog",$/);
    expect(others).toEqual(['4.4,9,cat,', expect.stringMatching(/^99,10,(cat|"big, dog"),x$/), '']);
    for (const to of ['-', '/dev/stdout']) {
      const child = start(...drawn, to, '--format', 'csv', '--given', '-');
      child.stdin!.end(holes);
      expect(await text(child.stdout!)).toBe(filled);
    }
    const typed = (await run(...drawn, '-', '--format', 'jsonl', '--given', 'holes.csv')).out.toString().split('\n');
    expect(JSON.parse(typed[2]!)).toEqual({ weight: 4.4, id: '9', kind: 'cat', note: null });
    writeFileSync(join(place, 'fish.csv'), 'kind\ncat\nfish\n');
    expect((await run(...drawn, 'a.csv', '--given', 'fish.csv')).said).toMatch(
      /--given: 'fish.csv', line 3, column 'kind' must be one of the 2 categories/,
    );
  }, 60_000);

  it('are read with what the flags say of them', async () => {
    writeFileSync(join(place, 'ages.tab'), `age;id;kind\n${'3;1;a\n5;2;b\nnone;3;a\n'.repeat(4)}broken;4;a\n`);
    const reading = ['--delimiter', ';', '--unknown', 'none', '--drop', 'id', '--count', '12'];
    const learning = ['--jitter', '0.1', '--steps', '5', '--width', '8', '-o', 'ages.safetensors'];
    expect((await run('train', 'ages.tab', ...reading, ...learning)).code).toBe(0);
    const said = (await run('info', 'ages.safetensors')).out.toString();
    expect(said).toMatch(/samples {4}rows of a table with 2 columns, in 32 units\ncolumns {4}age, kind\n/);
    const manifold = await firstValueFrom(fromManifold(join(place, 'ages.safetensors')));
    expect(manifold.table!.columns[0]).toMatchObject({ name: 'age', range: [3, 5] });
    const red = ['--size', '4', '--fit', 'contain', '--background', '#ff0000', '--steps', '5', '--width', '8'];
    expect((await run('train', 'pictures', ...red, '-o', 'red.safetensors')).code).toBe(0);
  }, 60_000);
});

describe.skipIf(process.platform === 'win32')('a device', () => {
  it('is written into', async () => {
    expect((await run('export', 'digits.safetensors', '-o', '/dev/null')).out.toString()).toMatch(/^\/dev\/null \(/);
    const { out } = await run('export', 'digits.safetensors', '-o', '/dev/stdout');
    expect(out).toEqual(readFileSync(join(place, 'digits.safetensors')));
  });
});

it('says which version it is', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect((await run('--version')).out.toString()).toBe(`${version}\n`);
});

it('takes a class by its name, also where that is the number of another', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i % 7 ? i : 'NA'},${i % 2 ? 0 : 1}`);
  writeFileSync(join(place, 'ones.csv'), `x,y\n${rows.join('\n')}\n`);
  const learning = ['--unknown', 'NA', '--label', 'y', '--steps', '20', '--width', '8', '-o', 'ones.safetensors'];
  expect((await run('train', 'ones.csv', ...learning)).code).toBe(0);
  const drawing = ['--label', '1', '--chains', '3', '--steps', '2', '-o', 'ones.jsonl'];
  expect((await run('sample', 'ones.safetensors', ...drawing)).code).toBe(0);
  const lines = readFileSync(join(place, 'ones.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => String(JSON.parse(line).y))).toEqual(['1', '1', '1']);
});

const engineNames = ['onnx', 'webgpu', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu'];

describe('kaleidoflow info, and export', () => {
  it('say what a model is', async () => {
    const { out } = await run('info', 'digits.safetensors');
    expect(out.toString().split('\n')).toEqual([
      'network    an MLP of 3 hidden layers with 64 units each, 115970 parameters',
      'samples    28 × 28 × 1, values from -1 to 1',
      'labels     0, 1, 2, 3, 4, 5, 6, 7, 8, 9',
      expect.stringMatching(/^learned {4}in 40 steps to a loss of /),
      'blend      0.6 to 1',
      'given      labels for 0.5, data for 0 of the samples',
      'motion     withTurns: every 16, step 0.05, share 0.9',
      '',
    ]);
    expect(JSON.parse((await run('info', 'digits.safetensors', '--json')).out.toString())).toMatchObject({ depth: 3 });
  });

  it('say which engines there are, where no model is named', async () => {
    const { out, code } = await run('info', '--json');
    const found: { name: string; lacking?: string }[] = JSON.parse(out.toString());
    expect([code, ...found.map(({ name }) => name)]).toEqual([0, ...engineNames]);
    for (const { name, lacking } of found)
      if (lacking !== undefined) expect(lacking).toMatch(new RegExp(`^engine '${name}'`));
    expect(found[0]).toEqual({ name: 'onnx' });
  });

  it('turn a model into the other format, and back, the same', async () => {
    expect((await run('export', 'digits.safetensors', '--onnx', '-o', 'digits.onnx')).code).toBe(0);
    expect((await run('export', 'digits.onnx', '-o', 'again.safetensors')).code).toBe(0);
    expect(readFileSync(join(place, 'again.safetensors'))).toEqual(readFileSync(join(place, 'digits.safetensors')));
  });

  it('make a model half as large', async () => {
    expect((await run('export', 'digits.safetensors', '--half', '-o', 'light.safetensors')).code).toBe(0);
    const [half, whole] = ['light', 'digits'].map((name) => statSync(join(place, `${name}.safetensors`)).size);
    expect(half! / whole!).toBeCloseTo(0.5, 1);
    expect((await run('export', 'digits.safetensors', '--half', '-o', 'light.onnx')).said).toContain(
      "--half is of .safetensors, not of 'light.onnx'",
    );
  });
});

/** What is said of a call that is refused, and the exit code: by the command itself, since to start a process takes longer. */
async function refused([name, ...args]: string[]): Promise<Pick<Outcome, 'code' | 'said'>> {
  const command: Command = (await import(`../dist/cli/${name}.js`))[name!];
  const before = process.cwd();
  process.chdir(place);
  try {
    const said = await lastValueFrom(defer(() => command.run(new Asked(name!, command, args))));
    throw new Error(`it is not refused, but says ${said}`);
  } catch (error) {
    return { code: error instanceof UsageError ? 2 : 1, said: (error as Error).message };
  } finally {
    process.chdir(before);
  }
}

describe('what is not right', () => {
  const nothingIsLeft = () =>
    expect(readdirSync(place).filter((name) => /^a\.|part$/.test(name) && name !== 'a.safetensors')).toEqual([]);

  it.each([
    [['--help'], 0, /^$/],
    [[], 2, /a command is missing/],
    [['draw'], 2, /there is no command 'draw'/],
    [['train', '-o', 'a.safetensors'], 2, /DATA is missing/],
    [['train', 'mnist', '-o', '/no/such/place/a.onnx'], 1, /\/no\/such\/place\/a.onnx cannot be written: ENOENT/],
    [['--verbose'], 2, /unknown flag --verbose; without a command there are --help and --version/],
    [['info', 'a', 'b'], 2, /there is one MODEL only/],
    [
      ['train', 'mnist', '-o', 'a.onnx', '--colour'],
      2,
      /train: unknown flag --colour; train takes --output, --count, /,
    ],
    [['sample', 'digits.safetensors', '-x'], 2, /sample: unknown flag -x; sample takes --output/],
  ])('%j ends with %i', async (args, code, message) => {
    const outcome = await run(...args);
    expect(outcome.said).toMatch(message);
    expect(outcome.said).not.toMatch(/ {4}at /);
    expect(outcome.code).toBe(code);
    nothingIsLeft();
  });

  it.each([
    [['train', 'mnist'], 2, /--output is missing/],
    [['train', 'mnist', '-o', 'a.txt'], 2, /--output must end in .safetensors or .onnx, not 'a.txt'/],
    [['train', 'mnist', '-o', 'a.onnx', '--steps', 'many'], 2, /--steps must be a number, not 'many'/],
    [
      ['train', 'mnist', '-o', 'a.onnx', '--steps', '0'],
      1,
      /training: steps must be a whole number of at least 1, not 0/,
    ],
    [['sample', 'digits.safetensors', '-o'], 2, /-o needs a value: -o FILE/],
    [['sample', 'digits.safetensors', '--walk=3', '-o', 'a.gif'], 2, /--walk takes no value, and here is '3'/],
    [['train', 'arrays.npz', '-o', 'a.onnx'], 2, /an .npz holds several arrays: take one out, .*np\.load\('x\.npz'\)/],
    [['train', 'pets.csv', '--drop', 'age', '-o', 'a.onnx'], 1, /has no column 'age'; there are 'kind', 'weight'/],
    [['train', 'pets.csv', '--delimiter', ';;', '-o', 'a.onnx'], 1, /delimiter must be one character/],
    [['train', 'pictures', '--delimiter', ';', '-o', 'a.onnx'], 2, /--delimiter is not for pictures/],
    [
      ['train', 'pictures', '--fit', 'most', '-o', 'a.onnx'],
      1,
      /fit must be 'contain' or 'cover' or 'fill', not 'most'/,
    ],
    [['sample', 'digits.safetensors', '-o', 'a.gif', '--average', '3'], 2, /--average is for what is --given/],
    [['sample', 'digits.safetensors', '-o', 'a.npy', '--given', 'pets.csv'], 1, /MODEL has learned no table/],
    [['sample', 'pets.safetensors', '-o', 'a.csv', '--given', 'none.csv'], 1, /'none.csv' cannot be read: ENOENT/],
    [
      ['sample', 'pets.safetensors', '-o', 'a.csv', '--given', 'pets.csv', '--chains', '3'],
      2,
      /--chains is not for rows of a file, which have a chain each/,
    ],
    [['train', 'nothing', '-o', 'a.onnx'], 1, /fromImages: .*nothing/],
    [['train', 'mnist', '--label', 'a', '-o', 'a.onnx'], 2, /--label is not for mnist/],
    [['train', 'rows.npy', '--size', '8', '-o', 'a.onnx'], 2, /--size is not for an array/],
    [['train', 'pictures', '--columns', 'a', '-o', 'a.onnx'], 2, /--columns is not for pictures/],
    [['sample', 'nothing', '-o', 'a.gif'], 1, /fromManifold: nothing cannot be read: ENOENT/],
    [['sample', 'digits.safetensors', '-o', 'a.mp4'], 2, /--output must end in .gif, .png.*, not 'mp4'/],
    [
      ['sample', 'digits.safetensors', '-o', 'a.gif', '--format', 'bmp'],
      2,
      /--format must be one of gif, .*, not 'bmp'/,
    ],
    [
      ['sample', 'digits.safetensors', '-o', 'a.csv'],
      2,
      /what MODEL draws can be written as gif, png, npy, not as csv/,
    ],
    [
      ['sample', 'digits.safetensors', '-o', 'a.gif', '--steps', '1.5'],
      2,
      /--steps must be a whole number of at least 1/,
    ],
    [
      ['sample', 'digits.safetensors', '-o', 'a.gif', '--steps', '-5'],
      2,
      /--steps must be a whole number of at least 1/,
    ],
    [
      ['sample', 'digits.safetensors', '-o', 'a.png', '--steps', '20', '--burn-in', '3', '--thin', '21'],
      2,
      /of 20 steps none is kept by --burn-in 3 and --thin 21: --steps must be at least 21/,
    ],
    [['sample', 'digits.safetensors', 'more', '-o', 'a.gif'], 2, /there is one MODEL only/],
    [['sample', 'digits.safetensors', '-o', 'a.gif', '--walk', '--turns', '3'], 2, /do not go together/],
    [['sample', 'digits.safetensors', '-o', 'a.gif', '--label', '12'], 1, /given: label must be among/],
  ])('%j is refused with %i', async (args, code, message) => {
    expect(await refused(args)).toEqual({ code, said: expect.stringMatching(message) });
    nothingIsLeft();
  });
});

it('takes numbers below 0 where they are allowed', async () => {
  const { code, said } = await run('info', 'digits.safetensors', '--range', '-1,1');
  expect([code, said]).toEqual([0, '']);
});

it('goes on where nobody hears how far it is', async () => {
  const child = start('train', 'mnist', ...short.slice(1), '-o', 'unheard.safetensors');
  child.stderr!.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(readdirSync(place).filter((name) => name.startsWith('unheard'))).toEqual(['unheard.safetensors']);
});

describe('interrupted', () => {
  it.each([
    ['SIGINT', 130, [0, 150, 300, 450, 700, 1000, 1500]],
    ['SIGHUP', 129, [200, 900]],
    ['SIGTERM', 143, [200, 900]],
  ] as const)(
    'by %s at any instant, it leaves no file, and its exit code is %i',
    async (signal, expected, instants) => {
      for (const after of instants) {
        const child = start('sample', 'digits.safetensors', '-o', 'half.gif', '--steps', '1000000');
        await new Promise((resolve) => setTimeout(resolve, after));
        child.kill(signal);
        const [code, killed] = await once(child, 'exit');
        expect(killed === signal || code === expected).toBe(true);
        expect(readdirSync(place).filter((name) => name.startsWith('half'))).toEqual([]);
      }
    },
  );

  it('by Ctrl-C while it learns, it leaves the model of before', async () => {
    const before = readFileSync(join(place, 'digits.safetensors'));
    const child = start('train', 'mnist', '--steps', '100000', '-o', 'digits.safetensors');
    child.stderr!.setEncoding('utf8');
    for await (const text of child.stderr!) if (/learning: [1-9]/.test(text) || text.includes('learning')) break;
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(130);
    expect(readFileSync(join(place, 'digits.safetensors'))).toEqual(before);
    expect(readdirSync(place).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('by a reader that leaves, it ends without a word', async () => {
    const child = start('sample', 'digits.safetensors', '-o', '-', '--format', 'gif', '--steps', '1000000');
    let said = '';
    child.stderr!.on('data', (text) => {
      said += text;
    });
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(said).not.toMatch(/Error|EPIPE/);
  });
});

it('work says where no server can be reached', async () => {
  const { code, said } = await run('work', '--server', 'nats://127.0.0.1:1,127.0.0.1:2');
  const expected = 'kaleidoflow work: nats://127.0.0.1:1, 127.0.0.1:2 cannot be reached: connection refused\n';
  expect([code, said]).toEqual([1, expected]);
});

describe('docs/cli.md', () => {
  it('has what each command says of itself', async () => {
    const page = readFileSync(join(root, 'docs', 'cli.md'), 'utf8');
    for (const command of ['train', 'sample', 'serve', 'work', 'info', 'export']) {
      const { out } = await run(command, '--help');
      expect(page).toContain(`\`\`\`\n${out}\`\`\``);
    }
    expect(page).toContain((await run('--help')).out.toString());
  });
});
