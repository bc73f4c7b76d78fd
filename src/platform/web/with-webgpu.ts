import { workers } from './workers.js';

// Its runtime has 27 MB, so it comes only where the page asks for it by an import of this file.
workers.webgpu = () => new Worker(new URL('kaleidoflow/webgpu-worker.js', import.meta.url), { type: 'module' });
