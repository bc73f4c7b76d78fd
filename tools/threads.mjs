// Makes one file of each worker of a page, and one of a thread of Node's: whatever a bundler does with it, it is whole.
import { build } from 'esbuild';

const platform = 'dist/src/platform';
const common = {
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  // Its other entry is in one piece, of which nothing can be left out.
  alias: { 'ml-matrix': './node_modules/ml-matrix/src/index.js' },
  external: ['node:*', 'onnxruntime-*'],
  sourcemap: true,
  logLevel: 'warning',
};

await build({
  ...common,
  entryPoints: [`${platform}/web/worker.js`, `${platform}/web/webgpu-worker.js`],
  outdir: `${platform}/web/kaleidoflow`,
});
await build({
  ...common,
  entryPoints: [`${platform}/node/worker.js`],
  outdir: `${platform}/node`,
  allowOverwrite: true,
});
