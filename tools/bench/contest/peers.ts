import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sizeOf } from '../../../src/core/samples.js';
import { mlp } from '../../../src/networks/index.js';
import { type Net, shapeOf } from '../net.js';
import { blasLibraries, pythonsWith, told, torchEnvironment } from '../python.js';

/** A way to run a network on another library: the program that answers for it, in a process of its own. */
export interface PeerSetting {
  readonly peer: string;
  /** What sets it apart from others of the same peer; '' where nothing does. */
  readonly setting: string;
  /** Undefined where it is not written for such a network. */
  command(net: Net): readonly [program: string, ...args: string[]] | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const threadCounts = [...new Set([1, availableParallelism()])];
const script = (name: string) => fileURLToPath(new URL(`../../../../tools/bench/contest/${name}`, import.meta.url));
const asked = (net: Net) => JSON.stringify({ shape: shapeOf(net), layers: plainLayers(net), batchSize: net.batchSize });
const plainLayers = (net: Net) =>
  'name' in net ? net.network : mlp({ depth: net.depth, width: net.width })({ shape: shapeOf(net), range: [-1, 1] });

/** All settings worth a try here. A peer in Python is there where an interpreter has it; one in Node says so itself. */
export function peerSettings(): PeerSetting[] {
  const torches = pythonsWith('torch').flatMap(({ python, version }) =>
    Number.parseInt(version, 10) < 2 ? olderTorch(python) : currentTorch(python),
  );
  const jaxes = pythonsWith('jax')
    .slice(0, 1)
    .map(({ python }) => ({
      peer: 'JAX',
      setting: '',
      env: process.env,
      command: (net: Net) =>
        'name' in net
          ? undefined
          : ([
              python,
              script('jax_net.py'),
              ...[sizeOf(shapeOf(net)), net.depth, net.width, net.batchSize].map(String),
            ] as const),
    }));
  const inNode = (['tfjs-node', 'tfjs wasm', 'onnxruntime-web'] as const).map((peer) => ({
    peer,
    setting: '',
    env: process.env,
    command: (net: Net) =>
      [process.execPath, fileURLToPath(new URL('./in-node.js', import.meta.url)), peer, JSON.stringify(net)] as const,
  }));
  return [...torches, ...jaxes, ...inNode];
}

/** Those on the GPU: each says itself whether there is one that it can use. */
export const gpuPeers = (): PeerSetting[] =>
  pythonsWith('torch').map(({ python }) => torch(python, 'gpu', availableParallelism(), process.env));

type Mode = 'eager' | 'compiled' | 'gpu';

const torch = (python: string, mode: Mode, threads: number, env: NodeJS.ProcessEnv, more = '') => ({
  peer: mode === 'compiled' ? 'PyTorch, compiled' : 'PyTorch',
  setting: `${threads === 1 ? '1 thread' : `${threads} threads`}${more}`,
  env,
  command: (net: Net) => [python, script('torch_net.py'), mode, String(threads), asked(net)] as const,
});

/** Compiling takes half a minute, so that is tried with all threads alone. */
const currentTorch = (python: string): PeerSetting[] => [
  ...threadCounts.map((threads) => torch(python, 'eager', threads, process.env)),
  torch(python, 'compiled', availableParallelism(), process.env),
];

/** Debian's, which does its products by whatever BLAS there is; that may see what the environment says of it, or not. */
const olderTorch = (python: string): PeerSetting[] =>
  blasLibraries().flatMap((blas) =>
    (told.length > 0 && !blas.includes('blis') ? [true, false] : [true]).flatMap((environment) =>
      threadCounts.map((threads) =>
        torch(python, 'eager', threads, torchEnvironment(blas, environment), ` ${blas}${environment ? '' : ' untold'}`),
      ),
    ),
  );
