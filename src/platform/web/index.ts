import type { Task } from '../../engine/onnx/tasks/task.js';
import type { Platform } from '../platform.js';
import { asyncContext } from './async-context.js';
import { sha256, unpack } from './bytes.js';
import { OriginDirectory } from './directory.js';
import { Download, openLog } from './file.js';
import { files } from './files.js';
import { frame } from './frame.js';
import { alsoFor, library } from './libraries.js';
import { WebThread } from './thread.js';
import { lacksWebgpu } from './webgpu.js';
import { afterEventLoop } from './yield-to-event-loop.js';

/** Browsers. */
export const platform: Platform = {
  warn: (message) => console.warn(message),
  yieldToEventLoop: () => new Promise(afterEventLoop),
  pause: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
  freeMemory: () => {
    const { deviceMemory } = navigator as { deviceMemory?: number };
    return deviceMemory && deviceMemory * 2 ** 30;
  },
  openThread: async (task, engine, _, signal) =>
    typeof Worker === 'undefined'
      ? (await import('#here')).openHere(task as Task)
      : WebThread.open(task, engine, signal),
  lacksWebgpu,
  packageDirectory: () => undefined,
  library,
  alsoFor,
  directory: (path) => new OriginDirectory(path),
  files,
  openPictures: async () => (await import('./pictures.js')).openPictures(),
  createFile: (path) => new Download(path),
  openLog,
  unpack,
  sha256,
  asyncContext,
  frame,
  openMovie: async (format) => (await import('./movie.js')).openMovie(format),
};
