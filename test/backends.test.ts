import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { project, root } from './project.js';

const run = promisify(execFile);

/** What comes of trainings of an MLP, or of a `tf.LayersModel`, and what is said on standard error. */
async function train(place: string, ...trainings: readonly { engine: string; layers?: boolean }[]) {
  const tried = trainings.map(({ engine, layers }) => {
    const network = layers ? 'layersModel' : 'width: 4';
    return `await attempt({ ${network}, steps: 2, engine: '${engine}' });`;
  });
  writeFileSync(
    join(place, 'main.js'),
    `${tried.join().includes('layersModel') ? "import * as tf from '@tensorflow/tfjs';" : ''}
     import { fromPoints, training } from 'kaleidoflow';
     import { lastValueFrom } from 'rxjs';
     const layersModel = ({ shape }) => tf.sequential({
       layers: [tf.layers.dense({ units: shape[0], activation: 'sigmoid', inputShape: [...shape] })],
     });
     const attempt = (options) => lastValueFrom(fromPoints([0.2, 0.8]).pipe(training(options))).then(
       ({ step }) => console.log('step', step),
       (error) => console.log(error.message),
     );
     ${tried.join('\n')}`,
  );
  const { stdout, stderr } = await run(process.execPath, ['main.js'], { cwd: place });
  return { out: stdout.trim().split('\n'), err: stderr.trim() };
}

const node = '@tensorflow/tfjs-node';
const wasm = '@tensorflow/tfjs-backend-wasm';
const tfjs = '@tensorflow/tfjs';
const orWasm = "or take engine 'tensorflow-wasm', which needs no native binary";
const [native, layers] = [{ engine: 'tensorflow' }, { engine: 'auto', layers: true }];

it('without @tensorflow/tfjs-node: asked for by name, the error says how to get it; else wasm takes its place', async () => {
  const { out, err } = await train(project([]), native, layers);
  expect(out).toEqual([
    `engine 'tensorflow': ${node} is not installed; \`npm install ${node}\` brings it; ${orWasm}`,
    'step 2',
  ]);
  expect(err).toBe(
    `kaleidoflow: TensorFlow.js runs as engine 'tensorflow-wasm'; ${node} is not installed; \`npm install ${node}\` brings it`,
  );
});

/** Real ones can't be had in every state on every machine, so these fail, and work, as it does. */
const standIns = {
  'its binary is not there': `throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found at path: /nowhere. \\nPlease run command 'npm rebuild @tensorflow/tfjs-node --build-addon-from-source' to rebuild the native addon module.");`,
  'its binary does not load': `const error = new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory'); error.code = 'ERR_DLOPEN_FAILED'; throw error;`,
  'its operations fail, as on a newer Node.js': `const tf = require('${tfjs}');
    module.exports = { ...tf, setBackend: async () => true, matMul() { throw new TypeError('(0, util_1.isNullOrUndefined) is not a function'); } };`,
};

it.each(Object.entries(standIns))(
  'with @tensorflow/tfjs-node installed, but %s: the error says how to mend it; else wasm takes its place',
  async (_, code) => {
    const { out, err } = await train(project([], { [node]: code }), native, layers);
    const [said] = /(The Node.js native addon[^.]*\.[^.]*\.|libtensorflow[^']*|\(0, util_1[^']*)/.exec(code)!;
    expect(out[0]).toContain(
      `engine 'tensorflow': ${node} is installed, but its native binary does not work (${said.slice(0, 40)}`,
    );
    expect(out[0]).toContain(`run \`npm rebuild ${node}\`; ${orWasm}`);
    expect(out[1]).toBe('step 2');
    expect(err).toContain(`kaleidoflow: TensorFlow.js runs as engine 'tensorflow-wasm'; ${node} is installed, but`);
  },
);

it('with @tensorflow/tfjs-node in order, that is what runs', async () => {
  const working = `const tf = require('${tfjs}');
    tf.registerBackend('tensorflow', () => tf.findBackend('cpu'), 3);
    for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
    module.exports = tf;`;
  const { out, err } = await train(project([], { [node]: working }), native, layers);
  expect(out).toEqual(['step 2', 'step 2']);
  expect(err).toContain("kaleidoflow: TensorFlow.js runs as engine 'tensorflow'");
});

it('without wasm, networks of layers run on plain JavaScript', async () => {
  const { out, err } = await train(project([wasm]), layers, { engine: 'tensorflow-wasm' });
  expect(out).toEqual([
    'step 2',
    `engine 'tensorflow-wasm': ${wasm} is not installed; \`npm install ${wasm}\` brings it`,
  ]);
  expect(err).toContain(`kaleidoflow: TensorFlow.js runs as engine 'tensorflow-cpu'; ${node} is not installed; `);
});

it('without TensorFlow.js, MLPs run as ever, and what needs it says so', async () => {
  const all = readdirSync(join(root, 'node_modules/@tensorflow')).map((name) => `@tensorflow/${name}`);
  const place = project(all);
  const { out, err } = await train(place, { engine: 'auto' }, { engine: 'tensorflow-cpu' });
  expect(out).toEqual([
    'step 2',
    `engine 'tensorflow-cpu': ${tfjs} is not installed; \`npm install ${tfjs}\` brings it`,
  ]);
  expect(err).toBe('');
  writeFileSync(
    join(place, 'layers.js'),
    `import { of, lastValueFrom } from 'rxjs';
     import { fromPoints, mapTensor, training } from 'kaleidoflow';
     const said = (stream) => lastValueFrom(stream).catch(({ message }) => console.log(message));
     await said(fromPoints([0.2]).pipe(training({ layersModel: () => 3 })));
     await said(of({ values: Float32Array.of(0), count: 1, shape: [1], range: [0, 1], step: 1 }).pipe(mapTensor(() => 1)));`,
  );
  const { stdout } = await run(process.execPath, ['layers.js'], { cwd: place });
  const none = `TensorFlow.js is needed, and there is none: ${node} is not installed; \`npm install ${node}\` brings it; `;
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, none.length)),
  ).toEqual([none, none]);
});

it('two engines that are opened and compute at once do not disturb each other', async () => {
  const place = project([]);
  writeFileSync(
    join(place, 'both.js'),
    `import { fromPoints, training } from 'kaleidoflow';
     import { lastValueFrom } from 'rxjs';
     const loss = async (engine) =>
       (await lastValueFrom(fromPoints([0.2, 0.8]).pipe(training({ depth: 2, width: 8, steps: 60, engine })))).loss;
     const engines = ['tensorflow-cpu', 'tensorflow-wasm', 'tensorflow-cpu'];
     console.log(JSON.stringify([await Promise.all(engines.map(loss)), [await loss(engines[0]), await loss(engines[1])]]));`,
  );
  const { stdout } = await run(process.execPath, ['both.js'], { cwd: place });
  const [atOnce, alone] = JSON.parse(stdout);
  expect(atOnce).toEqual([alone[0], alone[1], alone[0]]);
});
