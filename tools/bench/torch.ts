import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Net } from './net.js';
import { blasLibraries, findTorch, told, torchEnvironment } from './python.js';

export interface TorchTimes {
  readonly version: string;
  readonly train: number;
  /** A draw, by the number of chains. */
  readonly sample: Readonly<Record<number, number>>;
}

/** One way to run PyTorch. */
export interface TorchSetting {
  /** An interpreter that has it. */
  readonly python: string;
  /** The BLAS library to put under it. */
  readonly blas: string;
  /** Whether it sees what the environment says of OpenBLAS, which may be an older processor than there is. */
  readonly environment: boolean;
  readonly threads: number;
}

const script = fileURLToPath(new URL('../../../tools/bench/net.py', import.meta.url));

/** All settings worth a try here; none where no Python has torch. */
export function torchSettings(): TorchSetting[] {
  const python = findTorch();
  if (!python) return [];
  const counts = [...new Set([1, availableParallelism()])];
  return blasLibraries().flatMap((blas) =>
    (told.length > 0 && !blas.includes('blis') ? [true, false] : [true]).flatMap((environment) =>
      counts.map((threads) => ({ python, blas, environment, threads })),
    ),
  );
}

/** Trains a network, and draws as many chains as are asked for. */
export function runTorch(setting: TorchSetting, net: Net, rounds: number, chains: readonly number[] = []): TorchTimes {
  const { python, blas, environment, threads } = setting;
  const env = torchEnvironment(blas, environment);
  const numbers = [threads, rounds, net.depth, net.width, net.batchSize, ...chains].map(String);
  const { stdout, stderr } = spawnSync(python, [script, ...numbers], { env, encoding: 'utf8' });
  if (!stdout) throw new Error(`PyTorch failed: ${stderr}`);
  return JSON.parse(stdout) as TorchTimes;
}
