import { platform } from '#platform';
import { checkKind } from '../base/check.js';
import { givenRows } from '../core/known.js';
import type { Known, Manifold } from '../core/manifold.js';
import type { AttributeUnits, Draw, Samples } from '../core/samples.js';
import { type DatedRow, type Table, type TableRow, tableSize } from '../core/table.js';
import { type GivenRowsOptions, knownRows } from './known-rows.js';
import { checkOptions, type TableOptions } from './options.js';
import { fromRows } from './raw.js';
import { tableRows } from './rows.js';
import { tableSamples } from './samples.js';

/** Options of `withAttributes`: which of the attributes are learned, and how, as `fromTable` has them. */
export type AttributeOptions = Pick<TableOptions, 'columns' | 'copies'>;

/** What each chain is to show, in the attributes that were learned. */
export interface GivenAttributes<Row = DatedRow> {
  /** One row of cells for all chains, or several, which the chains take in turn; what a row leaves out is the chain's to decide. */
  readonly attributes: Row | readonly Row[];
}

/** Beside the thousands of values of a picture a category weighs too little with fewer: those of many are then drawn as others. */
const categoryCopies = 12;

/** Samples whose attributes are to be learned beside the data. */
export function attributed(options: AttributeOptions = {}): (samples: Samples) => Samples {
  const copies = { category: categoryCopies, ...options.copies };
  const checked = checkOptions({ ...options, copies }, 'withAttributes');
  return (samples) => {
    checkKind('withAttributes', 'Samples with attributes', samples, Array.isArray(samples?.attributes));
    const raw = fromRows(samples.attributes!, checked.limit);
    const warn = (message: string) => platform.warn(`withAttributes: ${message}`);
    const rows = tableSamples(raw, checked, warn);
    return { ...samples, attributeUnits: learnable(rows.table!, rows) };
  };
}

/** The units that attributes have where others were learned. */
export function unitsLike(name: string, attributes: readonly TableRow[], { columns }: Table): AttributeUnits {
  const table = { columns };
  const checked = checkOptions({ like: { table } as Samples }, name);
  try {
    const warn = (message: string) => platform.warn(`${name}: ${message}`);
    return learnable(table, tableSamples(fromRows(attributes, checked.limit), checked, warn));
  } catch (error) {
    throw new RangeError(`${name}: attributes: ${(error as Error).message.replace(/^fromTable: /, '')}`, {
      cause: error,
    });
  }
}

const learnable = (table: Table, { values, known }: Samples): AttributeUnits => ({
  ...table,
  values,
  ...(known && { known }),
});

/** What chains say of themselves, by the units of their attributes: exactly what they were given, where they were. */
export function attributesOf(
  values: Float32Array,
  manifold: Manifold,
  first: number,
): Required<Pick<Draw, 'attributes' | 'attributeUnits'>> {
  const table = manifold.attributeUnits!;
  const count = values.length / tableSize(table);
  const given = givenRows(manifold, first, count, ({ attributes }) => attributes?.rows);
  const attributes = tableRows({ values, count, shape: [tableSize(table)], range: [-1, 1], table, step: 0, given });
  return { attributes, attributeUnits: { ...table, values } };
}

/** The same of rows that may say more than was learned, or numbers beyond: the nearest that were. */
export const whatIsLearned =
  (rows: readonly TableRow[]) =>
  (manifold: Manifold): Known => {
    const names = manifold.attributeUnits!.columns.map(({ name }) => name);
    const attributes = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))),
    );
    return knownAttributes({ attributes }, { outside: 'clamp' })(manifold);
  };

/** What attributes say to the chains of a manifold. */
export function knownAttributes(
  { attributes }: GivenAttributes,
  options: GivenRowsOptions = {},
): (manifold: Manifold) => Known {
  const known = knownRows([attributes].flat(), options, 'attributes');
  return (manifold) => {
    const { attributeUnits } = manifold;
    if (!attributeUnits)
      throw new RangeError(
        'given: attributes need a manifold that has learned some: put withAttributes() before its training',
      );
    const { data, rows } = known({ ...manifold, table: attributeUnits });
    return { attributes: { ...data!, rows: rows! } };
  };
}
