import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import {
  fromImages,
  type GivenLabel,
  given,
  type ImagesOptions,
  kaleidoscope,
  type Manifold,
  trainManifold,
  withLabels,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { globOf } from '../dist/src/pictures/glob.js';
import { platform } from '../dist/src/platform/node/index.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { project, root } from './project.js';

const run = promisify(execFile);
const read = (path: string | readonly string[], options?: ImagesOptions) => firstValueFrom(fromImages(path, options));

type Format = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif';
const encode = (pixels: ArrayLike<number>, height: number, width: number, format: Format = 'png') => {
  const channels = (pixels.length / (height * width)) as 1 | 3 | 4;
  return sharp(Uint8Array.from(pixels), { raw: { height, width, channels } })
    .toFormat(format, { quality: 100, lossless: true })
    .toBuffer();
};
const plain = (colour: readonly number[], height: number, width: number) =>
  Array.from({ length: height * width }, () => colour).flat();

/** A folder of these files, by their paths in it. */
function folder(files: Record<string, Uint8Array | string>): string {
  const place = newFolder();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), bytes);
  }
  return place;
}

const red = await encode(plain([255, 0, 0], 2, 2), 2, 2);
const grey = await encode(plain([51], 2, 2), 2, 2);

describe('fromImages: what becomes of pixels', () => {
  it('keeps every byte of a picture that has the size', async () => {
    const bytes = fc.uint8Array({ minLength: 4 * 5 * 3, maxLength: 4 * 5 * 3 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom([0, 1] as const, [-1, 1] as const), async (pixels, range) => {
        const place = folder({ 'a.png': await encode(pixels, 4, 5) });
        const samples = await read(place, { range });
        expect(samples).toMatchObject({ count: 1, shape: [4, 5, 3], range });
        const [low, high] = range;
        expect(samples.values).toEqual(Float32Array.from(pixels, (byte) => low + ((high - low) * byte) / 255));
      }),
      { numRuns: 20 },
    );
  });

  it('keeps every level of grey, as one channel or as three', async () => {
    const levels = Uint8Array.from({ length: 256 }, (_, level) => level);
    const place = folder({ 'a.png': await encode(levels, 16, 16) });
    const one = await read(place, { channels: 1, range: [0, 1] });
    expect(one.shape).toEqual([16, 16, 1]);
    expect(one.values).toEqual(Float32Array.from(levels, (byte) => byte / 255));
    const three = await read(place, { range: [0, 1] });
    expect(three.values).toEqual(Float32Array.from({ length: 768 }, (_, i) => Math.floor(i / 3) / 255));
  });

  it('reads PNG, JPEG, WebP, GIF and AVIF, whatever the case of their endings, and the curves of SVG at any size', async () => {
    const pixels = plain([255, 255, 255], 8, 8);
    const files: Record<string, Uint8Array | string> = {
      'f.svg':
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="1" height="2" fill="white"/></svg>',
    };
    const formats = {
      'a.PNG': 'png',
      'b.jpg': 'jpeg',
      'c.JPEG': 'jpeg',
      'd.webp': 'webp',
      'e.gif': 'gif',
      'g.avif': 'avif',
    };
    for (const [name, format] of Object.entries(formats)) files[name] = await encode(pixels, 8, 8, format as Format);
    const samples = await read(folder(files), { size: 64, channels: 1 });
    expect(samples.count).toBe(7);
    const of = (i: number) => samples.values.subarray(i * 64 * 64, (i + 1) * 64 * 64);
    for (const i of [0, 1, 2, 3, 4, 6]) expect(Math.min(...of(i))).toBeGreaterThan(0.97);
    // Sharp from one pixel to the next: drawn at this size, and not made larger.
    const row = of(5).subarray(0, 64);
    expect(Array.from(row)).toEqual(Array.from({ length: 64 }, (_, x) => (x < 32 ? 1 : -1)));
  });

  it('takes the first frame of a GIF that moves', async () => {
    const frames = Uint8Array.from([...plain([255, 0, 0], 4, 4), ...plain([0, 0, 255], 4, 4)]);
    const raw = { height: 8, width: 4, channels: 3, pageHeight: 4 } as const;
    const gif = await sharp(frames, { raw })
      .gif({ delay: [50, 50] })
      .toBuffer();
    expect((await sharp(gif, { pages: -1 }).metadata()).pages).toBe(2);
    expect((await read(folder({ 'a.gif': gif }))).values.slice(0, 3)).toEqual(Float32Array.of(1, -1, -1));
  });

  it('turns a photo as it says it is to be seen', async () => {
    const wide = sharp(Uint8Array.from(plain([9, 9, 9], 2, 6)), { raw: { height: 2, width: 6, channels: 3 } });
    const photo = await wide.withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await read(folder({ 'a.jpg': photo }))).shape).toEqual([6, 2, 3]);
  });

  it('fits a picture of other proportions as told, on the background', async () => {
    const place = folder({ 'a.png': await encode(plain([255, 0, 0], 2, 4), 2, 4) });
    const top = async (options: ImagesOptions) =>
      Array.from((await read(place, { size: 8, ...options })).values.slice(0, 3));
    expect(await top({})).toEqual([-1, -1, -1]);
    expect(await top({ background: 'white' })).toEqual([1, 1, 1]);
    expect(await top({ background: '#0000FF' })).toEqual([-1, -1, 1]);
    expect(await top({ fit: 'cover' })).toEqual([1, -1, -1]);
    expect(await top({ fit: 'fill' })).toEqual([1, -1, -1]);
    expect((await read(place, { size: [4, 8] })).shape).toEqual([4, 8, 3]);
  });

  it('puts the background behind what is transparent', async () => {
    const place = folder({ 'a.png': await encode(plain([255, 0, 0, 0], 2, 2), 2, 2) });
    expect(new Set((await read(place)).values)).toEqual(new Set([-1]));
    expect(new Set((await read(place, { background: 'white' })).values)).toEqual(new Set([1]));
    expect(new Set((await read(place, { background: 'white', channels: 1 })).values)).toEqual(new Set([1]));
  });
});

