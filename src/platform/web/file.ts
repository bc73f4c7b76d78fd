import type { LogFile, NewFile, WrittenFile } from '../platform.js';

/** A file that the browser downloads when it is whole. */
export class Download implements NewFile {
  readonly #path: string;
  #chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(path: string) {
    if (typeof document === 'undefined') throw new Error('only a page can hand over a file, and this is a worker');
    this.#path = path;
  }

  write(chunk: Uint8Array): void {
    this.#chunks.push(chunk.slice());
  }

  commit(): WrittenFile {
    const file = new Blob(this.#chunks, { type: 'application/octet-stream' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = this.#path.split(/[/\\]/).at(-1)!;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.discard();
    return { path: this.#path, bytes: file.size };
  }

  discard(): void {
    this.#chunks = [];
  }
}

/** A file that the browser downloads when nothing more comes; what it has downloaded before is not there to go on with. */
export function openLog(path: string): LogFile {
  const file = new Download(path);
  let all = '';
  return {
    before: '',
    write(text, at) {
      all = all.slice(0, at) + text;
    },
    close() {
      if (all === '') return;
      file.write(new TextEncoder().encode(all));
      file.commit();
    },
  };
}
