import { buffer } from 'node:stream/consumers';
import type { Plugin } from 'vite';

/** What a page under test puts to an address below `/kept/` is served there. */
export function kept(): Plugin {
  const files = new Map<string, Buffer>();
  return {
    name: 'kept',
    configureServer({ middlewares }) {
      middlewares.use('/kept', async (request, response) => {
        const path = request.url!;
        if (request.method === 'PUT') files.set(path, await buffer(request));
        response.statusCode = files.has(path) ? 200 : 404;
        response.setHeader('content-type', 'application/octet-stream');
        response.end(request.method === 'PUT' ? undefined : files.get(path));
      });
    },
  };
}
