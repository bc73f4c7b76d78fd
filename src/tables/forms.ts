import type { NumberForm } from '../core/table.js';
import { type Amount, amountForm, amountOf, areAlike, writeAmount } from './amounts.js';
import { differInZone, type Time, timeForm, timeOf, writeTime } from './times.js';

interface Written {
  readonly form?: NumberForm | undefined;
  readonly decimals?: number | undefined;
}

/** A text that is a number written in another way: a date, a percentage, a sum of money. */
export type Formed = Time | Amount;

export const formedOf = (text: string): Formed | undefined => timeOf(text) ?? amountOf(text);

const isTime = (formed: Formed): formed is Time => 'ms' in formed;

/** Whether two texts can stand in one column. */
export const areOfOneForm = (a: Formed, b: Formed): boolean =>
  isTime(a) ? isTime(b) && !differInZone(a, b) : !isTime(b) && areAlike(a, b);

export const numberOfFormed = (formed: Formed): number => (isTime(formed) ? formed.ms : formed.number);

/** The form of a column whose cells are all of one. */
export const formOf = (cells: readonly Formed[]): NumberForm =>
  isTime(cells[0]!) ? timeForm(cells as readonly Time[]) : amountForm(cells as readonly Amount[]);

/** A number as its column writes it. */
export function write({ form, decimals }: Written, number: number): number | string {
  if (!form) return number;
  return form.is === 'amount' ? writeAmount(form, number, decimals) : writeTime(form, number);
}

/** The number that a cell is for a column: undefined where it is none, or is written in another form. */
export function numberOf({ form }: Written, cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  const formed = form && typeof cell === 'string' ? formedOf(cell) : undefined;
  if (!form || !formed) return undefined;
  const isOfForm =
    form.is === 'amount'
      ? !isTime(formed) && areAlike(form, formed)
      : isTime(formed) && (form.is === 'date' || formed.zone === 'Z' || !differInZone(formed, form));
  return isOfForm ? numberOfFormed(formed) : undefined;
}

/** Whether what one column writes is a number for another. */
export const areWrittenAlike = (a: Written & { range: readonly number[] }, b: Written): boolean =>
  numberOf(b, write(a, a.range[0]!)) !== undefined && Boolean(a.form) === Boolean(b.form);
