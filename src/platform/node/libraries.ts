import { importPackage } from '#packages';
import { given } from '../given.js';
import type { LibraryName } from '../platform.js';
import { importTfjsNode } from './tfjs-node.js';

export async function library<T>(name: LibraryName): Promise<T> {
  const load = given.get(name) ?? (name === '@tensorflow/tfjs-node' ? importTfjsNode : () => importPackage(name));
  return load() as Promise<T>;
}
