import type { LibraryName } from '../platform.js';
import { importTfjsNode } from './tfjs-node.js';

/** Each by its name, for what follows imports to find what a program needs. */
const libraries: Readonly<Record<LibraryName, () => Promise<unknown>>> = {
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
  '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm'),
  '@tensorflow/tfjs-node': importTfjsNode,
  hyparquet: () => import('hyparquet'),
  mediabunny: () => import('mediabunny'),
  papaparse: () => import('papaparse'),
  zstddec: () => import('zstddec'),
};

export const library = <T>(name: LibraryName): Promise<T> => libraries[name]() as Promise<T>;
