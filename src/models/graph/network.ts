import type { Layer } from '../../core/layers.js';
import { inputShape, type LayeredArchitecture, layersOf } from '../../core/manifold.js';
import { stateSize } from '../../core/units.js';
import { conv, type Part, upsample } from './convolution.js';
import {
  add,
  bounded,
  concat,
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
  const input = new Given(tape, { last: reshape(tape, x, inputShape(architecture)) });
  const given: Given[] = [];
  let used = 0;
  for (const { layer, inputs, weights: own } of layersOf(architecture)) {
    const [from, beside] = inputs.map((i) => given[i] ?? input) as [Given, Given];
    const found = applied(tape, layer, from, beside, weights.slice(used, used + own.length));
    used += own.length;
    given.push(new Given(tape, found));
    if ('last' in found) heard(layer, found.last);
  }
  const end = reshape(tape, given.at(-1)!.last, [stateSize(architecture)]);
  return bounded(tape, end, architecture.range);
}

/**
 * What a layer gives: an image with its channels last, as samples have them, or first, as convolutions take them; or parts of one, which are
 * put together when it is asked for as a whole.
 */
type Form = { readonly last: Value } | { readonly first: Value } | { readonly parts: readonly Part[] };

/** The same in the form that is asked for. */
class Given {
  readonly #tape: Tape;
  #form: Form;

  constructor(tape: Tape, form: Form) {
    this.#tape = tape;
    this.#form = form;
  }

  get isFirst(): boolean {
    return !('last' in this.#form);
  }

  get last(): Value {
    return 'last' in this.#form ? this.#form.last : permute(this.#tape, this.first, [1, 2, 0]);
  }

  get first(): Value {
    if ('last' in this.#form) return permute(this.#tape, this.#form.last, [2, 0, 1]);
    if ('parts' in this.#form) {
      const wholes = this.#form.parts.map(({ value, isUpsampled }) =>
        isUpsampled ? upsample(this.#tape, value) : value,
      );
      this.#form = { first: wholes.reduce((a, b) => concat(this.#tape, a, b, 0)) };
    }
    return this.#form.first;
  }

  get parts(): readonly Part[] {
    return 'parts' in this.#form ? this.#form.parts : [{ value: this.first, isUpsampled: false }];
  }

  /** What is done to each number by itself, in the form that it has. */
  each(operator: (tape: Tape, x: Value) => Value): Form {
    return this.isFirst ? { first: operator(this.#tape, this.first) } : { last: operator(this.#tape, this.last) };
  }
}

function applied(tape: Tape, layer: Layer, from: Given, beside: Given, weights: readonly Value[]): Form {
  const [w, b] = weights as [Value, Value];
  switch (layer.kind) {
    case 'dense':
      return { last: dense(tape, from.last, w, b) };
    case 'conv':
      return { first: conv(tape, from.parts, w, b, layer.stride ?? 1) };
    case 'upsample':
      return { parts: [{ value: from.first, isUpsampled: true }] };
    case 'relu':
      return from.each(relu);
    case 'gelu':
      return from.each(gelu);
    case 'layerNorm':
      return { last: layerNorm(tape, from.last, w, b) };
    case 'offset':
      return { last: offset(tape, from.last, w) };
    case 'attention':
      return { last: attention(tape, from.last, layer.heads, weights) };
    case 'reshape':
      return { last: reshape(tape, from.last, layer.shape) };
    case 'permute':
      return { last: permute(tape, from.last, layer.axes) };
    case 'slice':
      return { last: slice(tape, from.last, layer.start ?? 0, layer.size) };
    case 'concat':
      if (from.isFirst) return { parts: [...from.parts, ...beside.parts] };
      return { last: concat(tape, from.last, beside.last, from.last.shape.length - 1) };
    case 'add':
      return from.each((tape, x) => add(tape, x, from.isFirst ? beside.first : beside.last));
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
