import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromPoints, toFile, training } from 'kaleidoflow';
import { concat, EMPTY, lastValueFrom, map, NEVER, of, throwError } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { probe } from './probe.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));
  path = join(directory, 'out.bin');
});
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('toFile', () => {
  it('writes all chunks, in order, and says where and how much', async () => {
    expect(await lastValueFrom(of(bytes(1, 2), bytes(), bytes(3)).pipe(toFile(path)))).toEqual({ path, bytes: 3 });
    expect(readFileSync(path)).toEqual(Buffer.of(1, 2, 3));
    expect(readdirSync(directory)).toEqual(['out.bin']);
  });

  it('keeps the earlier file, and leaves no other, when the stream fails or is unsubscribed', async () => {
    writeFileSync(path, 'before');
    const failing = concat(
      of(bytes(1)),
      throwError(() => new Error('too bad')),
    );
    await expect(lastValueFrom(failing.pipe(toFile(path)))).rejects.toThrow('too bad');
    concat(of(bytes(1)), NEVER)
      .pipe(toFile(path))
      .subscribe()
      .unsubscribe();
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(directory)).toEqual(['out.bin']);
  });

  it('keeps the earlier file when the stream ends before its first bytes', async () => {
    writeFileSync(path, 'earlier');
    await expect(lastValueFrom(EMPTY.pipe(toFile(path)))).rejects.toThrow(
      `toFile: ${path} is not written: the stream ended before its first bytes`,
    );
    expect(readFileSync(path, 'utf8')).toBe('earlier');
  });

  it('knows before any training that a directory does not exist, or that the place is one', async () => {
    await probe(async (counts) => {
      const train = fromPoints([0.5]).pipe(
        training({ depth: 1, width: 2, steps: 1 }),
        map(() => bytes(1)),
      );
      await expect(lastValueFrom(train.pipe(toFile(join(directory, 'nowhere', 'out'))))).rejects.toThrow('ENOENT');
      await expect(lastValueFrom(train.pipe(toFile(directory)))).rejects.toThrow(/EISDIR|is a directory/);
      expect(counts.opened).toBe(0);
    });
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('keeps the earlier file when the disk is full', () => {
    writeFileSync(path, 'before');
    const operators = new URL('../dist/operators/index.js', import.meta.url).href;
    const script = `
      import { of } from 'rxjs';
      import { toFile } from ${JSON.stringify(operators)};
      of(new Uint8Array(4000), new Uint8Array(4000)).pipe(toFile(${JSON.stringify(path)}))
        .subscribe({ next: () => console.log('written'), error: ({ code }) => console.log(code) });`;
    // A limit on the size of files fails a write as a full disk does, for any user, on any file system.
    const limited = 'trap "" XFSZ; ulimit -f 4; exec "$0" --input-type=module --eval "$1"';
    const said = execFileSync('bash', ['-c', limited, process.execPath, script], { encoding: 'utf8' });
    expect(said.trim()).toBe('EFBIG');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(directory)).toEqual(['out.bin']);
  });
});