describe('fromImages: what Pillow makes of the same file', () => {
  const place = join(root, 'test', 'fixtures', 'pictures');
  const listed: { file: string; kind: string; results: { options: ImagesOptions; pixels: string }[] }[] = JSON.parse(
    readFileSync(join(place, 'pictures.json'), 'utf8'),
  );

  it.each(listed)('$kind', async ({ file, results }) => {
    for (const { options, pixels } of results) {
      const { values } = await read(join(place, file), { ...options, range: [0, 1] });
      const apart = Array.from(Buffer.from(pixels, 'base64'), (byte, i) => Math.abs(byte - 255 * values[i]!));
      expect(apart).toHaveLength(values.length);
      expect(Math.max(...apart)).toBeLessThan(2.001);
      expect(apart.reduce((a, b) => a + b) / apart.length).toBeLessThan(0.5);
    }
  });

  // Of sides that a JPEG's decoder can halve, and of others.
  it.each([
    [403, 301],
    [800, 600],
    [802, 601],
  ])('is the same for a JPEG, a WebP and a PNG of one picture of %i × %i', async (width, height) => {
    const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      const edge = Math.hypot(x - width / 2, y - height / 2) < height / 5 ? 30 : 0;
      return 128 + 90 * Math.sin(x / 7 + (i % 3)) * Math.cos(y / 11) + edge;
    });
    const photo = sharp(pixels, { raw: { width, height, channels: 3 } });
    for (const chromaSubsampling of ['4:4:4', '4:2:0']) {
      const jpeg = await photo.clone().jpeg({ quality: 90, chromaSubsampling }).toBuffer();
      const files = {
        'a.png': await sharp(jpeg).png({ compressionLevel: 1 }).toBuffer(),
        'b.jpg': jpeg,
        'c.webp': await sharp(jpeg).webp({ lossless: true, effort: 0 }).toBuffer(),
      };
      const place = folder(files);
      for (const size of [8, 24, 64]) {
        const { values } = await read(place, { size, range: [0, 1] });
        const of = (i: number) => values.subarray((i * values.length) / 3, ((i + 1) * values.length) / 3);
        const apart = (i: number) => Math.max(...of(i).map((value, at) => 255 * Math.abs(value - of(0)[at]!)));
        expect(apart(1)).toBeLessThanOrEqual(2.001);
        expect(apart(2)).toBe(0);
      }
    }
  });

  it('is near to it for an AVIF that does not say how its colours are kept', async () => {
    const told = readFileSync(join(place, '37-avif-420.avif'));
    const files = {
      'a.avif': told,
      'b.avif': Buffer.from(told.toString('latin1').replace('colrnclx', 'freenclx'), 'latin1'),
    };
    const { values } = await read(folder(files), { size: 24, range: [0, 1] });
    const apart = Array.from(
      values.subarray(0, values.length / 2),
      (value, i) => 255 * Math.abs(value - values[values.length / 2 + i]!),
    );
    expect(Math.max(...apart)).toBeLessThan(98);
    expect(apart.reduce((a, b) => a + b) / apart.length).toBeLessThan(4);
  });

  it('has a grey file on the background that is asked for', async () => {
    const place = folder({ 'a.png': await encode(plain([51], 2, 4), 2, 4) });
    const { values } = await read(place, { size: 4, range: [0, 1], background: '#F00' });
    expect(Array.from(values.slice(0, 3))).toEqual([1, 0, 0]);
    const white = await read(place, { size: 4, range: [0, 1], background: '#fff', channels: 1 });
    expect(Array.from(white.values.slice(0, 5))).toEqual([1, 1, 1, 1, Math.fround(51 / 255)]);
  });

  it('is enlarged to both sides alike', async () => {
    const place = folder({ 'a.png': await encode([0, 90, 255, 90, 0, 0, 90, 255, 90, 0], 2, 5) });
    const row = Array.from((await read(place, { size: [2, 32], channels: 1, fit: 'fill' })).values.slice(0, 32));
    expect(row).toEqual(row.toReversed());
  });
});

