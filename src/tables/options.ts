import { check, checkKind, isObject, oneOf, type Rule, show, whole } from '../base/check.js';
import type { Manifold } from '../core/manifold.js';
import type { Samples } from '../core/samples.js';
import type { Table } from '../core/table.js';
import { isTable } from './is-table.js';
import type { Scale } from './scaling.js';

/** What a column is: of numbers or of categories; 'auto' decides by its cells. */
export type ColumnKind = 'auto' | 'number' | 'category';

/** What one column is to be; whatever it does not say is as for all. */
export interface ColumnOptions {
  /** What it is. */
  readonly kind?: ColumnKind | undefined;
  /** How its numbers become values. */
  readonly scale?: Scale | undefined;
  /** How often its units are repeated. */
  readonly copies?: number | undefined;
}

/** Options of `fromTable`. */
export interface TableOptions {
  /**
   * The columns to learn: a list of names, or an object that says of each what it is, such as
   * `{ mass: 'number', year: 'category', bill: { scale: 'minmax', copies: 8 } }`; all by default. A column is of numbers where
   * all of its cells are, of categories where none is, and refused where some are and some are not, unless it is said here.
   * Numbers are also ISO dates and date-times, percentages and sums of money, 2024-05-01, 12% and $1,200.50, if all cells are
   * written alike; texts of digits are categories where one begins with a 0, as 00501 does.
   */
  readonly columns?: readonly string[] | Readonly<Record<string, ColumnKind | ColumnOptions>> | undefined;
  /**
   * A column whose categories become the samples' labels, for `withLabels` and `given({ label })`; none by default. It is not
   * among the units too, unless `columns` names it.
   */
  readonly label?: string | undefined;
  /**
   * How numbers become values from -1 to 1. 'rank', the default: by the share of training rows below, so that all columns are
   * spread evenly; 'minmax': linear between the lowest and the highest; 'standard': linear, with the mean at 0.
   */
  readonly scale?: Scale | undefined;
  /**
   * Samples of a table, or the manifold that has learned one, whose columns, scaling and categories these rows take, so that the
   * same units mean the same: rows held out, or to start from. `columns`, `label`, `scale` and `copies` are then as there. A column
   * that is missing or a category that is not known is refused, and a number outside the range has a warning: the nearest stands for
   * it. The label may be missing: there are then no labels. By default a table is what its own rows are.
   */
  readonly like?: Samples | Manifold | undefined;
  /** How often a column's units are repeated, so that noise averages out; 16 times for numbers and 8 for categories. */
  readonly copies?: { readonly number?: number | undefined; readonly category?: number | undefined } | undefined;
  /**
   * Texts and numbers that mean what an empty cell does, that it is not known, such as 'NA' and -999; none by default. Texts are
   * compared without spaces around them, numbers and dates by value: -999 is '-999.0' too. One that no cell is, is a warning.
   */
  readonly unknown?: readonly (string | number)[] | undefined;
  /**
   * Of text: what is between two cells of a line. By default what a first line such as `sep=;` says, or else a tab in .tsv and
   * .tab and ',' in .csv, unless the first lines have as many cells with another of , ; | and tab only, which is a warning.
   */
  readonly delimiter?: string | undefined;
  /** The most bytes that the file, or the units that are made of it, may have; 2^28, a quarter of a GiB, by default. */
  readonly limit?: number | undefined;
  /** How many rows, the first ones; all by default. */
  readonly count?: number | undefined;
  /** Columns that are not to be learned, where `columns` does not say which are; none by default. */
  readonly drop?: readonly string[] | undefined;
}

/** Options that have been checked. */
export interface CheckedOptions {
  /** What is asked for of each column by name; undefined for all. */
  readonly columns: ReadonlyMap<string, ColumnOptions> | undefined;
  readonly label: string | undefined;
  readonly like: Table | undefined;
  readonly scale: Scale;
  readonly copies: { readonly number: number; readonly category: number };
  readonly unknown: readonly (string | number)[];
  readonly delimiter: string | undefined;
  readonly limit: number;
  readonly count: number | undefined;
  readonly drop: readonly string[];
}

const scale = <T extends Scale | undefined>(fallback: T): Rule<T> =>
  oneOf(['rank', 'minmax', 'standard'], fallback as string) as Rule<T>;
