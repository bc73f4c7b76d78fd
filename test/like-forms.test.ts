import { fromTable } from 'kaleidoflow';
import { lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';

const samplesOf = (cells: (string | number | Date)[], options = {}) =>
  lastValueFrom(
    fromTable(
      cells.map((x) => ({ x })),
      options,
    ),
  );

it.each([
  [['$1.00', '$5.00'], ['$3.00'], ['€3', '3', 3, '3%', '2024-05-01']],
  [
    ['2024-05-01', '2024-05-09'],
    ['2024-05-03', new Date('2024-05-03')],
    ['$5', 5],
  ],
  [['2024-05-01 12:00', '2024-05-09 12:00'], ['2024-05-03 11:00', '2024-05-03'], ['2024-05-03T12:00+01:00']],
  [[1, 5], [3], ['$3', '2024-05-01']],
])('rows like others are written like them: %s', async (learned, good, bad) => {
  const like = await samplesOf(learned);
  for (const cell of good) expect((await samplesOf([cell], { like })).table).toEqual(like.table);
  for (const cell of bad) await expect(samplesOf([cell], { like })).rejects.toThrow(/^fromTable: .*column 'x' must be/);
});
