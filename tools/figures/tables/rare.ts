import { fromTable, kaleidoscope, recipeFor, thin, toTable, trainManifold } from 'kaleidoflow';
import { firstValueFrom, map, of, take } from 'rxjs';
import { type Attributes, attributes, fromAvatars } from '../../../examples/avatars.js';
import { table } from '../../bench/report.js';
import { entropyOf } from '../../judge/entropy.js';
import { Kept } from '../kept.js';
import { spread } from '../report.js';

/** What is drawn of a table that has rare categories: the ten words of each of ten thousand faces, by the recipe. */
export async function rare(): Promise<string> {
  const kept = new Kept<Attributes[]>('tables-rare');
  const { attributes: rows } = await firstValueFrom(fromAvatars(10_000));
  const trials: Attributes[][] = [];
  for (const seed of [7, 8, 9]) {
    const drawn = kept.get(`${seed}`) ?? (await draw(rows, seed));
    kept.set(`${seed}`, drawn);
    trials.push(drawn);
  }
  const lines = attributes.map((column) => {
    const cells = (rows: readonly Attributes[]) => rows.map((row) => row[column]);
    const all = cells(rows);
    const shares = [...new Set(all)].map((word) => all.filter((each) => each === word).length / all.length);
    return [
      column,
      String(shares.length),
      (100 * Math.min(...shares)).toFixed(1),
      spread(trials.map((drawn) => entropyOf(cells(drawn)) / entropyOf(all))),
    ];
  });
  return [
    'Ten columns of categories, which describe ten thousand [faces](colour.md), learned by the recipe with seeds 7 to 9. The entropy of a column is',
    'that of a thousand drawn rows, as a share of that of all rows: below 1, what is rare is rarer in draws. While categories were learned at the',
    'very ends of the range, no drawn face had a beard or glasses: those columns were at 0, and four others at .90 to .93.\n',
    table(['column', 'categories', 'rarest, %', 'entropy'], lines),
  ].join('\n');
}

async function draw(rows: readonly Attributes[], seed: number): Promise<Attributes[]> {
  const samples = await firstValueFrom(fromTable(rows));
  const { training, motion } = recipeFor(samples);
  const drawn = of(samples).pipe(
    trainManifold({ ...training, seed }),
    map((manifold) => ({ ...manifold, motion })),
    kaleidoscope({ chains: 1_000, seed }),
    thin(motion.kind === 'turns' ? motion.every : 1),
    take(1),
    toTable(),
  );
  return (await firstValueFrom(drawn)) as unknown as Attributes[];
}
