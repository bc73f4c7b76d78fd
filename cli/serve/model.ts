import type { Manifold } from 'kaleidoflow';
import type { TableColumn } from '../../src/core/table.js';
import { type Limits, messageBytes, most } from './limits.js';

/** What a client is told of the model, and of what may be asked for. */
export function modelOf(manifold: Manifold, { chains }: Limits) {
  const { shape, range, labelUnits, labelNames, attributeUnits, table, blend, given, noise, motion } = manifold;
  return {
    shape,
    range,
    ...(labelUnits && { labels: labelUnits.classes.map((label) => labelNames?.[label] ?? label) }),
    ...(attributeUnits && { attributes: attributeUnits.columns.map(attributeOf) }),
    ...(table && { columns: table.columns.map(({ name }) => name) }),
    ...(blend && { blend }),
    ...(given && { given }),
    noise,
    ...(motion && { motion }),
    limits: { chains, ...most, message: messageBytes },
  };
}

/** An attribute, and what it may be. */
const attributeOf = (column: TableColumn) =>
  column.kind === 'category'
    ? { name: column.name, categories: column.categories }
    : { name: column.name, range: column.range };