describe('fromImages: drawings', () => {
  const drawing = (attributes: string, before = '') =>
    folder({
      'a.svg': `${before}<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect width="10" height="10" fill="#fff"/></svg>`,
    });

  it.each([
    ['width="20" height="10"', [10, 20]],
    ['width="30px" viewBox="0 0 20 10"', [15, 30]],
    ['viewBox="0 0 20 10"', [10, 20]],
    ['width="100%" height="100%" viewBox="0,0 20,10"', [10, 20]],
    ['style="width:40px; height: 20px" viewBox="0 0 20 10"', [20, 40]],
    ["width='.5in' height='18pt' viewBox='0 0 20 10'", [24, 48]],
    ['', [150, 300]],
  ])('have their own size: %s', async (attributes, size) => {
    expect((await read(drawing(attributes))).shape).toEqual([...size, 3]);
  });

  it.each([
    'width="20" height="10"',
    'viewBox="0 0 20 10" style="width:30px;height:15px"',
    'width="2000" height="1000" viewBox="0 0 20 10"',
    'width="99999" height="49999.5" viewBox="0 0 20 10"',
  ])('are drawn as they are asked for: %s', async (attributes) => {
    const before = '\ufeff<?xml version="1.0"?>\n<!-- <svg> --><!DOCTYPE svg [<!ENTITY a "<svg>">]>';
    const options = { size: 32, channels: 1, range: [0, 1] } as const;
    const rows = async (fit: 'contain' | 'cover' | 'fill') => {
      const { values } = await read(drawing(attributes, before), { ...options, fit });
      return Array.from({ length: 32 }, (_, y) => Array.from(values.subarray(32 * y, 32 * (y + 1))).join(''));
    };
    const [half, none] = ['1'.repeat(16) + '0'.repeat(16), '0'.repeat(32)];
    expect(await rows('fill')).toEqual(Array(32).fill(half));
    expect(await rows('cover')).toEqual(Array(32).fill(half));
    const beside = Array(8).fill(none);
    expect(await rows('contain')).toEqual([...beside, ...Array(16).fill(half), ...beside]);
  });
});

