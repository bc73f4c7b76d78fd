import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import {
  fromCifar,
  fromImages,
  fromManifold,
  fromMnist,
  fromNpy,
  fromPoints,
  fromTable,
  type ImagesOptions,
  type Samples,
  toSafetensors,
  trainManifold,
} from 'kaleidoflow';
import type { Browser, Page } from 'playwright-core';
import { firstValueFrom, type Observable } from 'rxjs';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from './folder.js';
import { chromiumPath, openBrowser, serve } from './pages.js';
import { root } from './project.js';

const place = newFolder();

/** Both faces in one script, and what says in plain data what came of a stream. */
const program = `
import * as push from 'kaleidoflow';
import * as pull from 'kaleidoflow/ix';
import { setLibraries } from 'kaleidoflow/web';
import { firstValueFrom } from 'rxjs';
import { first } from 'ix/asynciterable';

setLibraries({
  papaparse: () => import('papaparse'),
  hyparquet: () => import('hyparquet'),
  zstddec: () => import('zstddec'),
});
const said = ({ name, message }) => ({ error: name + ': ' + message });
const plain = (made) => JSON.parse(JSON.stringify(made, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)));
Object.assign(globalThis, { push, pull, firstValueFrom, first });
globalThis.made = {
  rxjs: (source) => firstValueFrom(source(push)).then(plain, said),
  ix: (source) => first(source(pull)).then(plain, said),
};
globalThis.both = (source) => Promise.all(Object.values(made).map((of) => of(source)));
globalThis.one = (source) => Promise.all([made.rxjs(source)]);
`;

const entries: Record<string, string> = {
  'kaleidoflow/ix': 'operators/ix/index.js',
  'kaleidoflow/web': 'src/platform/web/setup.js',
  'kaleidoflow/worker.js': 'src/platform/web/kaleidoflow/worker.js',
  kaleidoflow: 'operators/index.js',
};
const alias = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, 'dist', path)]));

const bundle = (contents: string, to: string) =>
  build({ stdin: { contents, resolveDir: root }, alias, bundle: true, format: 'esm', outfile: join(place, to) });

const fixtures = join(root, 'test', 'fixtures', 'pictures');
const listed: { file: string; kind: string; results: { options: ImagesOptions }[] }[] = JSON.parse(
  readFileSync(join(fixtures, 'pictures.json'), 'utf8'),
);
/**
 * Where Chromium decodes in another way: AVIF's alpha, of which it has 16 for clear and 235 for full; a profile's black ink; and a
 * profile's rounding, which grows where a few pixels are enlarged.
 */
const byDecoder: Readonly<Record<string, number>> = {
  'avif alpha 4:2:0': 20,
  'jpeg cmyk profile': 40,
  'png rgba profile': 3.001,
};

const furthest = (a: Samples['values'], b: ArrayLike<number>) =>
  a.reduce((most, value, i) => Math.max(most, 127.5 * Math.abs(value - b[i]!)), 0);

/** A picture with curves, edges and noise. */
function picture(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < channels; channel++, at++) {
        const wave = 128 + 60 * Math.sin(x / (17 + 5 * channel) + y / 23) + 40 * Math.sin((x * y) / 9_000 + channel);
        const edge = Math.hypot(x - width / 2, y - height / 2) < height / 5 ? 50 : 0;
        pixels[at] = channel === 3 ? (255 * x) / width : wave + edge + ((x * 7919 + y * 104729) % 20);
      }
  return sharp(pixels, { raw: { width, height, channels } });
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">
  <rect width="10" height="10" fill="#c83232"/><circle cx="15" cy="5" r="4" fill="#1428dc"/></svg>`;

const npy = (() => {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }`.padEnd(117);
  const values = Buffer.from(new Float32Array([0.1, -0.2, 0.3, 0.4]).buffer);
  return Buffer.concat([
    Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0]),
    Buffer.from(`${header}\n`),
    values,
  ]);
})();

const tables = join(root, 'test', 'fixtures', 'parquet');
const parquets = ['pandas.parquet', 'fastparquet.parquet', 'duckdb-v2.parquet', 'polars-lz4.parquet'];

