import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromPoints, toFile, training } from 'kaleidoflow';
import { concat, EMPTY, from, lastValueFrom, map, NEVER, type Observable, of, throwError, toArray } from 'rxjs';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { probe } from './probe.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = newFolder();
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

const operators = new URL('../dist/operators/index.js', import.meta.url).href;
/** Writes 'AB' and 'C' to a path, in a process of its own. */
const writing = (to: string, bytes = '[65, 66], [67]') => [
  '--input-type=module',
  '--eval',
  `import { NEVER, concat, of } from 'rxjs';
   import { toFile } from ${JSON.stringify(operators)};
   const bytes = [${bytes}].map((all) => all === NEVER ? all : of(Uint8Array.from(all)));
   concat(...bytes).pipe(toFile(${JSON.stringify(to)})).subscribe({ error: ({ message }) => console.error(message) });
   setInterval(() => {}, 50).${bytes.includes('NEVER') ? 'ref' : 'unref'}();`,
];
const shell = (line: string, ...args: string[]) => promisify(execFile)('bash', ['-c', line, process.execPath, ...args]);
const write = (to: string) => lastValueFrom(of(bytes(65, 66), bytes(67)).pipe(toFile(to)));

describe.skipIf(process.platform === 'win32')('what is there already', () => {
  it('is written into where it is a device, a pipe or a descriptor, and stays what it is', async () => {
    expect(await write('/dev/null')).toEqual({ path: '/dev/null', bytes: 3 });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    for (const to of ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']) {
      if (!existsSync(to)) continue;
      const args = writing(to);
      expect((await shell('"$0" "$@" | cat', ...args)).stdout).toBe('ABC');
      expect((await shell(`(echo [; "$0" "$@"; echo ]) > ${path}; cat ${path}`, ...args)).stdout).toBe('[\nABC]\n');
      // A child's standard output is a socket.
      expect((await promisify(execFile)(process.execPath, args)).stdout).toBe('ABC');
    }
    expect((await shell(`"$0" "$@" 7> ${path}; cat ${path}`, ...writing('/dev/fd/7'))).stdout).toBe('ABC');
  });

  it('is waited for where it is a named pipe that nobody reads yet', async () => {
    execFileSync('mkfifo', [path]);
    const written = write(path);
    expect((await shell(`cat ${path}`)).stdout).toBe('ABC');
    expect(await written).toEqual({ path, bytes: 3 });
    expect(lstatSync(path).isFIFO()).toBe(true);
    for (const { operators: o, observed } of faces)
      for (const writing of [o.toFile(path), o.toFile(() => path)]) {
        const left = new AbortController();
        const waiting = of(bytes(1)).pipe(observed(writing, left.signal), toArray());
        setTimeout(() => left.abort(), 50);
        expect(await lastValueFrom(waiting)).toEqual([]);
      }
  });

  it('takes bytes as fast as they are read, where it is a pipe', async () => {
    execFileSync('mkfifo', [path]);
    const chunks = from(Array.from({ length: 50 }, (_, i) => new Uint8Array(100_000).fill(i)));
    const written = lastValueFrom(chunks.pipe(toFile(path)));
    expect((await shell(`sleep 0.3; cat ${path} | wc -c`)).stdout.trim()).toBe('5000000');
    expect((await written).bytes).toBe(5_000_000);
    const cut = expect(lastValueFrom(chunks.pipe(toFile(path)))).rejects.toThrow('EPIPE');
    await shell(`head -c 1000 ${path} > /dev/null`);
    await cut;
  });

  it('is connected to where it is a socket', async () => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (data) => heard.push(data))).listen(path);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await write(path);
    await expect.poll(() => Buffer.concat(heard).toString()).toBe('ABC');
    expect(lstatSync(path).isSocket()).toBe(true);
  });

  it('is replaced where a link leads, and the link stays, also one that leads nowhere yet', async () => {
    mkdirSync(join(directory, 'inner', 'most'), { recursive: true });
    symlinkSync('inner/most', join(directory, 'most'));
    symlinkSync('../kept', join(directory, 'most', 'second'));
    symlinkSync('most/second', path);
    for (const _ of [1, 2]) {
      await write(path);
      expect(readlinkSync(path)).toBe('most/second');
      expect(readFileSync(join(directory, 'inner', 'kept'), 'utf8')).toBe('ABC');
    }
    expect(readdirSync(directory).sort()).toEqual(['inner', 'most', 'out.bin']);
  });

  it('keeps its mode, and is refused where it is read-only, by root too', async () => {
    for (const mode of [0o600, 0o666, 0o755]) {
      writeFileSync(path, 'before');
      chmodSync(path, mode);
      await write(path);
      expect([statSync(path).mode & 0o7777, readFileSync(path, 'utf8')]).toEqual([mode, 'ABC']);
    }
    chmodSync(path, 0o444);
    await expect(write(path)).rejects.toThrow(`toFile: ${path} cannot be written: EACCES: it is read-only`);
    expect(readdirSync(directory)).toEqual(['out.bin']);
  });

  it('may have as long a name as there is', async () => {
    for (const name of ['x'.repeat(255), 'é'.repeat(127)]) {
      const place = newFolder();
      await write(join(place, name));
      expect(readdirSync(place)).toEqual([name]);
    }
    await expect(write(join(directory, 'x'.repeat(256)))).rejects.toThrow('ENAMETOOLONG');
    await expect(write(`${join(directory, 'new')}/`)).rejects.toThrow('it is a directory');
  });

  it('is written under a permission model, which allows no program to wait for the disk', async () => {
    const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
    const allowed = [flag, '--allow-fs-read=*', `--allow-fs-write=${directory}`];
    await promisify(execFile)(process.execPath, [...allowed, ...writing(path)]);
    expect(readFileSync(path, 'utf8')).toBe('ABC');
    expect(readdirSync(directory)).toEqual(['out.bin']);
  });
});

