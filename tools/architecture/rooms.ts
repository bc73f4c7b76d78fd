/** A part of the code that others see as one. */
export interface Room {
  readonly name: string;
  /** What it is, in one line. */
  readonly is: string;
}

/**
 * The rooms, from top to bottom: a file imports from its own room and from rooms further down, never from beside or above.
 * A room has the files of its folder that are in no other room, and `src/types.ts` belongs to the operators.
 */
export const layers: readonly (readonly Room[])[] = [
  [{ name: 'operators', is: 'what users call, each written once, over a lift' }],
  [
    { name: 'operators/lift/rxjs', is: 'RxJS pushes' },
    { name: 'operators/lift/ix', is: 'IxJS pulls' },
    { name: 'src/nats', is: 'workers' },
  ],
  [
    { name: 'src/data', is: 'npy, IDX, CIFAR' },
    { name: 'src/pictures', is: 'of any format' },
    { name: 'src/frames', is: 'GIF, PNG, MP4' },
    { name: 'src/streams', is: 'training, chains, forks, as async generators' },
  ],
  [{ name: 'src/metrics', is: 'what is measured of a draw: energy, nearest, …' }],
  [
    { name: 'src/engine/load.ts', is: 'an engine, when asked for' },
    { name: 'src/platform/node', is: 'Node, Bun, Deno' },
    { name: 'src/platform/web', is: 'browsers' },
  ],
  [
    { name: 'src/engine/tensorflow', is: 'any network, on TensorFlow.js' },
    { name: 'src/engine/onnx', is: 'any network, in threads' },
  ],
  [
    { name: 'src/models', is: 'as files, as graphs' },
    { name: 'src/engine', is: 'the contract, shared parts' },
  ],
  [
    { name: 'src/networks', is: 'ready-made' },
    { name: 'src/tables', is: 'CSV, Parquet' },
  ],
  [{ name: 'src/core', is: 'the method, as plain data and pure functions: samples, batches, manifolds, motion' }],
  [
    { name: 'src/base', is: 'checks, random numbers, bytes' },
    { name: 'src/engine/search', is: 'exact neighbours' },
  ],
  [{ name: 'src/platform', is: 'what the code asks of where it runs' }],
];

export const rooms: readonly Room[] = layers.flat();

const types = 'src/types.ts';

/** The room of a file: of those whose folder it is in, the innermost. */
export function roomOf(file: string): string {
  if (file === types) return 'operators';
  const around = rooms.map(({ name }) => name).filter((name) => file === name || file.startsWith(`${name}/`));
  const innermost = around.sort((a, b) => b.length - a.length)[0];
  if (innermost === undefined) throw new Error(`${file} is in no room; tools/architecture/rooms.ts names them`);
  return innermost;
}

/** An import from one file into another, of types too. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether it is imported only when that line runs. */
  readonly dynamic: boolean;
}

const layerOf = (room: string): number => layers.findIndex((layer) => layer.some(({ name }) => name === room));
export const isPlatform = (room: string): boolean => room === 'src/platform/node' || room === 'src/platform/web';
/** What a thread runs: all that a platform may know of the code. */
const isForThreads = (file: string): boolean =>
  /^src\/engine\/onnx\/(tasks\/.*|session\.ts|webassembly\.ts|webgpu\.ts)$/.test(file);

/** Why a file must not import another, if so. */
export function objection(imported: Import): string | undefined {
  const { from, to, dynamic } = imported;
  const [source, target] = [roomOf(from), roomOf(to)];
  const refused = (why: string) => `${from} imports ${to}: ${why}`;
  if (source === target) return undefined;
  if (isPlatform(target)) return refused(`only #platform chooses ${target}`);
  if (isPlatform(source) && target !== 'src/platform' && !isForThreads(to))
    return refused('a platform knows its interface and what its threads run');
  if (layerOf(target) <= layerOf(source)) return refused(`${target} is not below ${source}`);
  if (from === 'src/engine/load.ts' && /^src\/engine\/(onnx|tensorflow)$/.test(target) && !dynamic)
    return refused('nobody loads an engine that is not asked for');
  return undefined;
}