const files: Record<string, string | Uint8Array> = {
  'index.html': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>',
  'rows.npy': npy,
  'table.csv': 'mass,kind\n1,a\n3,b\n2,a\n',
  'table.jsonl.gz': gzipSync('{"mass":1}\n{"mass":2}\n'),
  ...Object.fromEntries(parquets.map((name) => [name, readFileSync(join(tables, name))])),
  'torn.csv': 'mass,kind\n1,a\n3\n',
  'batch.bin': Uint8Array.from({ length: 2 * 3073 }, (_, i) => (i % 3073 === 0 ? 3 : i % 251)),
  'batches.meta.txt': Array.from({ length: 10 }, (_, i) => `class ${i}\n`).join(''),
  'apart/batch.bin': new Uint8Array(3073),
  'idx/train-images.idx3-ubyte.gz': gzipSync(
    Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 255, 0),
  ),
  'idx/train-labels.idx1-ubyte': Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 3, 8),
  'photos/cat/b.svg': svg,
  'drawing.svg': svg,
  'broken.png': 'no picture',
};

describe.skipIf(!chromiumPath)(
  'sources in a browser (skipped where there is no Chromium; CHROMIUM names where it is)',
  () => {
    let browser: Browser;
    let page: Page;
    let served: Awaited<ReturnType<typeof serve>>;
    const said: string[] = [];

    beforeAll(async () => {
      for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(dirname(join(place, name)), { recursive: true });
        writeFileSync(join(place, name), bytes);
      }
      const photo = picture(403, 301);
      await photo.clone().png().toFile(join(place, 'photo.png'));
      await photo.clone().jpeg({ quality: 90 }).toFile(join(place, 'photo.jpg'));
      await photo.clone().webp({ quality: 90 }).toFile(join(place, 'photo.webp'));
      await photo.clone().jpeg().withMetadata({ orientation: 6 }).toFile(join(place, 'turned.jpg'));
      await picture(160, 90, 4).png().toFile(join(place, 'clear.png'));
      writeFileSync(join(place, 'cut.jpg'), (await photo.clone().jpeg().toBuffer()).subarray(0, 5_000));
      writeFileSync(join(place, 'cut.png'), (await photo.clone().png().toBuffer()).subarray(0, 5_000));
      const manifold = fromPoints([0.2, 0.8]).pipe(trainManifold({ depth: 2, width: 4, steps: 5 }), toSafetensors());
      writeFileSync(join(place, 'manifold.safetensors'), await firstValueFrom(manifold));
      await bundle(program, 'main.js');
      browser = await openBrowser();
      served = await serve(place);
      page = await browser.newPage();
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', ({ message }) => said.push(message));
      await page.goto(served.url);
      await page.waitForFunction('globalThis.both');
    });
    afterAll(async () => {
      await browser?.close();
      served?.close();
    });
    beforeEach(() => void said.splice(0));

    /** What both faces, or one, make of an expression with `from`, the operators of one. */
    const inBrowser = (expression: string, faces: 'both' | 'one' = 'both') =>
      page.evaluate(`(async () => {
      const fetched = async (name) => (await fetch(name)).blob();
      const file = async (name, as = name) => new File([await fetched(name)], as);
      const sources = await (async () => ({ file, fetched }))();
      return ${faces}(await (async () => { const given = ${expression}; return given; })());
    })()`) as Promise<(Partial<Samples> & { error?: string })[]>;

    const here = async (source: Observable<unknown>) =>
      JSON.parse(
        JSON.stringify(await firstValueFrom(source), (_, value) =>
          ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
        ),
      );

    it.each([
      ['npy', "(from) => from.fromNpy('rows.npy')", () => fromNpy(join(place, 'rows.npy'))],
      [
        'npy, a Blob',
        "await fetched('rows.npy').then((blob) => (from) => from.fromNpy(blob))",
        () => fromNpy(join(place, 'rows.npy')),
      ],
      ['a table', "(from) => from.fromTable('table.csv')", () => fromTable(join(place, 'table.csv'))],
      [
        'a table, a File',
        "await file('table.csv').then((file) => (from) => from.fromTable(file))",
        () => fromTable(join(place, 'table.csv')),
      ],
      ['a gzipped table', "(from) => from.fromTable('table.jsonl.gz')", () => fromTable(join(place, 'table.jsonl.gz'))],
      ...parquets.map((name): [string, string, () => unknown] => [
        name,
        `(from) => from.fromTable('${name}', { drop: ['wild'] })`,
        () => fromTable(join(place, name), { drop: ['wild'] }),
      ]),
      ['CIFAR', "(from) => from.fromCifar('batch.bin')", () => fromCifar(join(place, 'batch.bin'))],
      [
        'CIFAR without names',
        "(from) => from.fromCifar('apart/batch.bin')",
        () => fromCifar(join(place, 'apart/batch.bin')),
      ],
      ['IDX files', "(from) => from.fromMnist({ dir: 'idx' })", () => fromMnist({ dir: join(place, 'idx') })],
      [
        'a manifold',
        "(from) => from.fromManifold('manifold.safetensors')",
        () => fromManifold(join(place, 'manifold.safetensors')),
      ],
    ])('reads %s as Node does', async (_, expression, node) => {
      const expected = await here(node() as Observable<unknown>);
      expect(await inBrowser(expression)).toEqual([expected, expected]);
      expect(said.filter((text) => !text.includes('404'))).toEqual([]);
    });

    it.each([
      ['photo.png', { size: 28 }],
      ['photo.png', { size: [60, 80], fit: 'cover' }],
      ['photo.png', { size: [9, 100], fit: 'fill' }],
      ['photo.png', {}],
      ['photo.png', { size: [351, 450], background: '#204060' }],
      ['photo.png', { size: 32, channels: 1 }],
      ['photo.jpg', { size: 28 }],
      ['photo.jpg', {}],
      ['photo.webp', { size: 64, fit: 'cover' }],
      ['turned.jpg', { size: [80, 60] }],
      ['clear.png', { size: 45, background: 'white' }],
      ['clear.png', {}],
    ] as const)('decodes %s with %o as Node does, within 2 of 255', async (name, options) => {
      const expected = await firstValueFrom(fromImages(join(place, name), options));
      const made = await inBrowser(`(from) => from.fromImages('${name}', ${JSON.stringify(options)})`, 'one');
      for (const samples of made) {
        expect(samples.error).toBe(undefined);
        expect(samples.shape).toEqual(expected.shape);
        expect(furthest(expected.values, samples.values!)).toBeLessThan(name === 'clear.png' ? 1.001 : 2.001);
      }
    });

    it.each(listed)('decodes $file as Node does, within 2 of 255', async ({ file, kind, results }) => {
      cpSync(join(fixtures, file), join(place, file));
      for (const { options } of results) {
        const expected = await firstValueFrom(fromImages(join(fixtures, file), options));
        const made = await inBrowser(`(from) => from.fromImages('${file}', ${JSON.stringify(options)})`, 'one');
        for (const { error, values } of made) {
          expect(error).toBe(undefined);
          expect(furthest(expected.values, values!)).toBeLessThan(byDecoder[kind] ?? 2.001);
        }
      }
    });

    it.each([{}, { size: 40, background: 'white' }])(
      'draws SVG with %o as Node does, but for edges',
      async (options) => {
        const expected = await firstValueFrom(fromImages(join(place, 'drawing.svg'), options));
        const made = await inBrowser(`(from) => from.fromImages('drawing.svg', ${JSON.stringify(options)})`, 'one');
        for (const { shape, values } of made) {
          expect(shape).toEqual(expected.shape);
          const apart = expected.values.map((value, i) => 127.5 * Math.abs(value - values![i]!));
          expect(apart.reduce((a, b) => a + b) / apart.length).toBeLessThan(3);
        }
      },
    );

    it('takes the folders of chosen files for classes, in the order of a folder', async () => {
      const made = await inBrowser(`await (async () => {
      const named = await Promise.all(
        [['a/dog/2.svg', 'drawing.svg'], ['a/cat/b.svg', 'drawing.svg'], ['a/dog/1.png', 'clear.png'], ['a/.DS_Store', 'rows.npy']]
          .map(async ([as, name]) => Object.defineProperty(await file(name), 'webkitRelativePath', { value: as })),
      );
      return (from) => from.fromImages(named, { size: 8 });
    })()`);
      for (const samples of made)
        expect(samples).toMatchObject({ count: 3, labels: [0, 1, 1], labelNames: ['cat', 'dog'], shape: [8, 8, 3] });
    });

    it.each([
      [
        'a file that is not there',
        "fromNpy('none.npy')",
        /^Error: fromNpy: none\.npy cannot be read: .*none\.npy is a page of HTML/,
      ],
      [
        'a folder',
        "fromImages('photos/')",
        /^Error: fromImages: no server lists the files in 'photos\/': .* or the files$/,
      ],
      ['a glob', "fromImages('photos/*.svg')", /^Error: fromImages: no server lists the files in 'photos\/\*\.svg'/],
      [
        'a broken picture',
        "fromImages(['drawing.svg', 'broken.png'], { size: 4 })",
        /^Error: fromImages: broken\.png cannot be read: /,
      ],
      ['a picture that is cut off', "fromImages('cut.png')", /^Error: fromImages: cut\.png cannot be read: /],
      ['a JPEG that is cut off', "fromImages('cut.jpg')", /^Error: fromImages: cut\.jpg cannot be read: /],
      ['a torn table', "fromTable('torn.csv')", /^\w*Error: fromTable: 'torn\.csv', line 3 must have 2 cells/],
      [
        'a table beyond the limit',
        "fromTable('table.csv', { limit: 4 })",
        /'table\.csv' is beyond `limit`: it has more than the 4 bytes/,
      ],
      [
        'a table that is a Blob',
        "fromTable(new Blob(['a']))",
        /a Blob has no name, which tells what kind of table it is/,
      ],
      [
        'a host that is not there',
        "fromNpy('http://localhost:1/a.npy')",
        /^Error: fromNpy: http:\/\/localhost:1\/a\.npy cannot be read: /,
      ],
      ['no MNIST', 'fromMnist()', /^Error: fromMnist: no MNIST found; .* in browsers its address, with `dir`$/],
      ['no IDX files', "fromMnist({ dir: 'none' })", /^Error: fromMnist: none\/train-images-idx3-ubyte is missing/],
    ])('says what is wrong with %s', async (_, expression, message) => {
      for (const { error } of await inBrowser(`(from) => from.${expression}`)) expect(error).toMatch(message);
    });

    it('fetches nothing before it is subscribed to, and ends the request when it is left', async () => {
      let [asked, ended] = [0, 0];
      await page.route('**/slow.npy', async () => void asked++);
      page.on('requestfailed', (request) => void (request.url().includes('slow') && ended++));
      await page.evaluate("void (globalThis.slow = push.fromNpy('slow.npy'))");
      expect(asked).toBe(0);
      await page.evaluate('void (globalThis.open = slow.subscribe())');
      await expect.poll(() => asked).toBe(1);
      await page.evaluate('open.unsubscribe()');
      await expect.poll(() => ended).toBe(1);
      await page.evaluate(`(async () => {
      const reading = pull.fromNpy('slow.npy')[Symbol.asyncIterator]();
      void reading.next();
      await new Promise((resolve) => setTimeout(resolve, 100));
      await reading.return();
    })()`);
      await expect.poll(() => ended).toBe(2);
    });

    it('runs the examples of docs/browsers.md', async () => {
      const text = readFileSync(join(root, 'docs/browsers.md'), 'utf8');
      const examples = Array.from(text.matchAll(/```js\n(.*?)```/gs), ([, code]) => code!);
      expect(examples).toHaveLength(4);
      const [learning, assets, ...others] = examples;
      await bundle(`${assets}\n${learning}`, 'example.js');
      for (const [i, code] of others.entries()) await bundle(code, `example-${i}.js`);
      const wasm = 'ort-wasm-simd-threaded.wasm';
      cpSync(join(root, 'node_modules/onnxruntime-web/dist', wasm), join(place, wasm));
      await bundle("import 'kaleidoflow/worker.js';", 'worker.js');
      await page.evaluate("import('./example.js')");
      await expect
        .poll(() => said.filter((text) => /^\d+ Float32Array/.test(text)).length, { timeout: 60_000 })
        .toBe(60);
      said.splice(0);
      await page.evaluate("import('./example-0.js')");
      await expect.poll(() => said).toEqual(['[32]']);
      await page.evaluate("import('./example-1.js')");
      mkdirSync(join(place, 'chosen'));
      for (const kind of ['cat', 'dog']) {
        mkdirSync(join(place, 'chosen', kind));
        writeFileSync(join(place, 'chosen', kind, 'a.svg'), svg);
      }
      await page.setInputFiles('input', join(place, 'chosen'));
      await expect.poll(() => said.at(-1)).toBe('2 [cat, dog]');
    });
  },
);

describe('Blobs and Files in Node', () => {
  it('are read as files are', async () => {
    const file = (name: string) => new File([files[name] as Uint8Array<ArrayBuffer>], name);
    const table = await firstValueFrom(fromTable(file('table.csv')));
    expect(table.count).toBe(3);
    expect((await firstValueFrom(fromNpy(new Blob([npy])))).values).toEqual(Float32Array.of(0.1, -0.2, 0.3, 0.4));
    expect((await firstValueFrom(fromCifar([file('batch.bin')], { count: 1 }))).labels).toEqual(Int32Array.of(3));
    const pictures = ['cat/1.svg', 'dog/1.svg'].map((name) => new File([svg], name));
    expect(await firstValueFrom(fromImages(pictures))).toMatchObject({ count: 2, labelNames: ['cat', 'dog'] });
    await expect(firstValueFrom(fromNpy(new Blob(['?'])))).rejects.toThrow('fromNpy: a Blob cannot be read');
  });
});
