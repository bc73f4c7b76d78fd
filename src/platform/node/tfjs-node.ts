import util from 'node:util';
import { importPackage } from '#packages';

/** What tfjs-node asks of Node.js, and newer versions have no more. */
const gone = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
};

export async function importTfjsNode(): Promise<unknown> {
  const asked: Partial<typeof gone> = util;
  asked.isNullOrUndefined ??= gone.isNullOrUndefined;
  asked.isArray ??= gone.isArray;
  return (await importPackage<{ default: unknown }>('@tensorflow/tfjs-node')).default;
}
