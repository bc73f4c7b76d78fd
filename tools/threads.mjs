// Makes one file of each worker of a page: Vite 5 to 7 take no other.
import { build } from 'esbuild';

const web = 'dist/src/platform/web';

await build({
  entryPoints: [`${web}/worker.js`, `${web}/webgpu-worker.js`],
  outdir: `${web}/kaleidoflow`,
  bundle: true,
  format: 'esm',
  target: 'es2023',
  external: ['onnxruntime-web/*'],
  sourcemap: true,
  logLevel: 'warning',
});
