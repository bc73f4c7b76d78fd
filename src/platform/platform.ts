/** What the library asks of where it runs, as `#platform`. All else is the same JavaScript everywhere. */
export interface Platform {
  /** Says something to whoever runs the program. */
  warn(message: string): void;
  /** Lets whatever else waits have its turn. */
  yieldToEventLoop(): Promise<void>;
  /** Waits, and holds no process open meanwhile. */
  pause(milliseconds: number): Promise<void>;
  /** How many bytes can still be had; undefined where nobody knows. */
  freeMemory(): number | undefined;
  /**
   * Starts a thread that has a task of this engine's open when this resolves.
   * @param brief Each answer takes some tenths of a millisecond at most, so that the caller's own may do.
   * @param signal Aborts when nobody waits for it any more: while it opens, it is then given up, and this rejects.
   */
  openThread(task: unknown, engine: 'onnx' | 'webgpu', brief?: boolean, signal?: AbortSignal): Promise<Thread>;
  /** What WebGPU lacks here; undefined where it can be used. */
  lacksWebgpu(): Promise<string | undefined>;
  /** The directory of an installed npm package; undefined where there is none, or where packages have no directories. */
  packageDirectory(name: string): string | undefined;
  /** A package that only some need. The error's code is ERR_MODULE_NOT_FOUND, and it names the package, where there is none. */
  library<T>(name: LibraryName): Promise<T>;
  /** What is to be done for a package beside installing it: words that follow that advice, or none. */
  alsoFor(name: string): string;
  directory(path: string): Directory;
  readonly files: Files;
  /** What decodes pictures; where it can't be had, the error says how to get it. */
  openPictures(): Promise<Pictures>;
  /** Begins a file at once, or throws where it can't be written. */
  createFile(path: string): NewFile;
  /** Opens a file to go on with what is there, or makes it; throws where that can't be. */
  openLog(path: string): LogFile;
  /** The first `most` bytes of what was compressed, or all where there are fewer. Not all browsers know Brotli. */
  unpack(format: 'gzip' | 'brotli', bytes: Uint8Array, most: number): Promise<Uint8Array>;
  /** In hexadecimal digits. */
  sha256(parts: Iterable<Uint8Array>): Promise<string>;
  asyncContext<T>(): AsyncContext<T>;
  /** Waits until the screen is about to show its next frame, or the signal aborts: the time then, in milliseconds. */
  frame(signal: AbortSignal): Promise<number>;
  /** Begins a movie; where none can be encoded, the error says why. */
  openMovie(format: MovieFormat): Promise<Movie>;
}

/** The packages that the code asks for when it needs them, and that bundlers must do without where nobody does. */
export type LibraryName =
  | '@tensorflow/tfjs'
  | '@tensorflow/tfjs-backend-wasm'
  | '@tensorflow/tfjs-node'
  | 'gif-encoder-2'
  | 'hyparquet'
  | 'mediabunny'
  | 'papaparse'
  | 'zstddec';

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
  /** The path of a file, to speak of it. */
  pathOf(name: string): string;
  /** Makes the directory where it is missing, and removes what a killed process has left unfinished. */
  make(): Promise<void>;
  /** Writes a file beside its place and renames it: a reader sees all of it or what was there before. */
  write(name: string, chunks: readonly Uint8Array[]): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Files to read, wherever they are. */
export interface Files {
  /** What is at a path, whatever links lead to it; undefined where there is nothing. Where only reading tells, a file. */
  stat(path: string): Promise<'file' | 'folder' | 'neither' | undefined>;
  /** The names of all in a folder; undefined where nobody can list them. */
  names(folder: string): Promise<readonly string[] | undefined>;
  /**
   * The files in a folder and, down to a depth, in the folders in it, by their paths from there, with `/` between names; sorted.
   * Names that begin with a dot are left out. Links are followed, and no folder is looked into twice.
   * @param depth 1 for the folder alone.
   */
  inside(folder: string, depth: number, signal?: AbortSignal): Promise<string[]>;
  /**
   * All of a file. Where it has more than `most` bytes, the error is a RangeError; where there is none, its code is ENOENT.
   */
  read(path: string, most: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Decodes the files of pictures. */
export interface Pictures {
  /** Opens a file for as long as `use` takes. */
  open<T>(file: Uint8Array, use: (picture: Picture) => Promise<T>): Promise<T>;
}

/** A picture as it is to be seen: turned as its file says, the first one where it moves. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  /**
   * Decodes it: in sRGB by its own profile, and as large as it is, or averaged.
   * @param enough What it need not be larger than.
   */
  pixels(enough: { readonly height: number; readonly width: number }): Promise<Raster>;
}

/** Pixels row after row from the top left, a byte for each channel: 1 is grey, 3 red, green and blue, 4 alpha too. */
export interface Raster {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Bytes in a buffer that nobody shares, as browsers take them; any Uint8Array to compilers before TypeScript 5.7. */
export type Bytes = ReturnType<typeof Uint8Array.of>;

/** What `toFile` has written. */
export interface WrittenFile {
  /** Where it is. */
  readonly path: string;
  /** Its size. */
  readonly bytes: number;
}

/**
 * A file that is written beside its place and renamed into it when whole: whatever fails, an earlier file stays. A device or a
 * pipe is written into instead.
 */
export interface NewFile {
  /** A promise where the one who reads may have to be waited for. */
  write(chunk: Uint8Array): void | Promise<void>;
  commit(): WrittenFile;
  /** Gives up and leaves nothing behind; does nothing after `commit`. */
  discard(): void;
}

/** A file of ASCII that is written as it comes, so that what has come is there whatever happens. */
export interface LogFile {
  /** What was there when it was opened, a character for each byte. */
  readonly before: string;
  /** Writes behind the first `at` characters, and cuts off what else there was. */
  write(text: string, at: number): void;
  close(): void;
}

export interface MovieFormat {
  /** Pixels across and down, even numbers. */
  readonly width: number;
  readonly height: number;
  /** Frames a second. */
  readonly fps: number;
}

/** A movie that is being encoded. What it resolves to are the bytes that have become ready. */
export interface Movie {
  /** @param pixels Red, green, blue and a byte that is left aside for each, row after row. */
  add(pixels: Uint8Array): Promise<readonly Bytes[]>;
  end(): Promise<readonly Bytes[]>;
  /** Gives up; does nothing after `end`. */
  discard(): Promise<void>;
}

/** A value that belongs to one call, also after it has waited for something. */
export interface AsyncContext<T> {
  run<R>(value: T, call: () => R): R;
  current(): T | undefined;
}
