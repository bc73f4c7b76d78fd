import { gzipSync } from 'node:zlib';
import { manifoldFrom } from '../../src/data/manifold.js';
import { decodeIdx } from '../../src/formats/idx.js';
import { encodeManifold } from '../../src/formats/manifold.js';
import { encodeOnnx } from '../../src/formats/onnx-mlp.js';
import { giving } from '../../src/values/given.js';
import { type Manifold, type MlpArchitecture, startWeights } from '../../src/values/manifold.js';
import { turning } from '../../src/values/motion.js';
import { noisy } from '../../src/values/noise.js';

/** What reads one kind of files. */
export interface Reader {
  readonly name: string;
  /** How many of the inputs it gets: fewer where a file takes long. */
  readonly share: number;
  /** Files in order, to be damaged. */
  readonly wholes: readonly Uint8Array[];
  read(bytes: Uint8Array): unknown;
}

export async function readers(): Promise<Reader[]> {
  const models = [manifold(), turning({ every: 3 })(noisy(0.1)(giving({ label: [1, 2] })(manifold())))];
  const image = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, ...Array(12).keys());
  const readModel = (bytes: Uint8Array) => manifoldFrom(bytes, { range: [0, 1] })();
  return [
    { name: 'safetensors', share: 1, wholes: models.map(encodeManifold), read: readModel },
    { name: 'onnx', share: 1, wholes: models.map(encodeOnnx), read: readModel },
    { name: 'idx', share: 1, wholes: [image], read: decodeIdx },
    { name: 'idx.gz', share: 0.2, wholes: [gzipSync(image)], read: decodeIdx },
  ];
}

function manifold(): Manifold {
  const labelUnits = { classes: [1, 2], copies: 1 };
  const architecture: MlpArchitecture = { depth: 2, width: 3, shape: [2, 2, 1], range: [0, 1], labelUnits };
  return { ...architecture, weights: startWeights(architecture, 1), loss: 0.5, steps: 9, noise: [], blend: [0.5, 1] };
}
