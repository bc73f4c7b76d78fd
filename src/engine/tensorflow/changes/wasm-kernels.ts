import type { NamedAttrMap, Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from '../tf.js';
import { replaceKernel } from './kernel.js';

/**
 * What training needs and TensorFlow.js's wasm backend has not got, or has many times too slow (docs/decisions): products
 * of transposed matrices, and the two gradients of a convolution. Each is put down to kernels that it has, and has fast.
 */
export function fillGaps(tf: Tf): void {
  replaceKernel(tf, 'wasm', 'BatchMatMul', (old) => ({ a, b }, { transposeA, transposeB }) => {
    const [left, right] = [transposeA ? swapLast(tf, a!) : a!, transposeB ? swapLast(tf, b!) : b!];
    return old({ a: left, b: right }, { transposeA: false, transposeB: false });
  });
  replaceKernel(
    tf,
    'wasm',
    'Conv2DBackpropFilter',
    () =>
      ({ x, dy }, attrs) =>
        filterGradient(tf, x!, dy!, attrs),
  );
  replaceKernel(
    tf,
    'wasm',
    'Conv2DBackpropInput',
    () =>
      ({ dy, filter }, attrs) =>
        inputGradient(tf, dy!, filter!, attrs),
  );
}

/** A matrix, or each matrix of many, transposed. */
function swapLast(tf: Tf, t: Tensor): Tensor {
  const axes = t.shape.map((_, axis) => axis);
  return tf.transpose(t, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

interface Convolution {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape?: [number, number, number, number];
  readonly inputShape?: [number, number, number, number];
}

type Shape = [number, number, number, number];

const bothWays = ({ strides }: Convolution): [number, number] =>
  typeof strides === 'number' ? [strides, strides] : strides;

/** How a convolution pads its images; they are [image, row, column, channel] here, as tf.layers has them. */
function padding(tf: Tf, images: Shape, filter: Shape, { strides, pad, dimRoundingMode }: Convolution) {
  return tf.backend_util.computeConv2DInfo(images, filter, strides, 1, pad, dimRoundingMode).padInfo;
}

/**
 * dW(i, j, c, k) = Σ over images and places of x(place + (i, j), c) · dy(place, k): itself a convolution, where channels
 * and images change places, dy is the filter, and a stride becomes a dilation.
 */
function filterGradient(tf: Tf, x: Tensor, dy: Tensor, attrs: NamedAttrMap): Tensor {
  const convolution = attrs as unknown as Convolution;
  const shape = convolution.filterShape!;
  const { top, bottom, left, right } = padding(tf, x.shape as Shape, shape, convolution);
  const padded = tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const images = tf.transpose(padded, [3, 1, 2, 0]) as Tensor4D;
  const filter = tf.transpose(dy, [1, 2, 0, 3]) as Tensor4D;
  const sums = tf.conv2d(images, filter, 1, 'valid', 'NHWC', bothWays(convolution));
  return tf.slice(tf.transpose(sums, [1, 2, 0, 3]), [0, 0, 0, 0], shape);
}

/** dx: each place of dy, strides apart, through the filter turned round. */
function inputGradient(tf: Tf, dy: Tensor, filter: Tensor, attrs: NamedAttrMap): Tensor {
  const convolution = attrs as unknown as Convolution;
  const [images, height, width] = convolution.inputShape!;
  const [rows, columns, , filters] = filter.shape as Shape;
  const { top, left } = padding(tf, convolution.inputShape!, filter.shape as Shape, convolution);
  const [down, across] = bothWays(convolution);
  const [, high, wide] = dy.shape as Shape;

  // Zeros between the places: behind each row and column, and then those behind the last are cut off again.
  const apart = tf.pad(tf.reshape(dy, [images * high, 1, wide, filters]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, 0],
  ]);
  const spread = tf.pad(tf.reshape(apart, [images, high * down * wide, 1, filters]), [
    [0, 0],
    [0, 0],
    [0, across - 1],
    [0, 0],
  ]);
  const [tall, broad] = [(high - 1) * down + 1, (wide - 1) * across + 1];
  const places = tf.slice(
    tf.reshape(spread, [images, high * down, wide * across, filters]),
    [0, 0, 0, 0],
    [images, tall, broad, filters],
  );
  const [before, beside] = [rows - 1 - top, columns - 1 - left];
  const padded = tf.pad(places, [
    [0, 0],
    [before, height + rows - 1 - tall - before],
    [beside, width + columns - 1 - broad - beside],
    [0, 0],
  ]);
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  return tf.conv2d(padded as Tensor4D, turned as Tensor4D, 1, 'valid');
}