describe('fromImages: which files', () => {
  const files = {
    'cat/1.png': red,
    'cat/deep/2.png': red,
    'dog/1.png': grey,
    'dog/2.png': grey,
    'dog/3.png': grey,
    'dog/notes.txt': 'no picture',
    'dog/.hidden.png': 'nor this',
    '.git/x.png': 'nor this',
  };

  it('takes sub-folders for classes, in turn, with their names', async () => {
    const place = folder(files);
    const samples = await read(place);
    expect(samples).toMatchObject({ count: 5, labelNames: ['cat', 'dog'] });
    expect(Array.from(samples.labels!)).toEqual([0, 1, 0, 1, 1]);
    expect(samples.values[0]).toBe(1);
    expect(samples.values[12]).toBeCloseTo(-0.6, 6);
    const few = await read(place, { count: 3 });
    expect(few.values).toEqual(samples.values.subarray(0, 36));
    expect(few).toMatchObject({ labels: Int32Array.of(0, 1, 0), labelNames: ['cat', 'dog'] });
  });

  it('has no classes where pictures lie beside sub-folders, nor for lists of files', async () => {
    const place = folder({ ...files, 'a.png': red });
    expect(await read(place)).not.toHaveProperty('labels');
    const listed = await read([join(place, 'dog/1.png'), join(place, 'cat/1.png')]);
    expect(listed).not.toHaveProperty('labelNames');
    expect([listed.values[0]! < 0, listed.values[12]]).toEqual([true, 1]);
    expect((await read(join(place, 'dog/1.png'))).count).toBe(1);
  });

  it('takes globs, and a path that exists as it is, whatever is in it', async () => {
    const place = folder({ ...files, '[a].png': red });
    const count = async (glob: string) => (await read(`${place}/${glob}`)).count;
    expect(await count('*/*.png')).toBe(4);
    expect(await count('**/*.png')).toBe(6);
    expect(await count('{cat,cow}/**')).toBe(2);
    expect(await count('[a].png')).toBe(1);
    expect(await read(`${place}/*/?.png`)).toMatchObject({ labelNames: ['cat', 'dog'] });
  });

  it('follows links, and looks into no folder twice, nor for ever', async () => {
    const place = folder(files);
    const other = folder({ 'far.png': red });
    symlinkSync(place, join(place, 'cat', 'again'));
    symlinkSync(join(place, 'dog'), join(place, 'cat', 'a-dog'));
    symlinkSync(other, join(place, 'far'));
    symlinkSync('self', join(place, 'self'));
    const samples = await read(place);
    expect(samples).toMatchObject({ count: 6, labelNames: ['cat', 'dog', 'far'] });
  });

  it('reads globs as a shell does', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(path, (path) => {
        const { length } = path.split('/');
        expect(globOf(`x/${'*/'.repeat(length - 1)}*`)).toMatchObject({ folder: 'x', depth: length });
        expect(globOf(`x/${'*/'.repeat(length - 1)}*`)!.matches(path)).toBe(true);
        expect(globOf('/**/*')!.matches(path)).toBe(true);
        expect(globOf('**')!.matches(path)).toBe(true);
        expect(globOf('*')!.matches(path)).toBe(length === 1);
        expect(globOf(`{${path},zzzz}`)!.matches(path)).toBe(true);
        expect(globOf(`${path}?`)!.matches(path)).toBe(false);
        expect(globOf(`{${path}`)!.matches(`{${path}`)).toBe(true);
        expect(globOf(path)).toBeUndefined();
      }),
    );
    expect(globOf('[!a]b.*')!.matches('cb.png')).toBe(true);
    expect(globOf('[!a]b.*')!.matches('ab.png')).toBe(false);
    expect(globOf('[!a]b.*')!.matches('cbxpng')).toBe(false);
  });
});

