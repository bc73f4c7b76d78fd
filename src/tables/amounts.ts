import type { AmountForm } from '../core/table.js';

/** A number with the sign of a percentage or of a currency, as it is written. */
export interface Amount extends Omit<AmountForm, 'is' | 'minus'> {
  readonly number: number;
  /** What is before a number below 0, and nothing before one that is not. */
  readonly minus: string;
}

const amount = /^([+-]?)(\p{Sc}\s?)?([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(\s?[%\p{Sc}])?$/u;

/**
 * What 12%, -0.5 %, $1,200.50, -€3 or 3 € say: the number that is written, 12 of 12%. Undefined of any other text, and where
 * separators may mean groups of digits or a fraction: €1.200, 1,200%.
 */
export function amountOf(text: string): Amount | undefined {
  const [, sign = '', before = '', inner = '', whole = '', fraction = '', after = ''] = amount.exec(text) ?? [];
  const groups = whole.includes(',');
  if ((before === '') === (after === '') || (sign !== '' && inner !== '')) return undefined;
  if (fraction === '' && groups && after.endsWith('%')) return undefined;
  if (fraction.length === 3 && !groups && !after.endsWith('%')) return undefined;
  const isNegative = sign === '-' || inner === '-';
  const number = Number(`${isNegative ? '-' : ''}${whole.replaceAll(',', '')}.${fraction}`) + 0;
  return { number, before, after, minus: number < 0 ? sign + before + inner : '', groups, digits: fraction.length };
}

/** Whether two amounts are of one kind. */
export const areAlike = (a: Pick<Amount, 'before' | 'after'>, b: Pick<Amount, 'before' | 'after'>): boolean =>
  a.before.trim() === b.before.trim() && a.after.trim() === b.after.trim();

/** The form of a column of amounts, which are alike. */
export function amountForm(amounts: readonly Amount[]): AmountForm {
  const { before, after } = amounts[0]!;
  return {
    is: 'amount',
    before,
    after,
    minus: amounts.find(({ minus }) => minus !== '')?.minus ?? `-${before}`,
    groups: amounts.some(({ groups }) => groups),
    digits: amounts.reduce((least, { digits }) => Math.min(least, digits), 20),
  };
}

/** A number as a form writes it, with at most so many digits behind the point. */
export function writeAmount({ before, after, minus, groups, digits }: AmountForm, number: number, most = 20): string {
  const plain = Math.abs(number).toLocaleString('en-US', {
    useGrouping: groups,
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.min(Math.max(digits, most), 20),
  });
  return (number < 0 ? minus : before) + plain + after;
}
