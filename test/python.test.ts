import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromManifold, kaleidoscope, type Manifold, type Samples, toOnnx, toSafetensors } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startWeights } from '../dist/src/core/manifold.js';
import { stateSize } from '../dist/src/core/units.js';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { weightTensors } from '../dist/src/models/manifold.js';
import { anyNetwork } from './any-network.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { root } from './project.js';

const script = join(root, 'tools', 'python', 'models.py');
/** PyTorch 2 writes ONNX by onnxscript. */
const needed =
  'import torch, safetensors, onnxruntime, onnx; torch.__version__.startswith("1.") or __import__("onnxscript")';
const python = [process.env.PYTHON, 'python3', '/usr/bin/python3'].find(
  (candidate) => candidate && spawnSync(candidate, ['-c', needed]).status === 0,
);
const why = `skipped: no python3 here (or PYTHON) has torch, safetensors, onnx, onnxruntime and onnxscript`;

const directory = newFolder();

function run(input: string, ...args: string[]): Record<string, number[][]> {
  const { stdout, stderr, status } = spawnSync(python!, [script, ...args], { input, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

/** f of some states, rows of numbers. */
async function f(manifold: Manifold, rows: number[][]): Promise<number[][]> {
  const { shape, range } = manifold;
  const start: Samples = { values: Float32Array.from(rows.flat()), count: rows.length, shape, range };
  const { values } = await lastValueFrom(of(manifold).pipe(kaleidoscope({ start }), take(1)));
  const size = values.length / rows.length;
  return rows.map((_, i) => Array.from(values.subarray(i * size, (i + 1) * size)));
}

const apart = (a: number[][], b: number[][]) => Math.max(...a.flat().map((value, i) => Math.abs(value - b.flat()[i]!)));

describe('Python', () => {
  it('has of our files what we have: f(x) within 1e-5, by PyTorch and by ONNX Runtime', async ({ skip }) => {
    skip(!python, why);
    const manifold: Manifold = untrained({ depth: 5, width: 64, shape: [28, 28, 1] });
    const paths = [join(directory, 'm.safetensors'), join(directory, 'm.onnx')] as const;
    writeFileSync(paths[0], await firstValueFrom(of(manifold).pipe(toSafetensors())));
    writeFileSync(paths[1], await firstValueFrom(of(manifold).pipe(toOnnx())));
    const x = Array.from({ length: 5 }, (_, i) =>
      Array.from({ length: 784 }, (_, j) => Math.fround(Math.sin(i + 7 * j))),
    );
    const theirs = run(JSON.stringify(x), 'read', ...paths);
    const ours = await f(manifold, x);
    expect(apart(theirs.torch!, ours)).toBeLessThan(1e-5);
    expect(apart(theirs.onnx!, ours)).toBeLessThan(1e-5);
  }, 60_000);

  it('gives us a network that it has trained, in both formats, within 1e-5', async ({ skip }) => {
    skip(!python, why);
    const { x, y } = run('', 'train', directory);
    for (const [file, options] of [
      ['net.safetensors', { range: [0, 1] }],
      ['net.onnx', {}],
    ] as const) {
      const manifold = await firstValueFrom(fromManifold(join(directory, file), options));
      expect([manifold.shape, manifold.range]).toEqual([[6], [0, 1]]);
      expect(apart(await f(manifold, x!), y!)).toBeLessThan(1e-5);
    }
  }, 60_000);

  it('has of any network of layers f within 1e-5 and the gradients within 1e-4, from its safetensors file', async ({
    skip,
  }) => {
    skip(!python, why);
    // NETWORKS=500 npx vitest run test/python
    const networks = fc.sample(anyNetwork, { numRuns: Number(process.env.NETWORKS ?? 20), seed: 27 });
    const files: string[] = [];
    const ours: { y: ArrayLike<number>; gradients: Record<string, ArrayLike<number>> }[] = [];
    for (const [i, network] of networks.entries()) {
      const manifold = { ...network, weights: startWeights(network, i), loss: 1, steps: 0, noise: [] };
      const size = stateSize(network);
      const x = Float32Array.from({ length: 3 * size }, (_, j) => (1 + Math.sin(i + j * j)) / 2);
      const samples: Samples = { values: x, count: 3, shape: network.shape, range: network.range };
      files.push(join(directory, `${i}.safetensors`));
      writeFileSync(files[i]!, await firstValueFrom(of(manifold).pipe(toSafetensors())));
      writeFileSync(
        `${files[i]!}.json`,
        JSON.stringify([0, 1, 2].map((row) => [...x.slice(row * size, (row + 1) * size)])),
      );
      const trainer = await onnx.openTrainer(
        samples,
        { architecture: network, batchSize: 3, learningRate: 1e-3, seed: 0 },
        { step: 0, weights: manifold.weights, moments: [] },
      );
      for (let step = 0; step < 1; ) ({ step } = await trainer.advance(1));
      const moments = (await trainer.moments()).slice(0, manifold.weights.length);
      await trainer.close();
      ours.push({
        y: (await lastValueFrom(of(manifold).pipe(kaleidoscope({ start: samples }), take(1)))).values,
        gradients: Object.fromEntries(
          Array.from(weightTensors(network, moments), ([name, { values }]) => [name, values]),
        ),
      });
    }
    const made = spawnSync(python!, [join(root, 'tools', 'python', 'networks.py'), ...files], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    expect(made.status, `${made.error} ${made.stderr}`).toBe(0);
    const theirs = JSON.parse(made.stdout) as { y: number[]; gradients: Record<string, number[]> }[];
    const worst = { y: 0, gradients: 0 };
    const farthest = (a: ArrayLike<number>, b: readonly number[]) =>
      b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0);
    for (const [i, { y, gradients }] of ours.entries()) {
      worst.y = Math.max(worst.y, farthest(y, theirs[i]!.y));
      const all = Object.entries(theirs[i]!.gradients);
      expect(all.map(([name]) => name).sort()).toEqual(Object.keys(gradients).sort());
      const largest = all
        .flatMap(([, values]) => values)
        .reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
      for (const [name, values] of all)
        worst.gradients = Math.max(worst.gradients, farthest(gradients[name]!, values) / largest);
    }
    console.log(`${networks.length} networks by PyTorch: ${JSON.stringify(worst)}`);
    expect(worst.y).toBeLessThan(1e-5);
    expect(worst.gradients).toBeLessThan(1e-4);
  }, 600_000);

  it("writes files of networks of all kinds, which are refused, or f is ONNX Runtime's within 1e-6", async ({
    skip,
  }) => {
    skip(!python, why);
    // FILES=300 SEED=2 npx vitest run test/python
    const { FILES = '12', SEED = '1' } = process.env;
    const made = spawnSync(python!, [join(root, 'tools', 'python', 'foreign.py'), directory, FILES, SEED]);
    expect(made.status, String(made.stderr)).toBe(0);
    const cases = JSON.parse(readFileSync(join(directory, 'cases.json'), 'utf8')) as Case[];
    const seen = { taken: 0, refused: 0, worst: 0 };
    for (const { file, options, x, y, plain, what } of cases) {
      const read = await firstValueFrom(fromManifold(file, options)).catch((error: Error) => error);
      if (read instanceof Error) {
        expect(plain, `${what}: ${read.message}`).toBe(false);
        expect(read.message).not.toMatch(/Cannot read|is not a function|is not iterable/);
        seen.refused++;
        if (process.env.FILES) console.log(`${what}: ${read.message.replace(/^.*cannot be read: /, '')}`);
      } else {
        const far = apart(await f(read, x), y);
        expect(far, what).toBeLessThan(1e-6);
        seen.taken++;
        seen.worst = Math.max(seen.worst, far);
      }
    }
    if (process.env.FILES) console.log(seen);
  }, 1_800_000);
});

/** A file that PyTorch has written: see tools/python/foreign.py. */
interface Case {
  readonly file: string;
  readonly options: Parameters<typeof fromManifold>[1];
  readonly x: number[][];
  readonly y: number[][];
  /** Whether it must be taken. */
  readonly plain: boolean;
  readonly what: string;
}
