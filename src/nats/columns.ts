import { asBytes, joined } from '../base/bytes.js';

type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** What a result has of each chain: kinds of numbers, and how many of each. All of one name stand behind all of the one before. */
export type Layout<Name extends string = string> = Readonly<
  Partial<Record<Name, readonly [kind: typeof Float32Array | typeof Int32Array, width: number]>>
>;

type Column = readonly [name: string, of: NonNullable<Layout[string]>];
const columnsOf = (layout: Layout) => Object.entries(layout) as readonly Column[];

/** How many bytes a result has. */
export const bytesOf = (layout: Layout, chains: number): number =>
  4 * chains * columnsOf(layout).reduce((sum, [, [, width]]) => sum + width, 0);

/** The numbers of so many chains by their names, in `bytes` or in fresh memory. */
export function decode<T extends object>(
  layout: Layout<keyof T & string>,
  chains: number,
  bytes = new Uint8Array(bytesOf(layout, chains)),
): T {
  let at = bytes.byteOffset;
  const next = ([name, [Kind, width]]: Column): [string, Numbers] => {
    const numbers = new Kind(bytes.buffer, at, chains * width);
    at += numbers.byteLength;
    return [name, numbers];
  };
  return Object.fromEntries(columnsOf(layout).map(next)) as T;
}

/** The bytes of a result. */
export const encode = (layout: Layout, of: object): Uint8Array =>
  joined(columnsOf(layout).map(([name]) => asBytes((of as Record<string, Numbers>)[name]!)));

/** Puts the numbers of a block of chains into those of all, from chain `start` on. */
export function put(layout: Layout, all: object, block: object, start: number): void {
  for (const [name, [, width]] of columnsOf(layout))
    (all as Record<string, Numbers>)[name]!.set((block as Record<string, Numbers>)[name]!, start * width);
}
