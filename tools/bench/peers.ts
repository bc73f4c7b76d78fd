import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Net } from './net.js';
import { blasLibraries, pythonsWith, told, torchEnvironment } from './python.js';

export interface PeerTimes {
  readonly version: string;
  readonly train: number;
  /** A draw, by the number of chains. */
  readonly sample: Readonly<Record<number, number>>;
}

/** One way to run another library. */
export interface PeerSetting {
  readonly peer: 'PyTorch' | 'PyTorch, compiled' | 'JAX';
  /** An interpreter that has it. */
  readonly python: string;
  /** The BLAS library to put under it. */
  readonly blas: string;
  /** Whether it sees what the environment says of OpenBLAS, which may be an older processor than there is. */
  readonly environment: boolean;
  readonly threads: number;
}

const script = (name: string) => fileURLToPath(new URL(`../../../tools/bench/${name}`, import.meta.url));

/** All settings worth a try here; none where no Python has any of them. */
export function peerSettings(): PeerSetting[] {
  const counts = [...new Set([1, availableParallelism()])];
  const plain = { blas: '', environment: true };
  const torches = pythonsWith('torch').flatMap(({ python, version }) =>
    Number.parseInt(version, 10) < 2
      ? olderTorch(python, counts)
      : counts.flatMap((threads) =>
          (['PyTorch', 'PyTorch, compiled'] as const).map((peer) => ({ ...plain, peer, python, threads })),
        ),
  );
  const [jax] = pythonsWith('jax');
  return jax ? [...torches, { ...plain, peer: 'JAX', python: jax.python, threads: availableParallelism() }] : torches;
}

/** Debian's, which does its products by whatever BLAS there is. */
const olderTorch = (python: string, counts: readonly number[]): PeerSetting[] =>
  blasLibraries().flatMap((blas) =>
    (told.length > 0 && !blas.includes('blis') ? [true, false] : [true]).flatMap((environment) =>
      counts.map((threads) => ({ peer: 'PyTorch' as const, python, blas, environment, threads })),
    ),
  );

/** Trains a network, and draws as many chains as are asked for. */
export function runPeer(setting: PeerSetting, net: Net, rounds: number, chains: readonly number[] = []): PeerTimes {
  const { peer, python, blas, environment, threads } = setting;
  const env = torchEnvironment(blas, environment);
  const numbers = [rounds, net.depth, net.width, net.batchSize, ...chains].map(String);
  const args =
    peer === 'JAX'
      ? [script('net_jax.py'), ...numbers]
      : [script('net.py'), peer === 'PyTorch' ? 'eager' : 'compiled', String(threads), ...numbers];
  const { stdout, stderr } = spawnSync(python, args, { env, encoding: 'utf8' });
  if (!stdout) throw new Error(`${peer} failed: ${stderr}`);
  return JSON.parse(stdout) as PeerTimes;
}
