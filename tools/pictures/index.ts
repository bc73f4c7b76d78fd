/**
 * `npm run pictures -- --count 300 --seed 1`: random pictures of all kinds, read by `fromImages` on Node and, where there is a
 * Chromium, in a page, and compared with what Pillow makes of them; JPEGs also with a PNG of what Pillow decodes of them. PYTHON
 * says which Python has Pillow and NumPy. Prints the mean difference, of the picture where it is largest, and the largest of
 * any pixel, of 255.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromImages, type ImagesOptions } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { chromiumPath } from '../browser/chromium.js';
import { openPage } from '../browser/page.js';

/** What `pictures.py` lists of each. */
interface Listed {
  readonly file: string;
  readonly kind: string;
  /** The same picture, of a JPEG. */
  readonly png?: string;
  readonly results: readonly { readonly options: ImagesOptions; readonly pixels: string }[];
}

/** In the page. */
declare const bench: { read(base64: string, options: ImagesOptions): Promise<number[] | string> };

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    largest: { type: 'string', default: '700' },
    large: { type: 'string', default: '2001' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-pictures-'));
const open = chromiumPath ? await openPage('tools/pages/pictures.ts') : undefined;
try {
  const settings = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  execFileSync(process.env.PYTHON ?? 'python3', ['tools/pictures/pictures.py', folder, '--twins', ...settings], {
    stdio: 'inherit',
  });
  const found = new Map<string, Record<string, Differences>>();
  for (const { file, kind, png, results } of JSON.parse(
    readFileSync(join(folder, 'pictures.json'), 'utf8'),
  ) as Listed[]) {
    const base64 = readFileSync(join(folder, file)).toString('base64');
    for (const { options, pixels } of results) {
      const pillow = Buffer.from(pixels, 'base64');
      const node = await onNode(join(folder, file), options);
      note(found, kind, 'Node, Pillow', node, pillow, file);
      if (png) note(found, kind, 'JPEG, PNG', node, await onNode(join(folder, png), options), file);
      const page = await open?.page.evaluate(([base64, options]) => bench.read(base64, options), [
        base64,
        options,
      ] as const);
      if (typeof page === 'string') throw new Error(`${file}: ${page}`);
      if (!page) continue;
      note(found, kind, 'page, Pillow', page, pillow, file);
      note(found, kind, 'Node, page', node, page, file);
    }
  }
  print(found);
} finally {
  await open?.close();
  rmSync(folder, { recursive: true });
}

async function onNode(path: string, options: ImagesOptions): Promise<number[]> {
  const { values } = await firstValueFrom(fromImages(path, { ...options, range: [0, 1] }));
  return Array.from(values, (value) => 255 * value);
}

interface Differences {
  readonly mean: number;
  readonly largest: number;
  readonly file: string;
}

function note(
  found: Map<string, Record<string, Differences>>,
  kind: string,
  pair: string,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  file: string,
) {
  const apart = Array.from(a, (value, i) => Math.abs(value - b[i]!));
  const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length;
  const largest = Math.max(...apart);
  const kinds = found.get(kind) ?? {};
  const before = kinds[pair];
  kinds[pair] = {
    mean: Math.max(mean, before?.mean ?? 0),
    largest: Math.max(largest, before?.largest ?? 0),
    file: largest > (before?.largest ?? -1) ? file : before!.file,
  };
  found.set(kind, kinds);
}

function print(found: Map<string, Record<string, Differences>>) {
  for (const [kind, pairs] of found)
    console.log(
      kind.padEnd(20) +
        Object.entries(pairs)
          .map(
            ([pair, { mean, largest, file }]) =>
              `${pair}: ${mean.toFixed(2).padStart(6)} ${largest.toFixed(0).padStart(4)} ${largest > 2 ? file : ''}`,
          )
          .join(' | '),
    );
}
