import type { Platform } from '../platform.js';

/** Browsers: what is not there yet says so when it is used. */
export const platform: Platform = {
  warn: (message) => console.warn(message),
  turn: () => new Promise((resolve) => setTimeout(() => resolve(), 0)),
  freeMemory: () => undefined,
  openThread: () => missing("engine 'onnx'"),
  packageDirectory: () => undefined,
  importTfjsNode: () => missing('@tensorflow/tfjs-node'),
  directory: () => missing('reading and writing files'),
  files: {
    stat: () => missing('reading files'),
    inside: () => missing('reading files'),
    read: () => missing('reading files'),
  },
  openPictures: () => missing('fromImages'),
  createFile: () => missing('toFile'),
  gunzip: () => missing('unpacking'),
  sha256: () => missing('checkpoints'),
  callStore: () => missing('mapTensor'),
};

function missing(what: string): never {
  throw new Error(`kaleidoflow has no ${what} in browsers yet`);
}