describe('fromImages: refusals', () => {
  const place = folder({ 'a.png': red, 'b.png': red });

  it('says which file differs where there is no size', async () => {
    const mixed = folder({ 'a.png': red, 'b.png': await encode(plain([9], 3, 2), 3, 2) });
    await expect(read(mixed)).rejects.toThrow(
      `fromImages: ${mixed}/b.png cannot be read: it is 3 × 2, and ${mixed}/a.png is 2 × 2; \`size\` makes all pictures alike`,
    );
  });

  it('names what is broken: the first of them, whichever is found first', async () => {
    const photo = await encode(plain([1, 2, 3], 64, 64), 64, 64, 'jpeg');
    for (const bytes of ['', 'hello', red.subarray(0, 50), photo.subarray(0, photo.length - 200)]) {
      const broken = folder({ 'a.png': red, 'b.png': bytes, 'c.png': 'worse' });
      await expect(read(broken, { size: 2 })).rejects.toThrow(`fromImages: ${broken}/b.png cannot be read: `);
    }
    const gone = folder({ 'a.png': red });
    symlinkSync('/no/such/file', join(gone, 'b.png'));
    await expect(read(gone)).rejects.toThrow(`${gone}/b.png cannot be read: ENOENT`);
    await expect(read(['/no/such.png'])).rejects.toThrow('/no/such.png cannot be read: ENOENT');
    await expect(read([place])).rejects.toThrow(`${place} cannot be read: it is no file`);
  });

  it('refuses a picture of very many pixels, though its file is small', async () => {
    const huge = await sharp({ create: { width: 11_000, height: 11_000, channels: 3, background: 'red' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const bomb = folder({
      'bomb.png': huge,
      'b.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="11000" height="11000"/>',
    });
    await expect(read(`${bomb}/bomb.png`, { size: 8 })).rejects.toThrow(
      'bomb.png cannot be read: it has 11000 × 11000 pixels, and at most 100000000 are decoded',
    );
    await expect(read(`${bomb}/b.svg`, { channels: 1 })).rejects.toThrow(
      'b.svg cannot be read: it has 11000 × 11000 pixels, and at most 100000000 are decoded',
    );
  });

  it('refuses more than the memory it may take before any picture is read', async () => {
    const reading = vi.spyOn(platform.files, 'read');
    await expect(read(place, { size: 200, memory: 1e5 })).rejects.toThrow(
      'fromImages: memory must be at least the 0.00096 GB that 2 pictures of 200 × 200 × 3 take, not 0.0001 GB; ' +
        'count and size make it less',
    );
    expect(reading).not.toHaveBeenCalled();
    await expect(read(place, { memory: 95 })).rejects.toThrow('that 2 pictures of 2 × 2 × 3 take');
    expect(reading).toHaveBeenCalledTimes(1);
    reading.mockRestore();
    expect((await read(place, { memory: 96 })).count).toBe(2);
  });

  it('refuses places without pictures, and too many', async () => {
    const message = `fromImages: path must have pictures in it, not '${place}/*.jpg': there is no file that ends in .png, `;
    await expect(read(`${place}/*.jpg`)).rejects.toThrow(message);
    await expect(read('/no/such')).rejects.toThrow(
      "fromImages: path must be a folder, a glob or files, not '/no/such', which does not exist",
    );
    await expect(read('/dev/null')).rejects.toThrow("not '/dev/null', which is neither");
    await expect(read('[z-a]')).rejects.toThrow(
      "fromImages: path must be a glob, not '[z-a]': Invalid regular expression",
    );
    await expect(read('/no/such/*')).rejects.toThrow("path must have pictures in it, not '/no/such/*'");
    await expect(read(place, { count: 3 })).rejects.toThrow('count must be at most the 2 pictures there are, not 3');
  });

  it('says how to get sharp where it is not installed', async () => {
    const without = project(['sharp']);
    writeFileSync(
      join(without, 'main.js'),
      `import { fromImages } from 'kaleidoflow';
       fromImages('${place}').subscribe({ error: ({ message }) => console.log(message) });`,
    );
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: without });
    expect(stdout).toBe(
      'fromImages: pictures are decoded by sharp, which is not installed; `npm install --ignore-scripts sharp` brings it\n',
    );
  });
});

describe('fromImages: an older sharp', () => {
  it('is named', async () => {
    const older = project([], {
      sharp: "module.exports = Object.assign(() => {}, { versions: { sharp: '0.33.5' } });",
    });
    writeFileSync(
      join(older, 'main.js'),
      `import { fromImages } from 'kaleidoflow';
       fromImages('main.js').subscribe({ error: ({ message }) => console.log(message) });`,
    );
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: older });
    expect(stdout).toBe(
      'fromImages: pictures are decoded by sharp from 0.35.5 on, and 0.33.5 is installed; ' +
        '`npm install --ignore-scripts sharp` brings it\n',
    );
  });
});

