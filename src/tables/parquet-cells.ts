import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { isA } from '../base/check.js';
import { TableError } from './raw.js';

/** How hyparquet is to read the values of a column, and what cell each is. */
export interface Cells {
  readonly parsers: Partial<ParquetParsers>;
  /** Whether bytes of no kind are a text. */
  readonly utf8: boolean;
  cell(value: unknown): unknown;
}

/** Of a column, which is changed where hyparquet would lose digits. */
export function cellsOf(column: SchemaElement, place: string): Cells {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const text = (bytes: unknown) => {
    if (!isA('Uint8Array', bytes)) return undefined;
    try {
      return decoder.decode(bytes);
    } catch (error) {
      throw new TableError(`${place} holds bytes that are no text in UTF-8: leave it out of \`columns\``, {
        cause: error,
      });
    }
  };
  const { type, logical_type: logical, converted_type: converted } = column;
  const isDecimal = logical?.type === 'DECIMAL' || converted === 'DECIMAL';
  const cells = { parsers: { stringFromBytes: text, jsonFromBytes: text }, utf8: !isDecimal };
  if (isDecimal) {
    const scale = logical?.type === 'DECIMAL' ? logical.scale : (column.scale ?? 0);
    Object.assign(column, { logical_type: undefined, converted_type: undefined });
    return { ...cells, cell: (value) => (value === null ? null : decimal(value as number, scale)) };
  }
  if (type === 'FLOAT') return { ...cells, cell: (value) => shortest(value as number, 23, -126) };
  if (logical?.type === 'FLOAT16') return { ...cells, cell: (value) => shortest(value as number, 10, -14) };
  return { ...cells, cell: (value) => (Number.isNaN(value) ? null : value) };
}

/** A whole number, or its bytes, as a number with so many digits behind the point. */
function decimal(value: number | bigint | Uint8Array, scale: number): number {
  if (!isA('Uint8Array', value)) return Number(`${value}e-${scale}`);
  const digits = Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return Number(`${BigInt.asIntN(value.length * 8, BigInt(`0x${digits}`))}e-${scale}`);
}

/** A number of a narrower type as the one that its shortest decimal says, as 0.1 for 0.10000000149; NaN is an empty cell. */
function shortest(x: number | null, bits: number, least: number): number | null {
  if (x === null || Number.isNaN(x)) return null;
  if (x === 0 || !Number.isFinite(x)) return x;
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(x.toPrecision(digits));
    const exponent = Math.floor(Math.log2(Math.min(Math.abs(x), Math.abs(decimal))));
    if (Math.abs(decimal - x) < 2 ** (Math.max(exponent, least) - bits - 1)) return decimal;
  }
  return Number(x.toPrecision(9));
}
