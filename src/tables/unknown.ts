import { show } from '../base/check.js';
import type { Cell } from '../core/table.js';
import { isCode, isNumberText } from './numbers.js';
import type { RawTable } from './raw.js';
import { timeOf } from './times.js';

/** The table with nothing in the cells that mean it; warns of what is in no cell. */
export function withoutUnknown(
  raw: RawTable,
  unknown: readonly (string | number)[],
  warn: (message: string) => void,
): RawTable {
  if (unknown.length === 0) return raw;
  const meant = new Set(unknown.map(meaningOf));
  const found = new Set<string | undefined>();
  const cells = raw.cells.map((column) =>
    column.map((cell) => {
      const meaning = meaningOf(cell);
      if (!meant.has(meaning)) return cell;
      found.add(meaning);
      return null;
    }),
  );
  const missed = unknown.filter((each) => !found.has(meaningOf(each)));
  if (missed.length > 0) warn(`${raw.place(-1)}: no cell is ${missed.map(show).join(' or ')}, which \`unknown\` names`);
  return { ...raw, cells };
}

/** What a cell says, however it is written: -999 and -999.0 are the same number, and 'NA' and 'NA ' the same text. */
function meaningOf(cell: Cell): string | undefined {
  if (typeof cell === 'number') return `number ${cell}`;
  if (cell === null) return 'text ';
  if (typeof cell !== 'string') return undefined;
  if (isNumberText(cell) && !isCode(cell)) return `number ${Number(cell)}`;
  const time = timeOf(cell.trim());
  return time ? `time ${time.ms}` : `text ${cell.trim()}`;
}
