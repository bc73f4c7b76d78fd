import { defineConfig, type Plugin } from 'vite';
import { common, from } from '../vite.config.js';

/** The page that `kaleidoflow serve` shows: nothing is computed in it, so neither a worker nor a runtime comes along. */
export default defineConfig({
  ...common,
  plugins: [...common.plugins, fed()],
  build: { ...common.build, outDir: from('../dist/cli/serve/page') },
});

function fed(): Plugin {
  return {
    name: 'fed',
    enforce: 'pre',
    resolveId: (id, importer) =>
      id === './thread.js' && importer?.endsWith('/platform/web/index.js') ? from('served/thread.ts') : undefined,
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html.replace('./main.ts', './served/main.ts').replace('data-source="page"', 'data-source="server"'),
    },
  };
}
