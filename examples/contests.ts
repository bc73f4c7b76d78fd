import {
  type Evaluation,
  fromMnist,
  type Manifold,
  recipeFor,
  type Samples,
  type TrainingOptions,
  withTurns,
} from 'kaleidoflow';
import { autoencoder, transformer, unet } from 'kaleidoflow/networks';
import { identity, lastValueFrom, type MonoTypeOperatorFunction, map } from 'rxjs';
import { judgedFaces } from '../tools/judge/faces/judged.js';
import { judged } from '../tools/judge/judged.js';
import { fromAvatars } from './avatars.js';

/** What networks learn, which they are, and who judges what they draw. */
export interface Contest {
  readonly learned: Samples;
  /** Of training, for each network and way. */
  readonly seconds: number;
  readonly networks: Readonly<Record<string, TrainingOptions>>;
  readonly ways: Readonly<Record<string, Way>>;
  readonly judge: (drawn: Samples) => Promise<Evaluation & { readonly classes?: number }>;
}

interface Way {
  readonly options: TrainingOptions;
  readonly walk: MonoTypeOperatorFunction<Manifold>;
  /** Applications until the states are judged. */
  readonly steps: number;
}

/** Ten thousand images of MNIST, learned and drawn in three ways. */
export async function digitsContest(): Promise<Contest> {
  return {
    learned: await lastValueFrom(fromMnist({ count: 10_000 })),
    seconds: 20,
    networks: {
      'MLP, L = 10': { depth: 10, width: 256, batchSize: 128 },
      'MLP, L = 3': { depth: 3, width: 384, batchSize: 128 },
      'convolutional autoencoder': { network: autoencoder({ filters: 16 }), batchSize: 32 },
      'autoencoder with a bottleneck': { network: autoencoder({ filters: 16, bottleneck: 32 }), batchSize: 32 },
      'U-Net': { network: unet({ filters: 8 }), batchSize: 32 },
      'U-Net with a bottleneck': { network: unet({ filters: 8, bottleneck: 256 }), batchSize: 32 },
      'patch Transformer': { network: transformer({ patch: 7, width: 64, depth: 2, heads: 4 }), batchSize: 32 },
    },
    ways: {
      "the paper's": { options: { learningRate: 1e-3 }, walk: identity, steps: 100 },
      'blend and turns': {
        options: { learningRate: 4e-3, schedule: 'cosine', blend: [0.6, 1] },
        // With the tenth of a picture that a turn leaves by default, a U-Net goes on with its fragments.
        walk: withTurns({ share: 0.97 }),
        steps: 96,
      },
      velocity: {
        options: { learningRate: 4e-3, schedule: 'cosine', blend: [0.2, 1], weighting: 'velocity' },
        walk: withTurns({ every: 32, step: 0.05, share: 1 }),
        steps: 96,
      },
    },
    judge: judged,
  };
}

/** Ten thousand faces in colour, by the recipe for such pictures, at the end of a turn. */
export async function facesContest(): Promise<Contest> {
  const learned = await lastValueFrom(fromAvatars(10_000));
  const { training, motion } = recipeFor(learned);
  const { depth, width, skips, batchSize, learningRate, schedule, blend, weighting } = training;
  if (motion.kind !== 'turns') throw new Error('faces are turned');
  const image = { batchSize: 32, learningRate: 2e-3 };
  return {
    learned,
    seconds: 120,
    networks: {
      "the recipe's MLP": { depth, width, skips, batchSize, learningRate },
      'convolutional autoencoder': { network: autoencoder({ filters: 32 }), ...image },
      'autoencoder with a bottleneck': { network: autoencoder({ filters: 32, bottleneck: 128 }), ...image },
      'U-Net': { network: unet({ filters: 16 }), ...image },
      'U-Net with a bottleneck': { network: unet({ filters: 16, bottleneck: 256 }), ...image },
      'patch Transformer': { network: transformer({ patch: 4, width: 128, depth: 3, heads: 4 }), ...image },
    },
    ways: {
      velocity: {
        options: { schedule, blend, weighting },
        walk: map((manifold) => ({ ...manifold, motion })),
        steps: motion.every,
      },
    },
    judge: judgedFaces,
  };
}
