import { check, whole } from '../base/check.js';
import type { Layer } from '../core/layers.js';
import type { Network } from '../core/network.js';
import { sizeOf } from '../core/samples.js';
import { stateSize } from '../core/units.js';
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
 * every other, and each becomes a patch again. Label units are one token more.
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
  if (width % heads !== 0)
    throw new RangeError(`transformer: width must be a multiple of the ${heads} heads, not ${width}`);
  return (space) => {
    const [height, across, channels] = imageSides('transformer', space, patch);
    const [down, right] = [height / patch, across / patch];
    const [tokens, values] = [down * right, patch * patch * channels];
    const size = sizeOf(space.shape);
    const units = stateSize(space) - size;
    const toPatches: Layer[] = [
      { kind: 'reshape', shape: [down, patch, right, patch * channels] },
      { kind: 'permute', axes: [0, 2, 1, 3] },
      { kind: 'reshape', shape: [tokens, values] },
      { kind: 'dense', units: width },
    ];
    const blocks: Layer[] = [
      { kind: 'offset', as: 'x0' },
      ...Array.from({ length: depth }, (_, block) => blockOf(block, width, heads)).flat(),
      { kind: 'layerNorm' },
    ];
    const toPicture: Layer[] = [
      { kind: 'dense', units: values },
      { kind: 'reshape', shape: [down, right, patch, patch * channels] },
      { kind: 'permute', axes: [0, 2, 1, 3] },
      { kind: 'reshape', shape: [height, across, channels] },
    ];
    if (units === 0) return [...toPatches, ...blocks, ...toPicture];
    return [
      { kind: 'slice', start: size, size: units },
      { kind: 'dense', units: width, as: 'classes' },
      { kind: 'slice', from: 'input', size },
      ...toPatches,
      { kind: 'reshape', shape: [tokens * width] },
      { kind: 'concat', with: 'classes' },
      { kind: 'reshape', shape: [tokens + 1, width] },
      ...blocks,
      { kind: 'reshape', shape: [(tokens + 1) * width], as: 'tokens' },
      { kind: 'slice', start: tokens * width, size: width },
      { kind: 'dense', units, as: 'said' },
      { kind: 'slice', from: 'tokens', size: tokens * width },
      { kind: 'reshape', shape: [tokens, width] },
      ...toPicture,
      { kind: 'reshape', shape: [size] },
      { kind: 'concat', with: 'said' },
    ];
  };
}

/** Attention, and a perceptron of two layers, each added to what it is applied to. */
const blockOf = (block: number, width: number, heads: number): Layer[] => [
  { kind: 'layerNorm' },
  { kind: 'attention', heads },
  { kind: 'add', with: `x${block}`, as: `y${block}` },
  { kind: 'layerNorm' },
  { kind: 'dense', units: 4 * width },
  { kind: 'gelu' },
  { kind: 'dense', units: width },
  { kind: 'add', with: `y${block}`, as: `x${block + 1}` },
];