const kind = oneOf<ColumnKind>(['auto', 'number', 'category'], 'auto');
const isTexts = (value: unknown) => Array.isArray(value) && value.every((text) => typeof text === 'string');

const rules = {
  columns: {
    types: ['array', 'object'],
    allowed: 'a list of one or more different names, or an object with a kind for each',
    accepts: (value: unknown) =>
      (isTexts(value) &&
        (value as string[]).length > 0 &&
        new Set(value as string[]).size === (value as string[]).length) ||
      (isObject(value) && Object.keys(value).length > 0),
    fallback: undefined,
  } as Rule<TableOptions['columns']>,
  label: {
    types: ['string'],
    allowed: 'the name of a column',
    accepts: (value: unknown) => typeof value === 'string',
    fallback: undefined,
  } as Rule<string | undefined>,
  scale: scale<Scale>('rank'),
  copies: {
    types: ['object'],
    allowed: 'an object such as { number: 16, category: 8 }',
    accepts: isObject,
    fallback: {},
  } as Rule<NonNullable<TableOptions['copies']>>,
  like: {
    types: ['object'],
    allowed: 'Samples or a Manifold of a table',
    accepts: (value: unknown) => isObject(value) && isTable(value.table),
    fallback: undefined,
  } as Rule<TableOptions['like']>,
  unknown: {
    types: ['array'],
    allowed: 'a list of texts and numbers',
    accepts: (value: unknown) =>
      Array.isArray(value) && value.every((each) => ['string', 'number'].includes(typeof each)),
    fallback: [],
  } as Rule<readonly (string | number)[]>,
  delimiter: {
    types: ['string'],
    allowed: 'one character, and no quote or end of a line',
    accepts: (value: unknown) => typeof value === 'string' && /^[^"\r\n\ufeff]$/u.test(value),
    fallback: undefined,
  } as Rule<string | undefined>,
  limit: whole(1, 2 ** 28),
  count: whole<number | undefined>(1, undefined),
  drop: {
    types: ['array'],
    allowed: 'a list of names of columns',
    accepts: isTexts,
    fallback: [],
  } as Rule<readonly string[]>,
} satisfies Record<keyof TableOptions, unknown>;

/** The options of `fromTable`, or of what has some of them, with every default filled in. */
export function checkOptions(options: TableOptions, operator = 'fromTable'): CheckedOptions {
  const { columns, copies, like, ...rest } = check(operator, options, rules);
  const table = like?.table;
  for (const name of ['columns', 'label', 'scale', 'copies', 'drop'] as const)
    if (table && options[name] !== undefined)
      throw new RangeError(`fromTable: ${name} must be left out where \`like\` says it, not ${show(options[name])}`);
  if (columns && rest.drop.length > 0)
    throw new RangeError(`fromTable: drop must be left out where columns are named, not ${show(rest.drop)}`);
  return {
    ...rest,
    copies: check(`${operator}: copies`, copies, { number: whole(1, 16), category: whole(1, 8) }),
    ...(table?.label && { label: table.label.name }),
    like: table,
    columns: table
      ? new Map(table.columns.map(({ name, kind }) => [name, { kind }]))
      : columns &&
        new Map(
          Array.isArray(columns)
            ? columns.map((name) => [name, {}])
            : Object.entries(columns).map((column) => columnOptions(operator, column)),
        ),
  };
}

function columnOptions(operator: string, [name, wanted]: [string, unknown]): [string, ColumnOptions] {
  const what = `${operator}: columns: '${name}'`;
  if (typeof wanted === 'string' && kind.accepts(wanted)) return [name, { kind: wanted as ColumnKind }];
  checkKind(what, `${kind.allowed} or options`, wanted, isObject(wanted));
  const columnRules = {
    kind,
    scale: scale<Scale | undefined>(undefined),
    copies: whole<number | undefined>(1, undefined),
  };
  const { kind: given, ...others } = check(what, wanted as object, columnRules);
  if (given === 'category' && others.scale)
    throw new RangeError(`${what}: scale must be left out where the kind is 'category', not ${show(others.scale)}`);
  return [name, { kind: given, ...others }];
}
