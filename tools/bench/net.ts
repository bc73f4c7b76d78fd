import {
  fromMnist,
  fromPoints,
  type Layer,
  type LayeredArchitecture,
  type Manifold,
  type MlpManifold,
  type Network,
  type Samples,
} from 'kaleidoflow';
import { autoencoder, transformer, unet } from 'kaleidoflow/networks';
import { firstValueFrom } from 'rxjs';
import { countsOf, startWeights } from '../../src/core/manifold.js';
import { sizeOf } from '../../src/core/samples.js';

/** A network under training, for MNIST where it says nothing else. */
export type Net = Mlp | Layered;

export interface Mlp {
  readonly depth: number;
  readonly width: number;
  readonly batchSize: number;
  readonly shape?: readonly number[];
}

interface Layered {
  readonly name: string;
  readonly network: readonly Layer[];
  readonly batchSize: number;
  readonly shape?: undefined;
}

/** The paper's network and settings, which all but training is measured on. */
export const paper = { depth: 10, width: 500, batchSize: 1_000, learningRate: 1e-4 } as const;
export const shallow = { depth: 3, width: 256, batchSize: 128 } as const;
export const quick = { ...shallow, width: 384 } as const;
/** The paper's for points, each one number. */
export const smallest = { depth: 7, width: 10, batchSize: 4, shape: [1] } as const;
export const nameOf = (net: Net) =>
  `${'name' in net ? net.name : `L=${net.depth} H=${net.width}`} batch ${net.batchSize}`;

const images = { shape: [28, 28, 1], range: [-1, 1] as const };
const layered = (name: string, network: Network): Layered => ({ name, network: network(images), batchSize: 64 });
/** Those of docs/architectures.md that are no MLPs. */
export const networks: readonly Layered[] = [
  layered('autoencoder', autoencoder({ filters: 16 })),
  layered('U-Net', unet({ filters: 8 })),
  layered('U-Net, bottleneck', unet({ filters: 8, bottleneck: 256 })),
  layered('Transformer', transformer({ patch: 7, width: 64, depth: 2, heads: 4 })),
];

export const shapeOf = ({ shape = [28, 28, 1] }: Net) => shape;
export const architectureOf = (net: Net): LayeredArchitecture => {
  const space = { shape: shapeOf(net), range: [-1, 1] as const };
  return 'name' in net ? { ...space, layers: net.network } : { ...space, depth: net.depth, width: net.width };
};
export function untrained(net: Mlp): MlpManifold;
export function untrained(net: Net): LayeredArchitecture & Manifold;
export function untrained(net: Net): LayeredArchitecture & Manifold {
  const architecture = architectureOf(net);
  return { ...architecture, weights: startWeights(architecture, 1), loss: 1, steps: 0, noise: [] };
}
export const manifold = untrained(paper);
/** One that takes itself for trained with blend, so that it may be turned. */
export const blended = (net: Mlp): MlpManifold => ({ ...untrained(net), blend: [0.6, 1] });
/** What a network is trained on: 10 000 samples. */
export const samplesFor = (net: Net): Promise<Samples> =>
  net.shape ? firstValueFrom(fromPoints(points(10_000), { range: [-1, 1] })) : mnist();
export const mnist = () => firstValueFrom(fromMnist({ count: 10_000 }));
const points = (count: number) => Array.from({ length: count }, (_, i) => (2 * i) / (count - 1) - 1);

/** Floating-point operations with weights alone. */
export const flops = {
  sample: (net: Net, chains: number) => 2 * chains * countsOf(architectureOf(net)).multiplications,
  /** Forward, gradient of the weights, and gradient of the layers' inputs, which the first layer of an MLP does not need. */
  step(net: Net) {
    const first = 'name' in net ? 0 : sizeOf(shapeOf(net)) * net.width;
    return net.batchSize * (6 * countsOf(architectureOf(net)).multiplications - 2 * first);
  },
};
