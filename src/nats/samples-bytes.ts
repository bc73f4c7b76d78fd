import { joined } from '../base/bytes.js';
import { isObject } from '../base/check.js';
import { checkSamples, type Samples } from '../core/samples.js';
import { tableSize } from '../core/table.js';
import { decodeTensors, encodeTensors, type ShapedTensor } from '../models/safetensors.js';
import { isTable } from '../tables/is-table.js';

/** Samples as a safetensors file: the values, and whether each is known, as tensors; all else in the notes. */
export function encodeSamples({ values, known, labels, attributes, attributeUnits, ...rest }: Samples): Uint8Array {
  const shape = [rest.count, ...rest.shape];
  const tensors = new Map<string, ShapedTensor>([['values', { shape, values }]]);
  if (known) tensors.set('known', { shape, values: Float32Array.from(known) });
  if (attributeUnits) {
    const { values, known } = attributeUnits;
    const shape = [rest.count, tableSize(attributeUnits)];
    tensors.set('attributes', { shape, values });
    if (known) tensors.set('attributes.known', { shape, values: Float32Array.from(known) });
  }
  const { count, range, labelNames, labelUnits, table } = rest;
  const notes = {
    count,
    shape: rest.shape,
    range,
    labelNames,
    labelUnits,
    table,
    attributes,
    attributeColumns: attributeUnits?.columns,
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
  const { labels, attributeColumns, ...rest } = notes;
  const known = tensors.get('known')?.values;
  const units = { columns: attributeColumns };
  if (attributeColumns !== undefined && !isTable(units)) throw new Error('the attributes of the samples are none');
  const unitsKnown = tensors.get('attributes.known')?.values;
  const samples = {
    ...rest,
    values,
    ...(Array.isArray(labels) && { labels: Int32Array.from(labels) }),
    ...(known && { known: Uint8Array.from(known) }),
    ...(attributeColumns !== undefined && {
      attributeUnits: {
        ...units,
        values: tensors.get('attributes')?.values ?? new Float32Array(),
        ...(unitsKnown && { known: Uint8Array.from(unitsKnown) }),
      },
    }),
  } as unknown as Samples;
  if (rest.table !== undefined && !isTable(rest.table)) throw new Error('the table of the samples is none');
  checkSamples('samples', samples);
  return samples;
}
