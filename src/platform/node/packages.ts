import type { LibraryName } from '../platform.js';

export type PackageName = LibraryName | 'onnxruntime-node' | 'onnxruntime-web' | 'sharp';

/** The packages that only some need, each by its name, for what follows imports to find what a program needs. */
const packages: Readonly<Record<PackageName, () => Promise<unknown>>> = {
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
  '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm'),
  '@tensorflow/tfjs-node': () => import('@tensorflow/tfjs-node' as string),
  'gif-encoder-2': () => import('gif-encoder-2'),
  hyparquet: () => import('hyparquet'),
  mediabunny: () => import('mediabunny'),
  'onnxruntime-node': () => import('onnxruntime-node'),
  'onnxruntime-web': () => import('onnxruntime-web'),
  papaparse: () => import('papaparse'),
  sharp: () => import('sharp'),
  zstddec: () => import('zstddec'),
};

export const importPackage = <T>(name: PackageName): Promise<T> => packages[name]() as Promise<T>;

/** The code of a thread; undefined where it is not to be found. */
export const threadFile = (): URL | undefined => new URL('./worker.js', import.meta.url);
