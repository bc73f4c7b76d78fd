import type { Platform } from '../platform.js';
import { gunzip, sha256 } from './bytes.js';
import { callStore } from './call-store.js';
import { OriginDirectory } from './directory.js';
import { Download } from './file.js';
import { frame } from './frame.js';
import { openMovie } from './movie.js';
import { WebThread } from './thread.js';
import { afterOthers } from './turn.js';
import { lacksWebgpu } from './webgpu.js';

/** Browsers. */
export const platform: Platform = {
  warn: (message) => console.warn(message),
  turn: () => new Promise(afterOthers),
  freeMemory: () => undefined,
  openThread: (task, engine) => WebThread.open(task, engine),
  lacksWebgpu,
  packageDirectory: () => undefined,
  importTfjsNode: () => missing('@tensorflow/tfjs-node'),
  directory: (path) => new OriginDirectory(path),
  files: {
    stat: () => missing('reading files'),
    inside: () => missing('reading files'),
    read: () => missing('reading files'),
  },
  openPictures: () => missing('fromImages'),
  createFile: (path) => new Download(path),
  gunzip,
  sha256,
  callStore,
  frame,
  openMovie,
};

function missing(what: string): never {
  throw new Error(`kaleidoflow has no ${what} in browsers`);
}
