import { joined } from '../formats/bytes.js';
import { hasState } from '../streams/chain.js';
import { show } from '../values/check.js';
import { stateSize } from '../values/label-units.js';
import type { Manifold } from '../values/manifold.js';
import { type Draw, firstOutside, sizeOf } from '../values/samples.js';

/** The numbers of a draw, a row of each for a chain. */
export type Rows = Pick<Draw, 'values' | 'labels' | 'state'>;

type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Rows for so many chains, in `bytes` or in fresh memory: what they show, then the labels and the state where there are any. */
export function rowsOf(manifold: Manifold, chains: number, bytes = new Uint8Array(bytesOf(manifold, chains))): Rows {
  let at = bytes.byteOffset;
  const next = <T extends Numbers>(
    Kind: new (buffer: ArrayBuffer, at: number, length: number) => T,
    columns: number,
  ) => {
    const numbers = new Kind(bytes.buffer, at, chains * columns);
    at += numbers.byteLength;
    return numbers;
  };
  return {
    values: next(Float32Array, sizeOf(manifold.shape)),
    ...(manifold.labelUnits && { labels: next(Int32Array, 1) }),
    ...(hasState(manifold) && { state: next(Float32Array, stateSize(manifold)) }),
  };
}

/** @throws Error where rows are not those of a draw of a manifold. */
export function checkRows({ range, labelUnits }: Manifold, { values, labels, state }: Rows): void {
  for (const [name, numbers] of Object.entries({ values, state })) {
    const outside = numbers ? firstOutside(numbers, range) : -1;
    if (outside >= 0)
      throw new Error(`its ${name}[${outside}] must be a finite number in ${show(range)}, not ${numbers![outside]}`);
  }
  const strange = labels?.findIndex((label) => !labelUnits!.classes.includes(label)) ?? -1;
  if (strange >= 0)
    throw new Error(`its labels[${strange}] must be one of ${show(labelUnits!.classes)}, not ${labels![strange]}`);
}

/** How many bytes those rows have. */
export function bytesOf(manifold: Manifold, chains: number): number {
  const { shape, labelUnits } = manifold;
  const columns = sizeOf(shape) + (labelUnits ? 1 : 0) + (hasState(manifold) ? stateSize(manifold) : 0);
  return 4 * chains * columns;
}

/** The bytes of a draw's rows. */
export const encodeRows = ({ values, labels, state }: Rows): Uint8Array =>
  joined(
    [values, labels, state].flatMap((numbers) =>
      numbers ? [new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)] : [],
    ),
  );

/** Puts the rows of a block of chains into those of all, from chain `start` on. */
export function putRows(all: Rows, block: Rows, start: number, chains: number): void {
  for (const name of ['values', 'labels', 'state'] as const) {
    const numbers = block[name];
    if (numbers) all[name]!.set(numbers, start * (numbers.length / chains));
  }
}
