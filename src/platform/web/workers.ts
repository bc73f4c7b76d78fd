import type { OnnxName } from '../../engine/onnx/session.js';

/**
 * Starts a worker of each engine, by an address that bundlers put their own in place of. It is that of a file beside this one and of
 * an export of the package at once: the server of Vite 5 to 7 looks for the one in the package, that of Vite 8 for the file.
 */
export const workers: { [Name in OnnxName]?: () => Worker } = {
  onnx: () => new Worker(new URL('kaleidoflow/worker.js', import.meta.url), { type: 'module' }),
};