describe.skipIf(process.platform === 'win32')('parts', () => {
  const parts = () => readdirSync(directory).filter((name) => name.endsWith('.kaleidoflow-part'));
  /** A process that has begun to write. */
  async function writer(to: string) {
    const before = parts().length;
    const child = spawn(process.execPath, writing(to, '[65], NEVER'), { cwd: new URL('..', import.meta.url).pathname });
    onTestFinished(() => void child.kill('SIGKILL'));
    await expect.poll(() => parts().length, { timeout: 20_000 }).toBe(before + 1);
    return child;
  }

  it('of killed processes are removed when the next file there is begun, and those of living ones stay', async () => {
    const [killed, living] = [await writer(path), await writer(join(directory, 'x'.repeat(250)))];
    const [one] = parts().filter((name) => name.includes(`-${killed.pid}-`));
    // Of other machines and containers nobody can tell.
    const elsewhere = one!.replace(/[0-9a-f]{12}-\d+-/, '0123456789ab-999999999-');
    writeFileSync(join(directory, elsewhere), '');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await write(path);
    const kept = parts();
    expect(kept).toHaveLength(2);
    expect(kept).toContain(elsewhere);
    expect(kept.join()).toContain(`-${living.pid}-`);
    expect(readFileSync(path, 'utf8')).toBe('ABC');
  });

  it('are removed by a training with checkpoints there, too', async () => {
    const killed = await writer(path);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const learning = training({ depth: 1, width: 2, steps: 1, checkpoint: directory });
    await lastValueFrom(fromPoints([0.2, 0.8]).pipe(learning));
    expect(readdirSync(directory).sort()).toEqual(['step-000000.safetensors', 'step-000001.safetensors']);
  });
});

describe.each(faces)('a second file ($name)', ({ operators: o, observed }) => {
  const through = <T>(values: Observable<unknown>, ...all: unknown[]): Observable<T> =>
    all.reduce((piped: Observable<unknown>, operator) => piped.pipe(observed(operator)), values) as Observable<T>;
  const draws = pictures(3);
  const manifolds = [untrained(), untrained({ width: 9 })];
  const second = 'a second file came behind the first';

  it('is an error behind one path, and leaves the earlier file', async () => {
    writeFileSync(path, 'earlier');
    for (const [values, encoder] of [
      [draws, o.toPng()],
      [manifolds, o.toSafetensors()],
      [manifolds, o.toOnnx()],
    ] as const)
      await expect(lastValueFrom(through(from<unknown[]>([...values]), encoder, o.toFile(path)))).rejects.toThrow(
        second,
      );
    const gif = through(from(draws), o.toGif());
    await expect(lastValueFrom(through(concat(gif, gif), o.toFile(path)))).rejects.toThrow(second);
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    await lastValueFrom(through(gif, o.toFile(path)));
    await lastValueFrom(through(of(draws[0]), o.toPng(), o.toFile(path)));
  });

  it('has a path of its own from a function', async () => {
    const named = o.toFile((_, i) => join(directory, `${i}`));
    const read = (name: string) => Buffer.concat([readFileSync(join(directory, name))]);
    const encoded = async (values: Observable<unknown>) =>
      (await lastValueFrom(through<Uint8Array>(values, o.toPng()).pipe(toArray()))).map((all) => Buffer.from(all));
    const pngs = await encoded(from(draws));
    expect(await lastValueFrom(through(from(draws), o.toPng(), named).pipe(toArray()))).toEqual(
      pngs.map(({ length }, i) => ({ path: join(directory, `${i}`), bytes: length })),
    );
    expect(['0', '1', '2'].map(read)).toEqual(pngs);
    const gif = through<Uint8Array>(from(draws), o.toGif());
    const whole = Buffer.concat(await lastValueFrom(gif.pipe(toArray())));
    expect(await lastValueFrom(through(concat(gif, gif), named).pipe(toArray()))).toHaveLength(2);
    expect(['0', '1'].map(read)).toEqual([whole, whole]);
    await lastValueFrom(through(of(bytes(1), bytes(2, 3)), named));
    expect(['0', '1', '2'].map(read)).toEqual([Buffer.of(1), Buffer.of(2, 3), pngs[2]]);
    expect(await lastValueFrom(through(EMPTY, named).pipe(toArray()))).toEqual([]);
    const unnamed = through(of(bytes(1)), o.toFile((() => 5) as never));
    await expect(lastValueFrom(unnamed)).rejects.toThrow('toFile: path must be a path, not 5');
  });
});
