import type { Directory } from '../platform.js';

/** A directory of the origin's own file system: it stays over reloads, and only pages of the same origin see it. */
export class OriginDirectory implements Directory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  names(): Promise<string[]> {
    return this.#alone(async () => {
      const names: string[] = [];
      for await (const [name, handle] of await this.#open()) {
        // What a page began to write, and did not live to finish, has nothing in it yet.
        if (handle.kind === 'file' && (await (handle as FileSystemFileHandle).getFile()).size > 0) names.push(name);
      }
      return names;
    });
  }

  read(name: string): Promise<Uint8Array> {
    return this.#alone(async () => {
      const handle = await (await this.#open()).getFileHandle(name);
      return new Uint8Array(await (await handle.getFile()).arrayBuffer());
    });
  }

  pathOf(name: string): string {
    return name === '' ? this.#path : `${this.#path}/${name}`;
  }

  async make(): Promise<void> {
    await this.#open(true);
  }

  /** What is written becomes the file when it is closed, all at once. */
  write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    return this.#alone(async () => {
      const handle = await (await this.#open()).getFileHandle(name, { create: true });
      const file = await handle.createWritable();
      try {
        for (const chunk of chunks) await file.write(chunk as Uint8Array<ArrayBuffer>);
      } catch (error) {
        await file.abort();
        throw error;
      }
      await file.close();
    });
  }

  remove(name: string): Promise<void> {
    return this.#alone(async () => {
      await (await this.#open()).removeEntry(name).catch((error: DOMException) => {
        if (error.name !== 'NotFoundError') throw error;
      });
    });
  }

  /** While no other page, and nobody else in this one, uses the directory: its files refuse two at a time. */
  #alone<T>(use: () => Promise<T>): Promise<T> {
    return navigator.locks ? navigator.locks.request(`kaleidoflow: ${this.#path}`, use) : use();
  }

  async #open(create = false): Promise<FileSystemDirectoryHandle> {
    if (!navigator.storage?.getDirectory)
      throw new Error(
        'there is no file system of the page: it needs https or localhost, and a browser with the origin private file system',
      );
    let directory = await navigator.storage.getDirectory();
    for (const name of this.#path.split('/').filter((name) => name !== '' && name !== '.'))
      directory = await directory.getDirectoryHandle(name, { create });
    return directory;
  }
}
