import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kaleidoscope, type Manifold, type Samples, toGif, toPng, trainManifold } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, reduce, take } from 'rxjs';
import { Kept } from '../kept.js';
import { mean, median, spread, writePicture } from '../report.js';
import { drawsOf, type Walk } from '../walk.js';
import { type Components, componentsOf, energyOutside, type Look, lookAt } from './measure.js';
import { chosen, emoji, flags, type Parts } from './pictures.js';
import { best, lower, ofFlags, ours, paper, paperWide, type Recipe } from './recipes.js';
import { failing, opening, reading } from './texts.js';

const recipes = [ours, lower, paper, paperWide, ofFlags];

/** Pictures that are looked at together. */
const chains = 100;

/** What came of one training. */
interface Outcome {
  readonly seconds: number;
  /** By walk and run; detail is that of the held-out pictures. */
  readonly walks: Readonly<Record<string, Readonly<Record<number, Look>>>>;
}

/** Learns emoji and flags in colour, measures what is drawn, and writes docs/colour.md. */
export async function colour(): Promise<void> {
  const kept = new Kept<Outcome>('colour');
  for (const recipe of recipes)
    for (const seed of recipe.seeds) {
      const name = `${recipe.name}, seed ${seed}`;
      if (!kept.get(name)) kept.set(name, await outcomeOf(recipe, seed));
      console.log(name, JSON.stringify(kept.get(name)));
      await writePage(kept);
    }
}

async function outcomeOf(recipe: Recipe, seed: number): Promise<Outcome> {
  const { learned, heldOut } = await recipe.pictures();
  const components = componentsOf(learned);
  const began = performance.now();
  const manifold = await lastValueFrom(of(learned).pipe(trainManifold({ ...recipe.learn, seed })));
  const seconds = (performance.now() - began) / 1000;
  const walks: Record<string, Record<number, Look>> = {};
  for (const [walk, way] of Object.entries(recipe.walks)) {
    const looks: Record<number, Look> = {};
    for (const draw of await drawsOf(manifold, way, chains, seed)) {
      const look = lookAt(draw, learned, components);
      looks[draw.step] = { ...look, detail: look.detail / energyOutside(heldOut, components) };
      if (seed === 1 && draw.step === way.runs[1] && walk === Object.keys(recipe.walks)[0])
        await writeImages(fileOf(recipe), draw);
    }
    walks[walk] = looks;
  }
  if (recipe === ours && seed === 1) await writeGif(manifold, ours.walks[best]!);
  return { seconds, walks };
}

const fileOf = ({ name }: Recipe): string => `colour ${name}.png`.replace(/[^\w.]+/g, '-').toLowerCase();

async function writeImages(file: string, images: Samples): Promise<void> {
  writePicture(file, await firstValueFrom(of({ ...images, step: 0 }).pipe(toPng({ columns: 20, scale: 2 }))));
}

/** Two turns. */
async function writeGif(manifold: Manifold, { by, runs }: Walk): Promise<void> {
  const picture = of(manifold).pipe(
    by,
    kaleidoscope({ chains: 32, seed: 1 }),
    take(2 * runs[0]!),
    toGif({ columns: 8, scale: 2, fps: 8 }),
    reduce((all, chunk) => Buffer.concat([all, chunk]), Buffer.alloc(0)),
  );
  writePicture('colour.gif', await lastValueFrom(picture));
}

async function writePage(kept: Kept<Outcome>): Promise<void> {
  const sections = [
    opening,
    '## Measured',
    await table(kept),
    summary(kept),
    ...recipes.filter((recipe) => kept.get(`${recipe.name}, seed 1`)).map(shown),
    failing,
    reading,
  ];
  writeFileSync(join('docs', 'colour.md'), `${sections.join('\n\n')}\n`);
}

const shown = (recipe: Recipe): string => {
  const [walk, { runs }] = Object.entries(recipe.walks)[0]!;
  const caption = `${recipe.name}, ${walk}: ${chains} chains at run ${runs[1]}`;
  return `![${caption}](figures/${fileOf(recipe)})\n\n*${caption}.*`;
};

async function table(kept: Kept<Outcome>): Promise<string> {
  const head = [
    '| learned | drawn | seconds | run | nearest | near-copies | distinct | detail |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const rows = [heldOutRow('held-out emoji themselves', await emoji()), heldOutRow('held-out flags', await flags())];
  for (const recipe of recipes) {
    const found = recipe.seeds.flatMap((seed) => kept.get(`${recipe.name}, seed ${seed}`) ?? []);
    if (found.length === 0) continue;
    const seconds = median(found.map((each) => each.seconds)).toFixed(0);
    for (const [walk, { runs }] of Object.entries(recipe.walks))
      for (const run of runs) {
        const cells = cellsOf(found.map(({ walks }) => walks[walk]![run]!));
        const bold = recipe === ours && walk === best ? '**' : '';
        rows.push(`| ${bold}${recipe.name}${bold} | ${walk} | ${seconds} | ${run} | ${cells} |`);
      }
  }
  return [...head, ...rows].join('\n');
}

/** All that was drawn by the best recipe: its turns are samples of one kind, since each begins anew. */
function summary(kept: Kept<Outcome>): string {
  const looks = ours.seeds.flatMap((seed) => Object.values(kept.get(`${ours.name}, seed ${seed}`)?.walks[best] ?? {}));
  const of = (what: keyof Look, digits: number) => mean(looks.map((look) => look[what])).toFixed(digits);
  return (
    `Each turn of ${ours.name}, ${best}, begins anew, so runs 14, 42 and 140 are samples of one kind. In the mean of these ` +
    `${looks.length} hundreds ${of('copies', 2)} are near-copies, ${of('distinct', 0)} distinct pictures are nearest, and the ` +
    `detail is ${of('detail', 2)} of the held-out pictures'.`
  );
}

const cellsOf = (looks: readonly Look[]): string =>
  [
    spread(
      looks.map(({ nearest }) => nearest),
      3,
    ),
    spread(looks.map(({ copies }) => copies)),
    spread(
      looks.map(({ distinct }) => distinct),
      0,
    ),
    spread(looks.map(({ detail }) => detail)),
  ].join(' | ');

/** A hundred of the held-out pictures, or all where there are fewer, in place of what is drawn. */
function heldOutRow(name: string, { learned, heldOut }: Parts): string {
  const components: Components = componentsOf(learned);
  const count = Math.min(chains, heldOut.count);
  const some = chosen(
    heldOut,
    Array.from({ length: count }, (_, i) => Math.floor((i * heldOut.count) / count)),
  );
  const { nearest, copies, distinct, detail } = lookAt(some, learned, components);
  const relative = detail / energyOutside(heldOut, components);
  return (
    `| ${name}, ${count} of ${heldOut.count} | | | | ${nearest.toFixed(3)} | ${copies.toFixed(2)} | ` +
    `${distinct} | ${relative.toFixed(2)} |`
  );
}
