import {
  type Draw,
  fromManifold,
  fromMnist,
  kaleidoscope,
  type Manifold,
  toGif,
  toOnnx,
  toPng,
  toSafetensors,
  training,
  withNoise,
} from 'kaleidoflow';
import { concatMap, filter, from, lastValueFrom, type Observable, of, take, toArray } from 'rxjs';
import { joined } from '../../src/base/bytes.js';
import { startWeights } from '../../src/core/manifold.js';
import { encodeManifold } from '../../src/models/manifold.js';

/** What is done alike in Node and in a page, to compare what comes of it, all as bytes. */
export const twins = {
  /** Trains on digits of MNIST's test set. */
  async learn({ dir, width, batchSize, steps }: Learn): Promise<Record<string, Uint8Array>> {
    const options = { depth: 10, width, batchSize, steps, every: steps, seed: 1 };
    const digits = fromMnist({ count: Math.max(1000, batchSize), split: 'test', dir });
    const end = await lastValueFrom(digits.pipe(training(options)));
    return { loss: bytesOf(Float64Array.of(end.loss)), manifold: encodeManifold(end.manifold()) };
  },

  /** The draws of 48 chains after 1 and 50 applications. */
  async walk({ eps, manifold }: Walk): Promise<Record<string, Uint8Array>> {
    const draws = fromManifold(fromBase64(manifold)).pipe(
      concatMap((f) => (eps > 0 ? of(f).pipe(withNoise(eps)) : of(f))),
      kaleidoscope({ chains: 48, seed: 3 }),
      take(50),
      filter(({ step }) => step === 1 || step === 50),
      toArray(),
    );
    return Object.fromEntries((await lastValueFrom(draws)).map(({ step, values }) => [step, bytesOf(values)]));
  },

  /** The files made of the same draws and the same manifold. */
  async files(): Promise<Record<string, Uint8Array>> {
    const made: Record<string, Observable<Uint8Array>> = {
      gif: from(draws(1)).pipe(toGif({ columns: 3 })),
      'gif in colour': from(draws(3)).pipe(toGif({ scale: 2 })),
      png: from(draws(1)).pipe(take(1), toPng()),
      'png in colour': from(draws(3)).pipe(take(1), toPng({ scale: 3 })),
      safetensors: of(manifold).pipe(toSafetensors()),
      onnx: of(manifold).pipe(toOnnx()),
    };
    const files: Record<string, Uint8Array> = {};
    for (const [name, chunks] of Object.entries(made))
      files[name] = joined(await lastValueFrom(chunks.pipe(toArray())));
    return files;
  },
};

export interface Learn {
  readonly dir?: string | undefined;
  readonly width: number;
  readonly batchSize: number;
  readonly steps: number;
}

export interface Walk {
  readonly eps: number;
  /** The bytes of a file, in base64. */
  readonly manifold: string;
}

export type Twins = typeof twins;

const architecture = { depth: 3, width: 20, shape: [4, 5, 1], range: [-1, 1] } as const;
const manifold: Manifold = { ...architecture, loss: 0.5, steps: 7, weights: startWeights(architecture, 4), noise: [] };

const draws = (channels: number): Draw[] =>
  Array.from({ length: 8 }, (_, i) => ({
    values: Float32Array.from({ length: 6 * 20 * channels }, (_, j) => ((31 * i * i + 7 * j) % 201) / 100 - 1),
    count: 6,
    shape: [4, 5, channels],
    range: [-1, 1],
    step: i + 1,
  }));

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Bytes between Node and a page travel as text. */
export const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2 ** 14) text += String.fromCharCode(...bytes.subarray(at, at + 2 ** 14));
  return btoa(text);
};

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
