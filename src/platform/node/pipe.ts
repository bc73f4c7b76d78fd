import { constants, openSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { NewFile } from '../platform.js';

/** Standard output or error, which stay open. */
export class Standard implements NewFile {
  readonly #path: string;
  readonly #stream: Writable;
  #bytes = 0;

  constructor(path: string, stream: Writable) {
    this.#path = path;
    this.#stream = stream;
    stream.on('error', told);
  }

  async write(chunk: Uint8Array): Promise<void> {
    await written(this.#stream, chunk);
    this.#bytes += chunk.length;
  }

  commit() {
    this.discard();
    return { path: this.#path, bytes: this.#bytes };
  }

  discard(): void {
    // What fails is told of a moment after the one who writes has been.
    setImmediate(() => this.#stream.off('error', told));
  }
}

/** Milliseconds between two looks whether somebody reads. */
const pause = 20;

/** A named pipe, which waits for its reader, or a socket. */
export class Pipe implements NewFile {
  readonly #path: string;
  readonly #isNamed: boolean;
  #socket: Socket | undefined;
  #bytes = 0;
  #over = false;

  constructor(path: string, isNamed: boolean) {
    this.#path = path;
    this.#isNamed = isNamed;
  }

  async write(chunk: Uint8Array): Promise<void> {
    while (!this.#socket && !this.#over) {
      this.#socket = this.#opened();
      if (!this.#socket) await setTimeout(pause);
    }
    if (this.#over) return;
    await written(this.#socket!, chunk);
    this.#bytes += chunk.length;
  }

  commit() {
    this.discard();
    return { path: this.#path, bytes: this.#bytes };
  }

  discard(): void {
    this.#over = true;
    this.#socket?.destroy();
  }

  #opened(): Socket | undefined {
    if (!this.#isNamed) return connect(this.#path).on('error', told);
    try {
      const fd = openSync(this.#path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true }).on('error', told);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENXIO') return undefined;
      throw error;
    }
  }
}

/** An error that the one who writes is told too. */
const told = () => {};

const written = (stream: Writable, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
