import { show } from '../base/check.js';
import type { Layer } from '../core/layers.js';
import type { Space } from '../core/manifold.js';
import { sizeOf } from '../core/samples.js';
import { besideSize } from '../core/units.js';

/** The sides of an image, which must be multiples of `step`; a side without channels has none to give. */
export function imageSides(
  name: string,
  { shape }: Space,
  step: number,
): [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length === 3 && height % step === 0 && width % step === 0) return [height, width, channels];
  throw new RangeError(
    `${name}: shape must be [height, width, channels] with sides that are multiples of ${step}, not ${show(shape)}`,
  );
}

/** A 3 × 3 convolution and a ReLU; with a stride of 2, at half the sides. */
export const convolution = (filters: number, stride: 1 | 2 = 1, as?: string): Layer[] => [
  { kind: 'conv', filters, stride },
  { kind: 'relu', ...(as && { as }) },
];

/** Fully connected layers in the middle of an image network: all goes through `units` numbers, and is of its shape again. */
export const narrowed = (shape: readonly [height: number, width: number, channels: number], units: number): Layer[] => [
  { kind: 'reshape', shape: [sizeOf(shape)] },
  { kind: 'dense', units },
  { kind: 'dense', units: sizeOf(shape) },
  { kind: 'relu' },
  { kind: 'reshape', shape },
];

/**
 * A network for images that says their classes and attributes too, where the space has units for them. Those that come in are added to the smallest
 * image, as a dense layer makes them one of its size; those that go out are a dense layer of that.
 * @param smallest The shape of that image.
 * @param down From the picture to its smallest image.
 * @param up From there to a picture.
 */
export function withClasses(
  space: Space,
  smallest: readonly [height: number, width: number, channels: number],
  down: readonly Layer[],
  [first, ...up]: readonly Layer[],
): Layer[] {
  const { shape } = space;
  const [size, units] = [sizeOf(shape), besideSize(space)];
  if (units === 0) return [...down, first!, ...up];
  return [
    { kind: 'slice', start: size, size: units },
    { kind: 'dense', units: sizeOf(smallest) },
    { kind: 'reshape', shape: smallest, as: 'classes' },
    { kind: 'slice', from: 'input', size },
    { kind: 'reshape', shape },
    ...down,
    { kind: 'add', with: 'classes', as: 'smallest' },
    { kind: 'reshape', shape: [sizeOf(smallest)] },
    { kind: 'dense', units, as: 'said' },
    { ...first!, from: 'smallest' },
    ...up,
    { kind: 'reshape', shape: [size] },
    { kind: 'concat', with: 'said' },
  ];
}
