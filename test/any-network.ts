import fc from 'fast-check';
import type { Layer } from 'kaleidoflow';

/** A network that fast-check has put together. */
export interface AnyNetwork {
  readonly shape: readonly number[];
  readonly range: readonly [0, 1] | readonly [-1, 1];
  readonly layers: readonly Layer[];
}

/** Any network: of every kind of layer, with layers beside each other, ending in as many numbers as it takes. */
export const anyNetwork: fc.Arbitrary<AnyNetwork> = fc
  .record({
    sides: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3 })),
    range: fc.constantFrom([0, 1] as const, [-1, 1] as const),
    picks: fc.array(fc.nat(9999), { minLength: 1, maxLength: 8 }),
  })
  .map(({ sides, range, picks }) => {
    const made: { name: string; shape: readonly number[] }[] = [{ name: 'input', shape: sides }];
    const layers: Layer[] = [];
    for (const pick of picks) {
      const { shape } = made.at(-1)!;
      const choices = [...next(shape, 1 + (pick % 6)), ...beside(made)];
      const [layer, to] = choices[pick % choices.length]!;
      const name = `layer ${layers.length}`;
      layers.push({ ...layer, as: name });
      made.push({ name, shape: to });
    }
    const [from, to] = [product(made.at(-1)!.shape), product(sides)];
    layers.push({ kind: 'reshape', shape: [from] }, { kind: 'dense', units: to });
    return { shape: sides, range, layers };
  });

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b);

type Choice = readonly [layer: Layer, shape: readonly number[]];

/** Layers that may follow what has this shape. */
function next(shape: readonly number[], size: number): Choice[] {
  const last = shape.at(-1)!;
  const before = shape.slice(0, -1);
  const choices: Choice[] = [
    [{ kind: 'relu' }, shape],
    [{ kind: 'gelu' }, shape],
    [{ kind: 'offset' }, shape],
    [{ kind: 'dense', units: size }, [...before, size]],
    [{ kind: 'slice', start: last - 1, size: 1 }, [...before, 1]],
  ];
  // Two numbers that are nearly equal would be ±1, with a slope beyond what single precision tells.
  if (last > 3) choices.push([{ kind: 'layerNorm' }, shape]);
  if (shape.length === 2) choices.push([{ kind: 'attention', heads: last % 2 === 0 ? 2 : 1 }, shape]);
  if (shape.length === 3) {
    const [height, width] = shape as [number, number];
    const conv = (stride: 1 | 2, size: number): Choice => [
      { kind: 'conv', filters: 2, stride, size },
      [Math.ceil(height / stride), Math.ceil(width / stride), 2],
    ];
    choices.push(conv(1, 3), conv(1, 1), conv(1, 5), conv(2, 3), conv(2, 1));
    choices.push([{ kind: 'reshape', shape: [height * width, last] }, [height * width, last]]);
    choices.push([{ kind: 'permute', axes: [2, 0, 1] }, [last, height, width]]);
    if (height * width < 50) choices.push([{ kind: 'upsample' }, [2 * height, 2 * width, last]]);
  }
  return choices;
}

/** Layers that join what came last with what came before. */
function beside(made: readonly { name: string; shape: readonly number[] }[]): Choice[] {
  const { shape } = made.at(-1)!;
  return made.slice(0, -1).flatMap((other): Choice[] => {
    if (String(other.shape.slice(0, -1)) !== String(shape.slice(0, -1))) return [];
    const both = [...shape.slice(0, -1), shape.at(-1)! + other.shape.at(-1)!];
    const choices: Choice[] = [[{ kind: 'concat', with: other.name }, both]];
    if (String(other.shape) === String(shape)) choices.push([{ kind: 'add', with: other.name }, shape]);
    return choices;
  });
}
