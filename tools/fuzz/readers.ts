import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { joined } from '../../src/base/bytes.js';
import { type Manifold, type MlpArchitecture, startWeights } from '../../src/core/manifold.js';
import { turning } from '../../src/core/motion.js';
import type { ModelBuilder, Network } from '../../src/core/network.js';
import { noisy } from '../../src/core/noise.js';
import type { Samples } from '../../src/core/samples.js';
import { cifarForms, rowsOf } from '../../src/data/cifar.js';
import { decodeIdx } from '../../src/data/mnist.js';
import { decodeNpy, encodeNpy, type Npy } from '../../src/data/npy.js';
import { openBackend } from '../../src/engine/tensorflow/backend.js';
import { openNetwork } from '../../src/engine/tensorflow/model.js';
import { Runtime } from '../../src/engine/tensorflow/runtime.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/models/checkpoint.js';
import { encodeManifold } from '../../src/models/manifold.js';
import { encodeOnnx } from '../../src/models/onnx-mlp.js';
import { manifoldFrom } from '../../src/models/read.js';
import { decodeTensors, encodeTensors } from '../../src/models/safetensors.js';
import { autoencoder, transformer } from '../../src/networks/index.js';
import type { Frame } from '../../src/pictures/frame.js';
import { pictureIn } from '../../src/pictures/picture.js';
import { openPictures } from '../../src/platform/node/pictures.js';
import { untrained } from '../../src/streams/untrained.js';
import { giving } from '../../src/tables/given.js';
import { jsonLines, jsonList } from '../../src/tables/json.js';
import { checkOptions } from '../../src/tables/options.js';
import { parquet } from '../../src/tables/parquet.js';
import type { Reader as TableReader } from '../../src/tables/reader.js';
import { tableSamples } from '../../src/tables/samples.js';
import { separated } from '../../src/tables/separated.js';
import { layersModels } from '../layers-models.js';
import { mutatedJson } from './json.js';
import type { Dice } from './mutate.js';

/** What reads one kind of files. */
export interface Reader {
  readonly name: string;
  /** How many of the inputs it gets: fewer where a file takes long. */
  readonly share: number;
  /** Files in order, to be damaged. */
  readonly wholes: readonly Uint8Array[];
  /** How one is damaged, where that is not by its bytes. */
  readonly damage?: (whole: Uint8Array, roll: Dice) => Uint8Array | Promise<Uint8Array>;
  read(bytes: Uint8Array): unknown;
}

export async function readers(): Promise<Reader[]> {
  const image = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, ...Array(12).keys());
  const readModel = (bytes: Uint8Array) => manifoldFrom(bytes, { range: [0, 1] })().next();
  const options = checkOptions({});
  const asTable = (read: TableReader, name: string) => async (bytes: Uint8Array) =>
    tableSamples(await read(bytes, name, options), options, () => undefined);
  const rows = Array.from({ length: 12 }, (_, i) => ({
    a: i / 3,
    b: ['x', 'y, "z"', 'ä'][i % 3]!,
    c: i % 4 === 0 ? null : -i,
  }));
  const rowLines = utf8(rows.map((row) => JSON.stringify(row)).join('\n'));
  const lines = (between: string) =>
    utf8(
      ['a', 'b', 'c'].join(between) +
        rows.map(({ a, b, c }) => `\n${a}${between}"${b.replaceAll('"', '""')}"${between}${c ?? ''}`).join(''),
    );
  const table = tableSamples(await jsonLines(rowLines, 'a.jsonl', options), options, () => undefined);
  const models = [
    manifold(),
    turning({ every: 3 })(noisy(0.1)(giving({ label: [1, 2] })(manifold()))),
    giving(rows.slice(0, 2).map(({ b }) => ({ b })))(ofTable(table)),
  ];
  const columnData = (['a', 'b', 'c'] as const).map((name) => ({ name, data: rows.map((row) => row[name]) }));
  const training = 'a training';
  const start = { ...manifold(), moments: [Float32Array.of(1)], step: 9 };
  const checkpoint = joined(await encodeCheckpoint(manifold(), { ...start, best: { ...start, step: 4 } }, training));
  const parquets = readdirSync('test/fixtures/parquet')
    .filter((name) => name.endsWith('.parquet'))
    .map((name): [string, Uint8Array] => [name, new Uint8Array(readFileSync(join('test/fixtures/parquet', name)))]);
  const pictures = await openPictures();
  const frame: Frame = { height: 4, width: 5, channels: 3, fit: 'contain', background: [0, 0, 0] };
  const layered = await Promise.all(layersModels.map(layersOf));
  const listed = [autoencoder({ filters: 2, bottleneck: 3 }), transformer({ patch: 2, width: 4, heads: 2 })].map(
    listOf,
  );
  const runtime = new Runtime(await openBackend('tensorflow-cpu'));
  const openModel = async (bytes: Uint8Array) => {
    const { value } = await readModel(bytes);
    (await openNetwork(runtime, value!, value!.weights)).dispose();
  };
  return [
    { name: 'safetensors', share: 1, wholes: models.map(encodeManifold), read: readModel },
    { name: 'headers', share: 1, wholes: models.map(encodeManifold), damage: headed, read: readModel },
    { name: 'metadata', share: 1, wholes: models.map(encodeManifold), damage: described, read: readModel },
    { name: 'layers', share: 1, wholes: listed.map(encodeManifold), damage: described, read: openModel },
    // What these leave is TensorFlow.js's: it remembers the name of each tensor, some 1.4 KB a model.
    {
      name: 'topologies',
      share: 0.3,
      wholes: layered.map(encodeManifold),
      damage: described,
      read: openModel,
    },
    { name: 'onnx', share: 1, wholes: models.map(encodeOnnx), read: readModel },
    {
      name: 'checkpoint',
      share: 0.1,
      wholes: [checkpoint],
      read: (bytes) => decodeCheckpoint(bytes, manifold(), training),
    },
    {
      name: 'states',
      share: 0.1,
      wholes: [utf8(JSON.stringify({ step: 9, loss: 0.5, best: { step: 4, loss: 0.4 } }))],
      async damage(whole, roll) {
        const state = { ...start, ...Object(mutatedJson(JSON.parse(new TextDecoder().decode(whole)), roll)) };
        const best = { ...state.best, weights: start.weights };
        return joined(await encodeCheckpoint(manifold(), { ...state, best }, training));
      },
      read: (bytes) => decodeCheckpoint(bytes, manifold(), training),
    },
    { name: 'idx', share: 1, wholes: [image], read: decodeIdx },
    { name: 'idx.gz', share: 0.2, wholes: [gzipSync(image)], read: decodeIdx },
    { name: 'npy', share: 1, wholes: arrays().map((array) => joined(encodeNpy(array))), read: decodeNpy },
    {
      name: 'cifar',
      share: 0.2,
      wholes: [new Uint8Array(2 * 3073)],
      read: (bytes) => rowsOf(bytes.length, cifarForms[10]),
    },
    { name: 'csv', share: 1, wholes: [lines(',')], read: asTable(separated(','), 'a.csv') },
    { name: 'tsv', share: 1, wholes: [lines('\t')], read: asTable(separated('\t'), 'a.tsv') },
    {
      name: 'jsonl',
      share: 1,
      wholes: [rowLines],
      read: asTable(jsonLines, 'a.jsonl'),
    },
    { name: 'json', share: 1, wholes: [utf8(JSON.stringify(rows))], read: asTable(jsonList, 'a.json') },
    {
      name: 'parquet',
      share: 0.5,
      wholes: [new Uint8Array(parquetWriteBuffer({ columnData })), ...parquets.map(([, file]) => file)],
      read: asTable(parquet, 'a.parquet'),
    },
    // Of what is damaged little gets beyond the footer, so the rest is damaged alone.
    ...parquets.map(([name, file]): Reader => {
      const footer = file.length - 8 - new DataView(file.buffer, file.byteOffset).getUint32(file.length - 8, true);
      return {
        name,
        share: 0.05,
        wholes: [file.subarray(4, footer)],
        read: (bytes) => asTable(parquet, name)(joined([file.subarray(0, 4), bytes, file.subarray(footer)])),
      };
    }),
    { name: 'pictures', share: 0.05, wholes: await drawn(), read: (bytes) => pictureIn(pictures, bytes, frame) },
  ];
}

