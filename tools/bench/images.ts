/** `npm run bench:images`: a folder of 60 000 pictures, MNIST's as PNG files, read by `fromImages`. Prints a table. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';
import { fromImages, fromMnist } from 'kaleidoflow';
import { firstValueFrom, last, map, timer } from 'rxjs';

interface Reading {
  readonly count: number;
  readonly seconds: number;
  /** The most megabytes that were resident beyond those before and the values themselves. */
  readonly beyond: number;
}

const script = fileURLToPath(import.meta.url);
const [, main, folder, size] = process.argv;

if (main === script && folder !== undefined) console.log(JSON.stringify(await read(folder, Number(size))));
else if (main === script) {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-images-'));
  try {
    await writeDigits(place);
    for (const size of [28, 14, 56]) {
      const { count, seconds, beyond } = inAProcess(place, size);
      console.log(
        `| ${count} PNGs of 28 × 28 as ${size} × ${size} | ${(count / seconds).toFixed(0)} pictures a second | ` +
          `${seconds.toFixed(1)} s | ${beyond.toFixed(0)} MB beyond the values |`,
      );
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A file for each digit, in a folder for each class. */
async function writeDigits(place: string): Promise<void> {
  const { values, count, labels } = await firstValueFrom(fromMnist({ range: [0, 1] }));
  for (let label = 0; label < 10; label++) mkdirSync(join(place, String(label)));
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from(values.subarray(i * 784, (i + 1) * 784), (value) => Math.round(255 * value));
    writeFileSync(
      join(place, String(labels![i]), `${i}.png`),
      encode({ width: 28, height: 28, channels: 1, depth: 8, data }),
    );
  }
}

function inAProcess(place: string, size: number): Reading {
  return JSON.parse(execFileSync(process.execPath, [script, place, String(size)], { encoding: 'utf8' }));
}

async function read(place: string, size: number): Promise<Reading> {
  // What decodes is loaded and warm.
  await firstValueFrom(fromImages(place, { size, channels: 1, count: 500 }));
  const before = process.memoryUsage.rss();
  let peak = before;
  const watching = timer(0, 20).subscribe(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  });
  const began = performance.now();
  const samples = await firstValueFrom(
    fromImages(place, { size, channels: 1 }).pipe(
      last(),
      map(({ count, values }) => ({ count, bytes: values.byteLength })),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  watching.unsubscribe();
  return { count: samples.count, seconds, beyond: (peak - before - samples.bytes) / 2 ** 20 };
}
