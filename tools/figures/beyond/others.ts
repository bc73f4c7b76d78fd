import { evaluate, fromMnist } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { judge } from '../../judge/judge.js';
import { judged } from '../../judge/judged.js';
import { peerSamples } from '../peers/peers.js';
import { median, spread } from '../report.js';
import { chains, outcomes, type Recipe } from './measure.js';
import { learn, turned, wider } from './recipes.js';

/** So many TFLOP of matrix products, forwards and backwards, as many as the peers have. */
const budgets: Readonly<Record<number, Recipe>> = {
  0.75: { name: 'blend for 0.75 TFLOP', learn: { ...learn, steps: 2_100 }, walks: { turns: turned } },
  1.5: { name: 'blend for 1.5 TFLOP', learn: { ...wider, steps: 2_450 }, walks: { turns: turned } },
};

/** Others at the same budgets of training, by the same judge: a table. */
export async function others(): Promise<string> {
  const found = await peerSamples(await onHeldOut());
  const head = `| | ${Object.keys(budgets)
    .map((tflop) => `${tflop} TFLOP`)
    .join(' | ')} |\n| --- |${' --- |'.repeat(Object.keys(budgets).length)}`;
  const ours = [];
  for (const recipe of Object.values(budgets))
    ours.push(cell((await outcomes(recipe)).map(({ walks }) => walks.turns![48]!)));
  const rows = [`| kaleidoscope, blend and turns, run 48 | ${ours.join(' | ')} |`];
  if (!found) return [head, ...rows, '', 'The others were skipped: no Python with PyTorch was found.'].join('\n');
  for (const peer of new Set(found.map(({ peer }) => peer))) {
    const cells = [];
    for (const tflop of Object.keys(budgets)) {
      const looks = [];
      for (const { values, seed } of found.filter((each) => each.peer === peer && each.tflop === Number(tflop)))
        looks.push(await judged(images(values.subarray(0, chains * 784), chains), { seed }));
      cells.push(cell(looks));
    }
    rows.push(`| ${peer} | ${cells.join(' | ')} |`);
  }
  return [head, ...rows].join('\n');
}

const cell = (looks: readonly { frechet: number; coverage: number }[]) =>
  `${spread(
    looks.map(({ frechet }) => frechet),
    0,
  )}, ${median(looks.map(({ coverage }) => coverage)).toFixed(2)}`;

const images = (values: Float32Array, count: number) =>
  ({ values, count, shape: [28, 28, 1], range: [-1, 1] }) as const;

/** The Fréchet distance to training images that nothing here has learned: what the others are tuned by. */
async function onHeldOut() {
  const { features } = await judge();
  const all = await firstValueFrom(fromMnist({ count: 15_000 }));
  const heldOut = images(all.values.subarray(10_000 * 784), 5_000);
  return async (values: Float32Array, count: number) =>
    (await firstValueFrom(of({ ...images(values, count), step: 0 }).pipe(evaluate(heldOut, { features })))).frechet;
}
