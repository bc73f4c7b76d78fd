/** What the library asks of where it runs, as `#platform`. All else is the same JavaScript everywhere. */
export interface Platform {
  /** Says something to whoever runs the program. */
  warn(message: string): void;
  /** Lets whatever else waits have its turn. */
  turn(): Promise<void>;
  /** How many bytes can still be had; undefined where nobody knows. */
  freeMemory(): number | undefined;
  /** Starts a thread that has a task of the onnx engine's open when this resolves. */
  openThread(task: unknown): Promise<Thread>;
  /** The directory of an installed npm package; undefined where there is none, or where packages have no directories. */
  packageDirectory(name: string): string | undefined;
  /** TensorFlow.js with the native library. */
  importTfjsNode(): Promise<unknown>;
  directory(path: string): Directory;
  /** Begins a file at once. */
  createFile(path: string): NewFile;
  /** The first `most` bytes of what was gzipped, or all where there are fewer. */
  gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array>;
  /** In hexadecimal digits. */
  sha256(parts: Iterable<Uint8Array>): Promise<string>;
  callStore<T>(): CallStore<T>;
}

/** A thread that answers questions, in the order in which it is asked. */
export interface Thread {
  /** @param transfer Buffers in the question that are handed over. */
  ask<T>(question: unknown, transfer?: readonly ArrayBuffer[]): Promise<T>;
  /** Ends the thread, and with it all it holds, when the question under way has been answered. */
  close(): Promise<void>;
}

/** Files side by side. */
export interface Directory {
  /** The names of all that is there. */
  names(): Promise<string[]>;
  read(name: string): Promise<Uint8Array>;
  /** How many bytes a file has. */
  size(name: string): Promise<number>;
  /** The path of a file, to speak of it. */
  pathOf(name: string): string;
  /** Makes the directory where it is missing, and removes what a killed process has left unfinished. */
  make(): Promise<void>;
  /** Writes a file beside its place and renames it: a reader sees all of it or what was there before. */
  write(name: string, chunks: readonly Uint8Array[]): Promise<void>;
  remove(name: string): Promise<void>;
}

/** What `toFile` has written. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** A file that is written beside its place and renamed into it when whole: whatever fails, an earlier file stays. */
export interface NewFile {
  write(chunk: Uint8Array): void;
  commit(): WrittenFile;
  /** Gives up and leaves nothing behind; does nothing after `commit`. */
  discard(): void;
}

/** A value that belongs to one call, also after it has waited for something. */
export interface CallStore<T> {
  run<R>(value: T, call: () => R): R;
  current(): T | undefined;
}
