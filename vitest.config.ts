import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const built = fileURLToPath(new URL('./dist/', import.meta.url));

/** The tests run what users get: the compiled package, worker threads included. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^kaleidoflow(\/operators)?$/, replacement: `${built}operators/index.js` },
      { find: 'kaleidoflow/ix', replacement: `${built}operators/ix/index.js` },
      { find: 'kaleidoflow/engine', replacement: `${built}src/engine/index.js` },
      { find: 'kaleidoflow/networks', replacement: `${built}src/networks/index.js` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    fileParallelism: false,
    server: { deps: { external: [/\/dist\//] } },
  },
});
