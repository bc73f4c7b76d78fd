import { type Samples, toPng, trainManifold } from 'kaleidoflow';
import { firstValueFrom, identity, lastValueFrom, of } from 'rxjs';
import { Kept } from '../kept.js';
import { spread, writePicture } from '../report.js';
import { drawsOf } from '../walk.js';
import { componentsOf, energyOutside, type Look, lookAt } from './measure.js';
import type { Parts } from './pictures.js';
import { type Trial, trials } from './recipes.js';

/** Pictures that are looked at together. */
const chains = 200;

/** The table of pictures of all kinds, few of each: what is not kept is measured first. */
export async function emojiTable(): Promise<string> {
  const kept = new Kept<Look>('emoji');
  const rows: string[] = [];
  for (const trial of trials) {
    const looks: Look[] = [];
    for (const seed of trial.seeds) {
      const name = `${trial.name}, seed ${seed}`;
      if (!kept.get(name)) kept.set(name, await lookOf(trial, seed));
      looks.push(kept.get(name)!);
    }
    rows.push(row(trial.name, looks));
  }
  const { learned, heldOut } = await trials[0]!.pictures();
  return [
    '| learned and drawn | nearest | near-copies | distinct | detail |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('**emoji that are held out**', [relative(heldOut, { learned, heldOut })]),
    ...rows,
  ].join('\n');
}

async function lookOf({ name, pictures, recipe }: Trial, seed: number): Promise<Look> {
  const parts = await pictures();
  const { training, motion } = recipe(parts.learned);
  if (motion.kind !== 'turns') throw new Error('pictures are turned');
  const manifold = await lastValueFrom(of(parts.learned).pipe(trainManifold({ ...training, seed })));
  const runs = [motion.every];
  const [draw] = await drawsOf({ ...manifold, motion }, { by: identity, runs }, chains, seed);
  if (seed === 1) writePicture(fileOf(name), await firstValueFrom(of(draw!).pipe(toPng({ columns: 20, scale: 2 }))));
  return relative(draw!, parts);
}

/** The detail is that of the pictures that are held out, or a part of it. */
function relative(images: Samples, { learned, heldOut }: Parts): Look {
  const components = componentsOf(learned);
  const look = lookAt(images, learned, components);
  return { ...look, detail: look.detail / energyOutside(heldOut, components) };
}

export const fileOf = (name: string): string => `colour ${name}.png`.replace(/[^\w.]+/g, '-').toLowerCase();

function row(name: string, looks: readonly Look[]): string {
  const cell = (what: keyof Look, digits: number) =>
    looks.length > 1
      ? spread(
          looks.map((look) => look[what]),
          digits,
        )
      : looks[0]![what].toFixed(digits);
  return `| ${[name, cell('nearest', 3), cell('copies', 2), cell('distinct', 0), cell('detail', 2)].join(' | ')} |`;
}