describe('fromImages: pictures that are all alike', () => {
  it('are warned of: black icons on black', async () => {
    const warn = vi.spyOn(platform, 'warn').mockImplementation(() => {});
    const icon = (at: number) =>
      encode(
        Array.from({ length: 64 }, (_, i) => (i % 4 === 3 && i % 16 > at ? 255 : 0)),
        4,
        4,
      );
    const place = folder({ 'a.png': await icon(3), 'b.png': await icon(8), 'c.png': await icon(12) });
    await read(place);
    expect(warn.mock.calls).toEqual([
      ['fromImages: all 3 pictures are alike; if they are of one colour and transparent, `background` must be another'],
    ]);
    await read(place, { background: 'white' });
    await read(place, { count: 1 });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe('fromImages: while it reads', () => {
  const place = folder(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}.png`, red])));

  it('reads nothing before a subscription, a few files at a time, and no more once it is left', async () => {
    let [underWay, most, begun] = [0, 0, 0];
    const original = platform.files.read;
    const reading = vi.spyOn(platform.files, 'read').mockImplementation(async (...args) => {
      begun++;
      most = Math.max(most, ++underWay);
      return original(...args).finally(() => underWay--);
    });
    const source = fromImages(place, { size: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toBe(0);
    expect((await firstValueFrom(source)).count).toBe(100);
    expect(begun).toBe(100);
    expect(most).toBeLessThanOrEqual(8);
    begun = 0;
    const subscription = fromImages(place, {
      size: 2,
      onProgress: ({ done }) => done === 5 && subscription.unsubscribe(),
    }).subscribe(() => expect.fail('it was left'));
    await vi.waitFor(() => expect(subscription.closed && underWay === 0).toBe(true), 10_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toBeLessThanOrEqual(5 + 8);
    reading.mockRestore();
  });

  it('says how far it has come, and fails as its listener does', async () => {
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => seen.push(done / total);
    await read(place, { onProgress, count: 50 });
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => (i + 1) / 50));
    const failing = read(place, {
      onProgress: () => {
        throw new Error('enough');
      },
    });
    await expect(failing).rejects.toThrow('enough');
  });
});

describe('names of classes', () => {
  const units = { labelUnits: { classes: [0, 1], copies: 2 } };
  const labelNames = ['cat', 'dog'];
  const known = async (manifold: Manifold, label: GivenLabel) =>
    Array.from((await lastValueFrom(of(manifold).pipe(given(label)))).known![0]!.labels!);

  it('go from folders to draws', async () => {
    const place = folder({ 'cat/1.png': red, 'dog/1.png': grey });
    const learning = trainManifold({ depth: 1, width: 4, steps: 2, blend: [0.5, 1], given: 0.5 });
    const warn = vi.spyOn(platform, 'warn').mockImplementation(() => {});
    const manifold = await lastValueFrom(fromImages(place).pipe(withLabels(), learning));
    expect(manifold).toMatchObject({ labelNames });
    const draw = await firstValueFrom(of(manifold).pipe(given({ label: 'dog' }), kaleidoscope({ chains: 3 }), take(1)));
    expect(draw).toMatchObject({ labelNames, labels: Int32Array.of(1, 1, 1) });
    const unlabelled = await lastValueFrom(fromImages(place).pipe(trainManifold({ depth: 1, width: 4, steps: 2 })));
    expect(unlabelled).not.toHaveProperty('labelNames');
    warn.mockRestore();
  });

  it('are taken by given', async () => {
    const manifold = { ...untrained(units), labelNames };
    expect(await known(manifold, { label: 'dog' })).toEqual([1]);
    expect(await known(manifold, { label: ['dog', 0, 'cat'] })).toEqual([1, 0, 0]);
    await expect(known(manifold, { label: 'cow' })).rejects.toThrow(
      "given: label must be among 0 'cat', 1 'dog', not 'cow'",
    );
    await expect(known(untrained(units), { label: 'cat' })).rejects.toThrow(
      "given: label must be among 0, 1 by its number, for the classes have no names, not 'cat'",
    );
  });
});

describe('few pictures in colour', () => {
  const samples = (count: number, shape: number[]) => ({
    values: new Float32Array(count * shape.reduce((a, b) => a * b, 1)),
    count,
    shape,
    range: [-1, 1] as const,
  });
  const warningsOf = async (count: number, shape: number[]) => {
    const warn = vi.spyOn(platform, 'warn').mockImplementation(() => {});
    await lastValueFrom(of(samples(count, shape)).pipe(trainManifold({ depth: 1, width: 2, steps: 1 })));
    const said = warn.mock.calls.flat();
    warn.mockRestore();
    return said;
  };

  it('are warned of; digits, points and tables are not', async () => {
    expect(await warningsOf(299, [2, 2, 3])).toEqual([
      'training: 299 colour pictures are few: most samples will be near-copies of them; from some 300 on, less so',
    ]);
    expect(await warningsOf(300, [2, 2, 3])).toEqual([]);
    for (const shape of [[2, 2, 1], [2, 2], [3], [12]]) expect(await warningsOf(20, shape)).toEqual([]);
  });
});
