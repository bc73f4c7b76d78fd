import { show } from '../base/check.js';

/** How the numbers of a column become values from -1 to 1, and come back. */
export type Scaling =
  /**
   * By rank: the share of the training rows that are below, ties at the middle of theirs. `values[k]` is the number at the
   * share `at[k]`; both rise, and between two of them all is linear. Equal numbers have two entries: where they begin and end.
   */
  | { readonly scale: 'rank'; readonly at: readonly number[]; readonly values: readonly number[] }
  /** Linear, from the lowest training number to the highest. */
  | { readonly scale: 'minmax'; readonly low: number; readonly high: number }
  /** The distance to the mean, over `reach`, the largest one in training: 0 is the mean. */
  | { readonly scale: 'standard'; readonly mean: number; readonly reach: number };

/** How a column of dates or date-times is written; its numbers are milliseconds since 1970, in UTC, or as if in UTC. */
export type TimeForm =
  /** ISO dates: 2024-05-01. */
  | { readonly is: 'date' }
  /** ISO date-times: 2024-05-01T12:30:00Z. */
  | {
      readonly is: 'date-time';
      /** What is before the time: 'T' or ' '. */
      readonly separator: string;
      /** How many characters the time has: 5 to the minute, 8 to the second, at most 15, to the microsecond. */
      readonly length: number;
      /** 'Z', an offset such as '+02:00', or '' where none is said. */
      readonly zone: string;
    };

/** How a column of percentages or of sums of money is written; its numbers are those that are written, 12 of 12%. */
export interface AmountForm {
  /** What tells it from a form of dates. */
  readonly is: 'amount';
  /** What is before a number: '$', or '' where the sum is written 3 €. */
  readonly before: string;
  /** What is after it. */
  readonly after: string;
  /** What is before a number below 0. */
  readonly minus: string;
  /** Whether there are commas between thousands. */
  readonly groups: boolean;
  /** How many digits are behind the point at least. */
  readonly digits: number;
}

/** How the numbers of a column are written, where they are no plain numbers: as they were read, and as they come back. */
export type NumberForm = TimeForm | AmountForm;

interface Units {
  /** The name of the column. */
  readonly name: string;
  /** How often the column's units are repeated, so that noise averages out. */
  readonly copies: number;
  /** The place of its first unit among a sample's values; the others follow it. */
  readonly from: number;
}

/** A column of numbers: `copies` units of the same value. */
export interface NumberColumn extends Units {
  /** What tells it from a column of categories. */
  readonly kind: 'number';
  /** How its numbers become values, and come back. */
  readonly scaling: Scaling;
  /** The lowest and the highest number in training. */
  readonly range: readonly [low: number, high: number];
  /** Digits behind the point, at most so many in training: numbers come back rounded to them. */
  readonly decimals?: number | undefined;
  /** How they are written; plain numbers by default. */
  readonly form?: NumberForm | undefined;
}

/** What a category is: a text, or a number or a boolean that stands for one. */
export type Category = string | number | boolean;

/** A column of categories: a unit for each, all of them `copies` times; 1 where a row is of it, else -1. */
export interface CategoryColumn extends Units {
  /** What tells it from a column of numbers. */
  readonly kind: 'category';
  /** In the order of their units, which is that of their first appearance. */
  readonly categories: readonly Category[];
}

/** A column of a table, and the units that stand for it. */
export type TableColumn = NumberColumn | CategoryColumn;

/** What the values of samples mean that were rows of a table. Plain data, which JSON keeps. */
export interface Table {
  /** In the order of their units. */
  readonly columns: readonly TableColumn[];
  /** The column that became the samples' labels, if one did: label k is `categories[k]`. */
  readonly label?: { readonly name: string; readonly categories: readonly Category[] } | undefined;
}

/** A cell: a number, a category, or nothing where it is not known. */
export type Cell = Category | null;

/** A row of a table, by the names of its columns: these may stand in another order than the columns, where they are whole numbers. */
export type TableRow = Readonly<Record<string, Cell | undefined>>;

/** A row as it may be given: a cell can be a Date too, and is then an ISO date or date-time. */
export type DatedRow = Readonly<Record<string, Cell | Date | undefined>>;

/** What a row of a type of your own is, also of an interface: it has nothing but such cells. */
export type RowOf<Row> = Readonly<Partial<Record<keyof Row, Cell | Date | undefined>>>;

/** How many units a column has. */
export const unitsOf = (column: TableColumn): number =>
  column.kind === 'number' ? column.copies : column.copies * column.categories.length;

/** The names of the columns in their order, and behind them that of the label where it is none of them. */
export function namesOf({ columns, label }: Table): string[] {
  const names = columns.map(({ name }) => name);
  return label && !names.includes(label.name) ? [...names, label.name] : names;
}

/** How many units all columns have: D of the samples. */
export const tableSize = ({ columns }: Table): number => columns.reduce((sum, column) => sum + unitsOf(column), 0);

/** The cell of a row by the name of its column, whatever that name is; null where there is none. */
export const cellOf = <C>(row: Readonly<Record<string, C>>, name: string): NonNullable<C> | null =>
  Object.hasOwn(row, name) ? (row[name] ?? null) : null;

/**
 * Refuses rows of another table than they meet: each file has ranks and categories of its own, and the same units would mean
 * other cells. What is of no table fits any.
 * @param what Whose table it is, such as 'given: samples'.
 * @param owner Whose table it must be, such as "the manifold's".
 */
export function checkSameTable(what: string, table: Table | undefined, owner: string, wanted: Table | undefined): void {
  if (!table || !wanted || table === wanted) return;
  const parts = ({ columns, label }: Table) => [...columns, table.label && wanted.label && label].map(textOf);
  const theirs = parts(wanted);
  const place = parts(table).findIndex((part, i) => part !== theirs[i]);
  if (place < 0) return;
  const { name } = table.columns[place] ?? table.label ?? wanted.columns[place]!;
  throw new RangeError(
    `${what} must be rows of ${owner} table, and differ from column ${show(name)} on: read them by ` +
      'fromTable(path, { like }), where like is the manifold or the samples that it has learned',
  );
}

const texts = new WeakMap<object, string>();

/** A part of a table as text, made once: draws are compared one by one. */
function textOf(part: object | undefined): string {
  if (!part) return '';
  let text = texts.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    texts.set(part, text);
  }
  return text;
}
