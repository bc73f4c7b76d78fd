import fc from 'fast-check';
import { encodeModel, type ModelAttribute, type ModelNode, type ModelTensor } from '../dist/src/models/graph/onnx.js';
import { type Dice, dice } from '../dist/tools/fuzz/mutate.js';

/** A graph of ONNX's, as its file, and how many numbers a state of it has. */
export interface RandomGraph {
  readonly bytes: Uint8Array;
  readonly size: number;
  /** The shape of its input, without the batch. */
  readonly sides: readonly number[];
  /** What was done to it, for a message. */
  readonly made: string;
}

const [FLOAT, INT64] = [1, 7];
const bytesOf = (values: Float32Array | BigInt64Array) => new Uint8Array(values.buffer, 0, values.byteLength);

/** MLPs as exporters write them, and others that look like them: nodes in any order, by any wiring. */
export const randomGraphs: fc.Arbitrary<RandomGraph> = fc.nat().map((seed) => made(dice(seed)));

function made(roll: Dice): RandomGraph {
  const one = <T>(...all: readonly T[]): T => all[roll(all.length)]!;
  const log: string[] = [];
  /** Whether something is done that is not done mostly. */
  const rarely = (what: string, share = 12) => roll(share) === 0 && log.push(what) > 0;

  const node: ModelNode[] = [];
  const initializer: ModelTensor[] = [];
  let names = 0;
  const add = (opType: string, input: readonly string[], attribute: readonly ModelAttribute[] = []): string => {
    const name = `n${names++}`;
    node.push({ opType, input, output: [name], attribute });
    return name;
  };
  const i = (name: string, value: number): ModelAttribute => ({ name, i: value, type: 2 });
  const tensorOf = (values: Float32Array | BigInt64Array, dims: readonly number[]): ModelTensor => ({
    name: `t${names++}`,
    dims,
    dataType: values instanceof Float32Array ? FLOAT : INT64,
    ...(values instanceof Float32Array && roll(3) === 0 ? { floatData: [...values] } : { rawData: bytesOf(values) }),
  });
  const initialised = (tensor: ModelTensor) => {
    initializer.push(tensor);
    return tensor.name;
  };
  /** A constant, as an initialiser or by nodes. */
  const constant = (values: Float32Array, dims: readonly number[]): string => {
    const tensor = tensorOf(values, dims);
    switch (roll(6)) {
      case 0:
        return add('Constant', [], [{ name: 'value', t: tensor, type: 4 }]);
      case 1:
        return add('Identity', [initialised(tensor)]);
      case 2:
        return add('Cast', [add('Cast', [initialised(tensor)], [i('to', 11)])], [i('to', FLOAT)]);
      case 3:
        return add('Identity', [add('Identity', [add('Constant', [], [{ name: 'value', t: tensor, type: 4 }])])]);
      default:
        return initialised(tensor);
    }
  };
  const sidesOf = (...all: readonly number[]) => initialised(tensorOf(BigInt64Array.from(all, BigInt), [all.length]));
  const weights = (count: number) => Float32Array.from({ length: count }, () => roll(2 ** 24) / 2 ** 23 - 1);

  const size = one(2, 4, 6);
  const width = one(3, size, 5);
  const depth = 1 + roll(4);
  const sides = one([size], [size], [1, size], [2, size / 2], [1, 2, size / 2]);
  /** The bias of an earlier layer, which exporters share where two are equal. */
  const biases = new Map<number, string>();
  let x = 'x';
  let flat = sides.length === 1;
  const reshape = () => {
    flat = true;
    switch (roll(5)) {
      case 0:
        return add('Reshape', [x, sidesOf(-1, size)]);
      case 1:
        return add('Reshape', [x, sidesOf(0, -1)]);
      case 2: {
        const count = add(
          'Gather',
          [add('Shape', ['x']), initialised(tensorOf(BigInt64Array.of(0n), []))],
          [i('axis', 0)],
        );
        const first = add('Unsqueeze', [count, sidesOf(0)]);
        return add('Reshape', [x, add('Concat', [first, sidesOf(-1)], [i('axis', 0)])]);
      }
      case 3:
        return rarely('rows cut', 3) ? add('Reshape', [x, sidesOf(-1, size / 2)]) : add('Flatten', [x], [i('axis', 1)]);
      default:
        return rarely('flat by 0', 3) ? add('Flatten', [x], [i('axis', 0)]) : add('Flatten', [x]);
    }
  };
  if (!flat || roll(3) === 0) x = rarely('not flat') ? x : reshape();
  const layers = depth + 1;
  for (let layer = 0; layer < layers; layer++) {
    const [from, to] = [layer === 0 ? size : width, layer === layers - 1 ? size : width];
    const values = weights(from * to);
    const isBiased = roll(4) > 0;
    const biasName = () => {
      const known = biases.get(to);
      if (known && roll(3) === 0) return roll(2) ? add('Identity', [known]) : known;
      const dims = rarely('bias of one') ? [1] : roll(4) ? [to] : [1, to];
      const name = constant(weights(dims.at(-1)!), dims);
      biases.set(to, name);
      return name;
    };
    if (flat && roll(2)) {
      const transB = roll(2);
      const matrix = constant(values, transB ? [to, from] : [from, to]);
      const factors = rarely('alpha', 30) ? [{ name: 'alpha', f: 0.5, type: 1 }] : [];
      const attribute = [...(transB ? [i('transB', 1)] : []), ...factors];
      x = add('Gemm', [x, matrix, ...(isBiased && roll(2) ? [biasName()] : [])], attribute);
    } else {
      const matrix = roll(4)
        ? constant(values, [from, to])
        : add('Transpose', [constant(values, [to, from])], roll(2) ? [{ name: 'perm', ints: [1, 0], type: 7 }] : []);
      x = add('MatMul', [x, matrix]);
      if (isBiased) x = roll(2) ? add('Add', [x, biasName()]) : add('Add', [biasName(), x]);
      if (rarely('two biases', 40)) x = add('Add', [x, biasName()]);
    }
    if (layer < layers - 1) {
      const before = x;
      if (!rarely('no ReLU', 40))
        x = add(rarely('other unit', 40) ? one('Selu', 'Elu', 'Tanh', 'LeakyRelu') : 'Relu', [x]);
      if (rarely('skipped', 40)) x = add('Add', [x, before]);
      if (roll(8) === 0) x = add('Dropout', [x]);
    }
    if (roll(8) === 0) x = add('Identity', [x]);
  }
  const beforeEnd = x;
  if (!rarely('no end', 30)) x = add(one('Sigmoid', 'Tanh'), [x]);
  if (rarely('behind the end', 30)) x = add(one('Relu', 'Neg', 'Sigmoid'), [x]);
  if (flat && roll(4) === 0) x = add('Reshape', [x, sidesOf(-1, ...sides)]);
  if (roll(6) === 0) add(one('Relu', 'Neg', 'Sigmoid'), [beforeEnd]); // which leads nowhere
  const output = rarely('another output', 30) ? beforeEnd : x;
  const shuffled = roll(2) ? inAnyOrder(node, roll) : node;
  const dim = (side: number) => ({ dimValue: side });
  const typed = (name: string, dims: readonly object[]) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: dims } } },
  });
  const bytes = encodeModel({
    graph: {
      name: 'g',
      node: shuffled,
      initializer,
      input: [typed('x', [{ dimParam: 'batch' }, ...sides.map(dim)])],
      output: [{ name: output, type: { tensorType: { elemType: FLOAT } } }],
    },
  });
  return { bytes, size, sides, made: log.join(', ') };
}

/** The nodes in another order, each behind those that it needs, as ONNX has it. */
function inAnyOrder(nodes: readonly ModelNode[], roll: Dice): ModelNode[] {
  const rest = [...nodes];
  const ordered: ModelNode[] = [];
  while (rest.length > 0) {
    const isReady = ({ input }: ModelNode) => !rest.some(({ output }) => output.some((name) => input.includes(name)));
    const ready = rest.filter(isReady);
    const next = ready[roll(ready.length)]!;
    ordered.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return ordered;
}
