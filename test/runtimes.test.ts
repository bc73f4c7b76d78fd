import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { project } from './project.js';

const run = promisify(execFile);

/** Trains, samples in both ways and finds the nearest samples: all that the onnx engine does. */
const program = `
  import { lastValueFrom, of, take } from 'rxjs';
  import { descend, fromPoints, kaleidoscope, measure, nearest, trainManifold, withNoise } from 'kaleidoflow';
  const rows = Array.from({ length: 64 }, (_, row) => Array.from({ length: 20 }, (_, i) => 0.5 + 0.4 * Math.sin(row * i)));
  try {
    const samples = await lastValueFrom(fromPoints(rows));
    const trained = trainManifold({ depth: 3, width: 32, steps: 200, batchSize: 16, seed: 1 });
    const manifold = await lastValueFrom(of(samples).pipe(trained));
    const sampled = (sampling) =>
      lastValueFrom(of(manifold).pipe(withNoise(0.01), sampling, take(5), measure({ nearest: nearest(samples) })));
    const draws = [await sampled(kaleidoscope({ chains: 6, seed: 7 })), await sampled(descend({ chains: 6, seed: 7 }))];
    console.log(JSON.stringify({
      weights: manifold.weights.flatMap((values) => [...values]),
      draws: draws.flatMap(({ values }) => [...values]),
      distances: draws.flatMap(({ metrics }) => [...metrics.nearest.distance]),
      nearest: draws.flatMap(({ metrics }) => [...metrics.nearest.index]),
    }));
  } catch (error) {
    console.log(JSON.stringify(error.message));
  }
`;

async function outcome(lacks: readonly string[], standIns?: Record<string, string>) {
  const place = project(lacks, standIns);
  writeFileSync(join(place, 'main.js'), program);
  const { stdout, stderr } = await run(process.execPath, ['main.js'], { cwd: place });
  return { found: JSON.parse(stdout), said: stderr.trim() };
}

const brings = '`npm install --ignore-scripts --include=optional` brings it';
const missing = `onnxruntime-node is not installed; ${brings}`;
const onWeb = 'kaleidoflow: networks run on onnxruntime-web, in WebAssembly; ';
const another = '`npm install --ignore-scripts onnxruntime-web@1` brings another, slower, that runs everywhere';

/** As on a machine that onnxruntime-node has no binary for. */
const noBinary = {
  'onnxruntime-node': `const error = new Error("Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node'\\nRequire stack:");
    error.code = 'MODULE_NOT_FOUND';
    throw error;`,
};
const unfit =
  "onnxruntime-node does not work here (Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node')";

it('without onnxruntime-node, onnxruntime-web computes the same, and a line says so once', async () => {
  const [native, web, again] = [await outcome([]), await outcome(['onnxruntime-node']), await outcome([], noBinary)];
  expect(native.said).toBe('');
  expect(web.said).toBe(onWeb + missing);
  expect(again).toEqual({ ...web, said: onWeb + unfit });
  const off = (kind: 'weights' | 'draws' | 'distances') =>
    Math.max(...native.found[kind].map((value: number, i: number) => Math.abs(value - web.found[kind][i])));
  expect(off('weights')).toBeLessThan(1e-5);
  expect(off('draws')).toBeLessThan(1e-5);
  expect(off('distances')).toBeLessThan(1e-5);
  expect(web.found.nearest).toEqual(native.found.nearest);
});

it('without either, one line says how to get them', async () => {
  const none = 'the onnx engine has no runtime: ';
  const { found, said } = await outcome(['onnxruntime-node', 'onnxruntime-web']);
  expect([found, said]).toEqual([`${none}${missing}; ${another}`, '']);
  expect((await outcome(['onnxruntime-web'], noBinary)).found).toBe(`${none}${unfit}; ${another}`);
});

it.runIf(process.platform === 'linux')('ONNX Runtime sends no usage data, and keeps none', async () => {
  const place = project([]);
  writeFileSync(join(place, 'main.js'), program);
  const home = mkdtempSync(join(place, 'home-'));
  // Nothing of what would silence it anyway: tests run in CI.
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), TMPDIR: home };
  await run(process.execPath, ['main.js'], { cwd: place, env });
  expect(readdirSync(home)).toEqual([]);
});
