import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The engine's worker in one piece, as `dist/browser/worker.js`: a server of modules would send its parts to each worker anew. */
export default async function bundleWorker(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['dist/src/platform/web/worker.js'],
    bundle: true,
    format: 'esm',
    outfile: 'dist/browser/worker.js',
    logLevel: 'warning',
  });
}
