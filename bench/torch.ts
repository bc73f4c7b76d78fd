import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Net } from './net.js';

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

const script = fileURLToPath(new URL('../../bench/net.py', import.meta.url));
const debian = '/usr/lib/x86_64-linux-gnu';
const libraries = ['openblas-openmp', 'openblas-pthread', 'blis-openmp', 'blis-pthread'].map(
  (name) => `${debian}/${name}/libblas.so.3`,
);

/** What the environment says of OpenBLAS. */
const told = Object.keys(process.env).filter((name) => name.startsWith('OPENBLAS_'));

/** All settings worth a try here; none where no Python has torch. */
export function torchSettings(): TorchSetting[] {
  const python = ['python3', '/usr/bin/python3'].find(
    (candidate) => spawnSync(candidate, ['-c', 'import torch']).status === 0,
  );
  if (!python) return [];
  const found = libraries.filter((path) => existsSync(path));
  // The plain reference BLAS takes seconds a step: it is not worth a try where there is another.
  const choices = found.length > 0 ? found : [''];
  const counts = [...new Set([1, availableParallelism()])];
  return choices.flatMap((blas) =>
    (told.length > 0 && !blas.includes('blis') ? [true, false] : [true]).flatMap((environment) =>
      counts.map((threads) => ({ python, blas, environment, threads })),
    ),
  );
}

/** Trains a network, and draws as many chains as are asked for. */
export function runTorch(setting: TorchSetting, net: Net, rounds: number, chains: readonly number[] = []): TorchTimes {
  const { python, blas, environment, threads } = setting;
  const env: NodeJS.ProcessEnv = { ...process.env, ...(blas && { LD_PRELOAD: blas }) };
  if (!environment) for (const name of told) delete env[name];
  const numbers = [threads, rounds, net.depth, net.width, net.batchSize, ...chains].map(String);
  const { stdout, stderr } = spawnSync(python, [script, ...numbers], { env, encoding: 'utf8' });
  if (!stdout) throw new Error(`PyTorch failed: ${stderr}`);
  return JSON.parse(stdout) as TorchTimes;
}
