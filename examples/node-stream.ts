/**
 * Samples into Node streams: draws of handwritten digits as lines of JSON, compressed, into a file. The chain computes a
 * draw when the file has taken the one before, and ends with it.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { map, take } from 'ix/asynciterable/operators';
import type { Draw } from 'kaleidoflow';
import { burnIn, fromMnist, kaleidoscope, thin, trainManifold, withNoise } from 'kaleidoflow/ix';

const line = ({ step, count, shape, values }: Draw) =>
  `${JSON.stringify({ step, count, shape, values: Array.from(values, (value) => Number(value.toFixed(3))) })}\n`;

const lines = fromMnist({ count: 10_000 }).pipe(
  trainManifold({ steps: 1_000, seed: 7 }),
  withNoise(0.03),
  kaleidoscope({ chains: 16 }),
  burnIn(20),
  thin(10),
  take(100),
  map(line),
);

await pipeline(Readable.from(lines), createGzip(), createWriteStream('draws.ndjson.gz'));
console.log('draws.ndjson.gz');
