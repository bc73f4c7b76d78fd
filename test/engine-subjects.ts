import { type EngineName, given, type Manifold, type Samples, withTurns } from 'kaleidoflow';
import { autoencoder } from 'kaleidoflow/networks';
import { lastValueFrom, of } from 'rxjs';
import type { Subject } from './compliance.js';
import { attributeUnits, pictures, twoPoints, untrained, untrainedNetwork } from './fixtures.js';

export const small = { depth: 2, width: 8, steps: 8, every: 2, learningRate: 1e-2 };
export const samples = async (): Promise<Samples[]> => [await twoPoints()];
export const noise = [{ eps: 0.1, distribution: 'uniform' }] as const;
export const learned = { blend: [0.6, 1], given: { labels: 0.5, data: 0.5, attributes: 0.5 } } as const;
export const manifolds = (): Manifold[] => [{ ...untrained(), noise }];
/** Of an MLP with units for labels and attributes, turned, and with a label, attributes and half of the picture given. */
const turned = async (): Promise<Manifold[]> => {
  const manifold = { ...untrained({ labelUnits: { classes: [0, 1], copies: 2 }, attributeUnits }), noise, ...learned };
  const mask = Array.from({ length: 16 }, (_, pixel) => pixel < 8);
  const source = of<Manifold>(manifold).pipe(
    withTurns({ every: 2 }),
    given({ label: [1, 0] }),
    given({ attributes: [{ hair: 'black' }, { age: 30 }, {}] }),
    given(pictures(1)[0]!, { mask }),
  );
  return [await lastValueFrom(source)];
};

/** What is put to the laws of each engine. */
export const onEngine = (engine: EngineName): Subject[] => [
  {
    name: `training on ${engine}`,
    represents: engine === 'onnx',
    operator: (o) => o.training({ ...small, engine }),
    source: samples,
  },
  {
    name: `kaleidoscope on ${engine}`,
    represents: engine === 'onnx',
    operator: (o) => o.kaleidoscope({ chains: 3, engine }),
    source: manifolds,
    endless: true,
  },
  {
    name: `kaleidoscope with turns, labels, attributes and given parts on ${engine}`,
    operator: (o) => o.kaleidoscope({ chains: 3, engine }),
    source: turned,
    endless: true,
  },
  {
    name: `descend on ${engine}`,
    represents: engine === 'onnx',
    operator: (o) => o.descend({ chains: 3, steps: 6, engine }),
    source: manifolds,
  },
];

const network = (): Manifold[] => [{ ...untrainedNetwork(), noise }];

/** The same of a network of layers. */
export const layersOn = (engine: EngineName): Subject[] => [
  {
    name: `training on ${engine}, of layers`,
    operator: (o) => o.training({ network: autoencoder({ filters: 1 }), steps: 6, every: 2, engine }),
    source: () => pictures(1, 5),
  },
  {
    name: `kaleidoscope on ${engine}, of layers`,
    operator: (o) => o.kaleidoscope({ chains: 3, engine }),
    source: network,
    endless: true,
  },
  {
    name: `descend on ${engine}, of layers`,
    operator: (o) => o.descend({ chains: 3, steps: 6, engine }),
    source: network,
  },
];
