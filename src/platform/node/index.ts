import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { freemem } from 'node:os';
import { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { threadFile } from '#packages';
import type { Task } from '../../engine/onnx/tasks/task.js';
import type { Platform } from '../platform.js';
import { NodeDirectory } from './directory.js';
import { directoryOf } from './directory-of.js';
import { createFile } from './file.js';
import { files } from './files.js';
import { openHere } from './here.js';
import { library } from './libraries.js';
import { openLog } from './log.js';
import { openPictures } from './pictures.js';
import { isNodesOwn } from './realm.js';
import { WorkerThread } from './thread.js';
import { lacksWebgpu } from './webgpu.js';

/** Node, and what is like it: Bun and Deno. */
export const platform: Platform = {
  warn: (message) => process.emitWarning(message, 'KaleidoflowWarning'),

  yieldToEventLoop: () => setImmediate(),

  pause: (milliseconds) => setTimeout(milliseconds, undefined, { ref: false }),

  freeMemory() {
    try {
      return process.availableMemory?.() ?? freemem();
    } catch {
      return undefined; // Deno tells only those that it allows to ask.
    }
  },

  openThread(task, engine, brief, signal) {
    const isHere = brief && isNodesOwn && engine === 'onnx';
    if (isHere || threadFile()) return isHere ? openHere(task as Task) : WorkerThread.open(task, engine, signal);
    warnOfNoThread();
    return openHere(task as Task);
  },

  lacksWebgpu,

  packageDirectory: directoryOf,

  library,
  alsoFor: () => '',

  directory: (path) => new NodeDirectory(path),

  files,

  openPictures,

  createFile,

  openLog,

  async unpack(format, bytes, most) {
    const chunkSize = Math.max(64, Math.min(most, piece));
    const unpacking = format === 'gzip' ? createGunzip({ chunkSize }) : createBrotliDecompress({ chunkSize });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of Readable.from([bytes]).pipe(unpacking)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= most) break;
    }
    return Buffer.concat(chunks).subarray(0, most);
  },

  async sha256(parts) {
    const hash = createHash('sha256');
    for (const part of parts) {
      for (let from = 0; from < part.length; from += piece) {
        hash.update(part.subarray(from, from + piece));
        await setImmediate();
      }
    }
    return hash.digest('hex');
  },

  asyncContext<T>() {
    const storage = new AsyncLocalStorage<T>();
    return { run: (value: T, call) => storage.run(value, call), current: () => storage.getStore() };
  },

  async frame(signal) {
    await setTimeout(1000 / 60, undefined, { signal }).catch(() => {});
    return performance.now();
  },

  async openMovie() {
    throw new Error("toMp4 needs a browser's WebCodecs, and Node has none; toGif draws everywhere");
  },
};

let warned = false;

function warnOfNoThread(): void {
  if (warned) return;
  warned = true;
  platform.warn(
    'the file of the threads is not in this bundle, so networks run in the thread that asks, and others wait meanwhile; leave kaleidoflow out of the bundle, or install it beside',
  );
}

/** Bytes that are worked on before others have their turn. */
const piece = 2 ** 20;
