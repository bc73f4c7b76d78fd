import { platform } from '#platform';
import { isMissing } from '../../platform/missing.js';
import type { EngineName } from '../engine.js';
import { startCpu } from './changes/cpu.js';
import { startWasm } from './changes/wasm.js';
import type { Tf } from './tf.js';

/** Where TensorFlow.js computes: in its native library, in WebAssembly, or in plain JavaScript. */
interface Backend {
  readonly engine: Exclude<EngineName, 'auto' | 'onnx'>;
  /** TensorFlow.js's name for it. */
  readonly name: 'tensorflow' | 'wasm' | 'cpu';
  readonly module: string;
  open(): Promise<Tf>;
}

export interface OpenBackend extends Backend {
  readonly tf: Tf;
}

/** The fastest first. */
const backends: readonly Backend[] = [
  {
    engine: 'tensorflow',
    name: 'tensorflow',
    module: '@tensorflow/tfjs-node',
    async open() {
      const tf = await platform.library<Tf>('@tensorflow/tfjs-node');
      await tf.setBackend('tensorflow');
      // On a version of Node.js that it was not made for, it loads, and fails at the first product.
      tf.tidy(() => tf.matMul(tf.ones([1, 1]), tf.ones([1, 1])).dataSync());
      return tf;
    },
  },
  {
    engine: 'tensorflow-wasm',
    name: 'wasm',
    module: '@tensorflow/tfjs-backend-wasm',
    async open() {
      const tf = await platform.library<Tf>('@tensorflow/tfjs');
      await startWasm(tf);
      return tf;
    },
  },
  {
    engine: 'tensorflow-cpu',
    name: 'cpu',
    module: '@tensorflow/tfjs',
    async open() {
      const tf = await platform.library<Tf>('@tensorflow/tfjs');
      await startCpu(tf);
      return tf;
    },
  },
];

const opened = new Map<Backend, Promise<OpenBackend>>();

/** A backend, opened once and kept. */
function open(backend: Backend): Promise<OpenBackend> {
  const known = opened.get(backend) ?? backend.open().then((tf) => ({ ...backend, tf }));
  opened.set(backend, known);
  return known;
}

/**
 * The backend of the engine with this name; with 'auto' the fastest that there is, and a line says which and why.
 * @throws Error that says what is missing or broken, and how to mend it.
 */
export async function openBackend(name: EngineName): Promise<OpenBackend> {
  const reasons: string[] = [];
  for (const backend of backends) {
    if (name !== 'auto' && name !== backend.engine) continue;
    try {
      const found = await open(backend);
      if (name === 'auto') announce(backend, reasons);
      return found;
    } catch (error) {
      reasons.push(reasonFor(backend, error as Error));
    }
  }
  if (name === 'auto')
    throw new Error(`TensorFlow.js is needed, and there is none: ${[...new Set(reasons)].join('; ')}`);
  const instead = name === 'tensorflow' ? "; or take engine 'tensorflow-wasm', which needs no native binary" : '';
  throw new Error(`engine '${name}': ${reasons[0]}${instead}`);
}

let announced = false;

function announce({ engine }: Backend, reasons: readonly string[]): void {
  if (!announced) console.warn([`kaleidoflow: TensorFlow.js runs as engine '${engine}'`, ...reasons].join('; '));
  announced = true;
}

/** What is the matter with a backend, and what to do about it. */
function reasonFor({ engine, module }: Backend, error: Error & { code?: string }): string {
  const said = error.message.split('\n')[0]!;
  if (error.name === 'NotSupportedError') return said;
  const missing =
    (isMissing(error) || error.code === 'MODULE_NOT_FOUND') && modules.find((name) => said.includes(`'${name}'`));
  if (missing) return `${missing} is not installed; \`npm install ${missing}\`${platform.alsoFor(missing)} brings it`;
  if (engine !== 'tensorflow') return `${module} does not work (${said})`;
  return (
    `${module} is installed, but its native binary does not work (${said}); most often its install script was skipped ` +
    `or has failed: allow the script ("allowScripts" in package.json, for npm 11) and run \`npm rebuild ${module}\``
  );
}

const modules = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs'];
