/**
 * The manifold of faces that comes with the playground: of those that `examples/avatars.ts` draws, with what can be asked of them. Its
 * file has numbers of half precision, which are read as single.
 */
import { writeFileSync } from 'node:fs';
import { lowestLoss, toSafetensors, training, withAttributes, withTurns } from 'kaleidoflow';
import { lastValueFrom, tap } from 'rxjs';
import { fromAvatars } from '../../examples/avatars.js';
import { progress } from '../../examples/progress.js';
import { decodeTensors } from '../../src/models/safetensors.js';

const steps = 6_000;
const columns = [
  'top',
  'hairColor',
  'skinColor',
  'facialHair',
  'accessories',
  'eyes',
  'mouth',
  'clothing',
  'clothesColor',
];
const bar = progress('faces', steps);

const file = await lastValueFrom(
  fromAvatars(10_000).pipe(
    withAttributes({ columns, copies: { category: 6 } }),
    // So narrow, three layers are sharper than the recipe's five with skips.
    training({
      ...{ depth: 3, width: 224, steps, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' },
      ...{ blend: [0.2, 1], weighting: 'velocity', given: 1, seed: 1 },
    }),
    tap(({ step, loss }) => bar.at(step, `loss ${loss.toFixed(4)}`)),
    lowestLoss(),
    withTurns({ every: 64, step: 0.05, share: 1 }),
    toSafetensors(),
  ),
);
bar.stop();
writeFileSync('playground/learn/faces.safetensors', inHalf(file));

/** The same safetensors file with numbers of half precision. */
function inHalf(file: Uint8Array): Uint8Array {
  const { metadata, tensors } = decodeTensors(file);
  let at = 0;
  const entries = [...tensors].map(([name, { shape, values }]) => {
    const from = at;
    at += 2 * values.length;
    return [name, { dtype: 'F16', shape, data_offsets: [from, at] }] as const;
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const head = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  const data = [...tensors.values()].map(({ values }) => Buffer.from(Uint16Array.from(values, halfOf).buffer));
  return Buffer.concat([length, head, ...data]);
}

/** The bits of the nearest number of half precision, for weights: below 65504, and 0 below 2^-24. */
function halfOf(value: number): number {
  const size = Math.abs(value);
  const sign = value < 0 ? 0x8000 : 0;
  const exponent = Math.max(Math.floor(Math.log2(size || 2 ** -25)), -14);
  const part = Math.round((size / 2 ** exponent) * 1024); // 1024 is the leading one
  return sign + (part < 1024 ? part : ((exponent + 14) << 10) + part);
}
