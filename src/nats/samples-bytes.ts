import { joined } from '../base/bytes.js';
import { isObject } from '../base/check.js';
import { checkSamples, type Samples } from '../core/samples.js';
import { decodeTensors, encodeTensors, type ShapedTensor } from '../models/safetensors.js';
import { isTable } from '../tables/is-table.js';

/** Samples as a safetensors file: the values, and whether each is known, as tensors; all else in the notes. */
export function encodeSamples({ values, known, labels, ...rest }: Samples): Uint8Array {
  const shape = [rest.count, ...rest.shape];
  const tensors = new Map<string, ShapedTensor>([['values', { shape, values }]]);
  if (known) tensors.set('known', { shape, values: Float32Array.from(known) });
  const { count, range, labelNames, labelUnits, table } = rest;
  const notes = {
    count,
    shape: rest.shape,
    range,
    labelNames,
    labelUnits,
    table,
    ...(labels && { labels: [...labels] }),
  };
  return joined(encodeTensors({ metadata: { samples: JSON.stringify(notes) }, tensors }));
}

/** @throws Error where the bytes are no samples. */
export function decodeSamples(bytes: Uint8Array): Samples {
  const { metadata, tensors } = decodeTensors(bytes);
  const notes: unknown = JSON.parse(metadata.samples ?? 'null');
  const values = tensors.get('values')?.values;
  if (!isObject(notes) || !values) throw new Error('these are no samples');
  const { labels, ...rest } = notes;
  const known = tensors.get('known')?.values;
  const samples = {
    ...rest,
    values,
    ...(Array.isArray(labels) && { labels: Int32Array.from(labels) }),
    ...(known && { known: Uint8Array.from(known) }),
  } as unknown as Samples;
  if (rest.table !== undefined && !isTable(rest.table)) throw new Error('the table of the samples is none');
  checkSamples('samples', samples);
  return samples;
}
