import { stateSize } from '../../core/label-units.js';
import type { Layer } from '../../core/layers.js';
import { inputShape, type LayeredArchitecture, layersOf } from '../../core/manifold.js';
import {
  add,
  bounded,
  concat,
  conv,
  dense,
  gelu,
  layerNorm,
  matmul,
  offset,
  permute,
  relu,
  reshape,
  slice,
  softmax,
  upsample,
} from './operators.js';
import type { Tape, Value } from './tape.js';

/**
 * Adds the network f to a graph, from states x, rows, to f(x).
 * @param heard Hears of what each layer gives, in turn.
 */
export function addNetwork(
  tape: Tape,
  architecture: LayeredArchitecture,
  x: Value,
  weights: readonly Value[],
  heard: (layer: Layer, output: Value) => void = () => undefined,
): Value {
  const input: Given = { value: reshape(tape, x, inputShape(architecture)), isFirst: false };
  const given: Given[] = [];
  let used = 0;
  for (const { layer, inputs, weights: own } of layersOf(architecture)) {
    const [from, beside] = inputs.map((i) => given[i] ?? input) as [Given, Given];
    const found = applied(tape, layer, from, beside, weights.slice(used, used + own.length));
    used += own.length;
    given.push(found);
    heard(layer, found.value);
  }
  const end = reshape(tape, last(tape, given.at(-1)!), [stateSize(architecture)]);
  return bounded(tape, end, architecture.range);
}

/** What a layer gives. Of an image the channels are last, as samples have them, or first, as convolutions take them. */
interface Given {
  readonly value: Value;
  readonly isFirst: boolean;
}

const last = (tape: Tape, { value, isFirst }: Given): Value => (isFirst ? permute(tape, value, [1, 2, 0]) : value);

const first = (tape: Tape, { value, isFirst }: Given): Value => (isFirst ? value : permute(tape, value, [2, 0, 1]));

function applied(tape: Tape, layer: Layer, from: Given, beside: Given, weights: readonly Value[]): Given {
  const [w, b] = weights as [Value, Value];
  const asLast = (value: Value): Given => ({ value, isFirst: false });
  const asFirst = (value: Value): Given => ({ value, isFirst: true });
  switch (layer.kind) {
    case 'dense':
      return asLast(dense(tape, last(tape, from), w, b));
    case 'conv':
      return asFirst(conv(tape, first(tape, from), w, b, layer.stride ?? 1));
    case 'upsample':
      return asFirst(upsample(tape, first(tape, from)));
    case 'relu':
      return { ...from, value: relu(tape, from.value) };
    case 'gelu':
      return { ...from, value: gelu(tape, from.value) };
    case 'layerNorm':
      return asLast(layerNorm(tape, last(tape, from), w, b));
    case 'offset':
      return asLast(offset(tape, last(tape, from), w));
    case 'attention':
      return asLast(attention(tape, last(tape, from), layer.heads, weights));
    case 'reshape':
      return asLast(reshape(tape, last(tape, from), layer.shape));
    case 'permute':
      return asLast(permute(tape, last(tape, from), layer.axes));
    case 'slice':
      return asLast(slice(tape, last(tape, from), layer.start ?? 0, layer.size));
    case 'concat': {
      if (from.isFirst) return asFirst(concat(tape, from.value, first(tape, beside), 0));
      return asLast(concat(tape, from.value, last(tape, beside), from.value.shape.length - 1));
    }
    case 'add':
      return { ...from, value: add(tape, from.value, from.isFirst ? first(tape, beside) : last(tape, beside)) };
  }
}

/** Each token takes from the values of all, in the measure in which its query fits their keys: softmax(Q Kᵀ / √d) V. */
function attention(tape: Tape, x: Value, heads: number, [w, b, wOut, bOut]: readonly Value[]): Value {
  const [tokens, width] = x.shape as [number, number];
  const size = width / heads;
  const all = dense(tape, x, w!, b!);
  const [q, k, v] = [0, 1, 2].map((i) => {
    const part = slice(tape, all, i * width, width);
    return permute(tape, reshape(tape, part, [tokens, heads, size]), [1, 0, 2]);
  }) as [Value, Value, Value];
  const shares = softmax(tape, matmul(tape, q, k, { transB: 1, alpha: 1 / Math.sqrt(size) }));
  const taken = permute(tape, matmul(tape, shares, v), [1, 0, 2]);
  return dense(tape, reshape(tape, taken, [tokens, width]), wOut!, bOut!);
}
