import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  burnIn,
  fromPoints,
  kaleidoscope,
  lowestLoss,
  thin,
  toFile,
  toGif,
  toPng,
  training,
  trainManifold,
  withNoise,
} from 'kaleidoflow';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, expect } from 'vitest';
import { obeysTheLaws } from './compliance.js';
import { pictures, twoPoints, untrained } from './fixtures.js';

const small = { depth: 2, width: 8, steps: 40, every: 10, learningRate: 1e-2 };
const samples = async () => [await twoPoints()];
const manifolds = () => [{ ...untrained(), noise: [{ eps: 0.1, distribution: 'uniform' as const }] }];
const directory = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));

obeysTheLaws({ name: 'training', operator: () => training(small), source: samples });
obeysTheLaws({ name: 'trainManifold', operator: () => trainManifold(small), source: samples });
obeysTheLaws({
  name: 'lowestLoss',
  operator: lowestLoss,
  source: async () => lastValueFrom(fromPoints([0.2, 0.8]).pipe(training(small), toArray())),
});
obeysTheLaws({ name: 'withNoise', operator: () => withNoise(0.1), source: manifolds });
obeysTheLaws({ name: 'kaleidoscope', operator: () => kaleidoscope({ chains: 3 }), source: manifolds, endless: true });
obeysTheLaws({ name: 'burnIn', operator: () => burnIn(2), source: () => pictures(6) });
obeysTheLaws({ name: 'thin', operator: () => thin(2), source: () => pictures(6) });
obeysTheLaws({ name: 'toGif', operator: () => toGif(), source: () => pictures(3), needsValues: true });
obeysTheLaws({ name: 'toPng', operator: () => toPng(), source: () => pictures(3) });
obeysTheLaws({
  name: 'toFile',
  operator: () => toFile(join(directory, 'file')),
  source: () => [Uint8Array.of(1, 2), Uint8Array.of(3)],
});
afterAll(() => {
  expect(readdirSync(directory)).toEqual(['file']);
});
