import * as tf from '@tensorflow/tfjs';
import { check, whole } from '../base/check.js';
import type { Network } from '../core/layers.js';
import { bounded } from '../engine/tensorflow/mlp.js';
import { imageSides } from './image.js';

/** Options of `transformer`. */
export interface TransformerOptions {
  /** The side of a patch, in pixels; 7 by default. */
  readonly patch?: number | undefined;
  /** Numbers that stand for a patch; 64 by default. */
  readonly width?: number | undefined;
  /** Blocks of attention and a two-layer perceptron; 2 by default. */
  readonly depth?: number | undefined;
  /** Heads of attention in each block; 4 by default. */
  readonly heads?: number | undefined;
}

/**
 * A small Transformer for images whose sides are multiples of the patch: each patch is a token, every token attends to
 * every other, and each becomes a patch again. It is made of TensorFlow.js's own layers, so its topology can be read
 * anywhere.
 *
 * @example
 * ```ts
 * import { transformer } from 'kaleidoflow/networks';
 *
 * fromMnist({ count: 100 })
 *   .pipe(trainManifold({ network: transformer({ width: 16, depth: 1, heads: 2 }), steps: 100, batchSize: 10 }))
 *   .subscribe(({ loss }) => console.log(loss));
 * ```
 */
export function transformer(options: TransformerOptions = {}): Network {
  const { patch, width, depth, heads } = check('transformer', options, {
    patch: whole(1, 7),
    width: whole(1, 64),
    depth: whole(1, 2),
    heads: whole(1, 4),
  });
  return (space) => {
    const [height, across, channels] = imageSides('transformer', space, patch);
    const [down, right] = [height / patch, across / patch];
    const tokens = down * right;
    const input = tf.input({ shape: [height, across, channels] });
    const rows = apply(tf.layers.reshape({ targetShape: [down, patch, right, patch * channels] }), input);
    const patches = apply(tf.layers.permute({ dims: [1, 3, 2, 4] }), rows);
    const flat = apply(tf.layers.reshape({ targetShape: [tokens, patch * patch * channels] }), patches);
    let x = apply(tf.layers.dense({ units: width }), flat);
    // Normalised over tokens and channels, a token has a scale and an offset of its own: they tell it where it stands.
    x = apply(tf.layers.layerNormalization({ axis: [1, 2], betaInitializer: 'randomNormal' }), x);
    for (let block = 0; block < depth; block++) {
      x = add(x, attention(normalised(x), width, heads));
      const inner = apply(tf.layers.dense({ units: 4 * width, activation: 'relu' }), normalised(x));
      x = add(x, apply(tf.layers.dense({ units: width }), inner));
    }
    const units = patch * patch * channels;
    const painted = apply(tf.layers.dense({ units, activation: bounded(space.range) }), normalised(x));
    const apart = apply(tf.layers.reshape({ targetShape: [down, right, patch, patch * channels] }), painted);
    const together = apply(tf.layers.permute({ dims: [1, 3, 2, 4] }), apart);
    const output = apply(tf.layers.reshape({ targetShape: [height, across, channels] }), together);
    return tf.model({ inputs: input, outputs: output });
  };
}

const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(x) as tf.SymbolicTensor;

const add = (a: tf.SymbolicTensor, b: tf.SymbolicTensor) => apply(tf.layers.add(), [a, b]);

const normalised = (x: tf.SymbolicTensor) => apply(tf.layers.layerNormalization(), x);

/** Every token takes from the others' values in the measure in which its query fits their keys. */
function attention(x: tf.SymbolicTensor, width: number, heads: number): tf.SymbolicTensor {
  const size = Math.ceil(width / heads);
  const projected = () => apply(tf.layers.dense({ units: size, useBias: false }), x);
  const taken = Array.from({ length: heads }, () => {
    const fit = apply(tf.layers.dot({ axes: [2, 2] }), [projected(), projected()]);
    const scaled = apply(tf.layers.rescaling({ scale: 1 / Math.sqrt(size) }), fit);
    const shares = apply(tf.layers.softmax({ axis: -1 }), scaled);
    return apply(tf.layers.dot({ axes: [2, 1] }), [shares, projected()]);
  });
  const all = taken.length > 1 ? apply(tf.layers.concatenate(), taken) : taken[0]!;
  return apply(tf.layers.dense({ units: width }), all);
}