/** The file of a manifold with its description damaged. */
function described(whole: Uint8Array, roll: Dice): Uint8Array {
  const { metadata, tensors } = decodeTensors(whole);
  const kaleidoflow = JSON.stringify(mutatedJson(JSON.parse(metadata.kaleidoflow!), roll));
  return joined(encodeTensors({ metadata: { kaleidoflow }, tensors }));
}

/** A file of tensors with its header damaged. */
function headed(whole: Uint8Array, roll: Dice): Uint8Array {
  const start = 8 + whole[0]! + 256 * whole[1]!;
  const json = utf8(JSON.stringify(mutatedJson(JSON.parse(new TextDecoder().decode(whole.subarray(8, start))), roll)));
  const length = new Uint8Array(new BigUint64Array([BigInt(json.length)]).buffer);
  return joined([length, json, whole.subarray(start)]);
}

const space = { shape: [4, 4, 1], range: [-1, 1] as const };

function listOf(network: Network): Manifold {
  const architecture = { ...space, layers: network(space) };
  return { ...architecture, weights: startWeights(architecture, 1), loss: 0.5, steps: 9, noise: [] };
}

async function layersOf(layersModel: ModelBuilder): Promise<Manifold> {
  const { architecture, start } = await untrained({ layersModel }, space, 1, 1, 'tensorflow-cpu');
  return { ...architecture, weights: start.weights, loss: 0.5, steps: 9, noise: [] } as Manifold;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const arrays = (): Npy[] => [
  { shape: [2, 3], values: Float32Array.from([0, 1, 2, 3, 4, 5]) },
  { shape: [4], values: Uint8Array.from([0, 1, 2, 255]) },
  { shape: [3, 1], values: Float64Array.from([0, 1, -1]) },
];

/** One small picture in each of the formats that are read. */
async function drawn(): Promise<Uint8Array[]> {
  const raw = sharp(Buffer.from(Array.from({ length: 6 * 7 * 3 }, (_, i) => (37 * i) % 256)), {
    raw: { width: 6, height: 7, channels: 3 },
  });
  const formats = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;
  const encoded = await Promise.all(formats.map((format) => raw.clone().toFormat(format).toBuffer()));
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><circle cx="4" cy="3" r="2"/></svg>';
  return [...encoded, utf8(svg)];
}

function ofTable({ shape, range, table }: Samples): Manifold {
  const architecture = { depth: 2, width: 3, shape, range, ...(table && { table }) };
  return { ...architecture, weights: startWeights(architecture, 1), loss: 0.5, steps: 9, noise: [] };
}

function manifold(): Manifold {
  const labelUnits = { classes: [1, 2], copies: 1 };
  const architecture: MlpArchitecture = { depth: 2, width: 3, shape: [2, 2, 1], range: [0, 1], labelUnits };
  return { ...architecture, weights: startWeights(architecture, 1), loss: 0.5, steps: 9, noise: [], blend: [0.5, 1] };
}
