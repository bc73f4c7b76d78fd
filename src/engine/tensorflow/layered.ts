import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { PlacedLayer } from '../../core/layers.js';
import { inputShape, type LayeredArchitecture, layersOf } from '../../core/manifold.js';
import type { Tf } from './tf.js';

/** f of states, rows, by the layers of a network. TensorFlow.js finds its gradients. */
export function forward(tf: Tf, architecture: LayeredArchitecture, weights: readonly Tensor[], states: Tensor): Tensor {
  const [rows] = states.shape as [number];
  const input = states.reshape([rows, ...inputShape(architecture)]);
  const outputs: Tensor[] = [];
  let used = 0;
  for (const placed of layersOf(architecture)) {
    const given = placed.inputs.map((i) => outputs[i] ?? input);
    const own = weights.slice(used, used + placed.weights.length);
    used += own.length;
    outputs.push(applied(tf, placed, given, own).reshape([rows, ...placed.shape]));
  }
  const sums = outputs.at(-1)!.reshape(states.shape);
  return architecture.range[0] === 0 ? sums.sigmoid() : sums.tanh();
}

function applied(tf: Tf, { layer }: PlacedLayer, given: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  const [x, beside] = given as [Tensor, Tensor];
  const [w, b, wOut, bOut] = weights as [Tensor, Tensor, Tensor, Tensor];
  const dense = (x: Tensor, w: Tensor, b: Tensor) => tf.matMul(x.reshape([-1, x.shape.at(-1)!]), w as Tensor2D).add(b);
  switch (layer.kind) {
    case 'dense':
      return dense(x, w, b);
    case 'conv': {
      const { size = 3, stride = 1 } = layer;
      const filter = w.transpose<Tensor4D>([2, 3, 1, 0]);
      return tf.conv2d(x as Tensor4D, filter, stride, (size - 1) / 2).add(b);
    }
    case 'upsample': {
      const [rows, height, width, channels] = x.shape as [number, number, number, number];
      return x.reshape([rows * height, 1, width, 1, channels]).tile([1, 2, 1, 2, 1]);
    }
    case 'relu':
      return x.relu();
    case 'gelu':
      return x.mul(x.mul(Math.SQRT1_2).erf().add(1)).mul(0.5);
    case 'layerNorm': {
      const { mean, variance } = tf.moments(x, -1, true);
      return x.sub(mean).div(variance.add(1e-5).sqrt()).mul(w).add(b);
    }
    case 'offset':
      return x.add(w);
    case 'attention': {
      const [rows, tokens, width] = x.shape as [number, number, number];
      const size = width / layer.heads;
      const [q, k, v] = tf
        .split(dense(x, w, b).reshape([rows, tokens, 3 * width]), 3, 2)
        .map((part) => part.reshape([rows, tokens, layer.heads, size]).transpose([0, 2, 1, 3])) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const shares = tf
        .matMul(q as Tensor3D, k as Tensor3D, false, true)
        .div(Math.sqrt(size))
        .softmax();
      return dense(
        tf
          .matMul(shares as Tensor3D, v as Tensor3D)
          .transpose([0, 2, 1, 3])
          .reshape(x.shape),
        wOut,
        bOut,
      );
    }
    case 'reshape':
      return x;
    case 'permute':
      return x.transpose([0, ...layer.axes.map((axis) => axis + 1)]);
    case 'slice': {
      const { start = 0, size } = layer;
      const sizes = [...x.shape.slice(0, -1), size];
      return x.slice([...x.shape.slice(1).map(() => 0), start], sizes);
    }
    case 'concat':
      return tf.concat([x, beside], -1);
    case 'add':
      return x.add(beside);
  }
}
