import {
  fromMnist,
  type Manifold,
  type Samples,
  type TrainingOptions,
  toPng,
  trainManifold,
  withLabels,
} from 'kaleidoflow';
import { firstValueFrom, identity, lastValueFrom, of } from 'rxjs';
import { type Judged, judged } from '../../judge/judged.js';
import { Kept } from '../kept.js';
import { learnDigits } from '../learn-digits.js';
import { writePicture } from '../report.js';
import { drawsOf, type Walk } from '../walk.js';

/** A training, and the ways in which its network is walked. */
export interface Recipe {
  readonly name: string;
  readonly learn: TrainingOptions & { readonly steps: number };
  readonly isLabelled?: boolean;
  /** The figure of the paper whose training it is; that one is not repeated. */
  readonly figure?: string;
  readonly walks: Readonly<Record<string, ShownWalk>>;
}

export interface ShownWalk extends Walk {
  /** Whether the page shows the last of its runs. */
  readonly isShown?: boolean;
}

/** What the judge says of a draw, and the share of its samples that are faint. */
export type Look = Judged & { readonly faint: number };

/** What one seed of a recipe gave: for each walk, what was seen of its runs. */
export interface Outcome {
  /** How long the training took, where it was not that of a figure. */
  readonly seconds: number;
  readonly walks: Readonly<Record<string, Readonly<Record<number, Look>>>>;
}

export const chains = 400;
export const seeds = [1, 2, 3];

const kept = new Kept<Outcome>('beyond');

/** The outcomes of all seeds; what a killed run has found is kept. */
export async function outcomes(recipe: Recipe, ofSeeds: readonly number[] = seeds): Promise<Outcome[]> {
  const found: Outcome[] = [];
  for (const seed of ofSeeds) {
    const name = `${recipe.name}, seed ${seed}`;
    if (!kept.get(name)) {
      kept.set(name, await outcome(recipe, seed));
      console.log(name);
    }
    found.push(kept.get(name)!);
  }
  return found;
}

async function outcome({ name, learn, isLabelled, figure, walks }: Recipe, seed: number): Promise<Outcome> {
  const began = performance.now();
  const manifold = figure
    ? (await learnDigits(figure, { ...learn, seed })).manifold
    : await learned(learn, seed, isLabelled);
  const seconds = (performance.now() - began) / 1000;
  const seen: Record<string, Record<number, Look>> = {};
  for (const [walk, way] of Object.entries(walks)) {
    seen[walk] = {};
    for (const draw of await drawsOf(manifold, way, chains, seed)) {
      seen[walk][draw.step] = await look(draw, seed);
      if (way.isShown && seed === seeds[0] && draw.step === way.runs.at(-1))
        await writeImages(pictureOf(name, walk), firstOf(draw, 60), 20);
    }
  }
  return { seconds, walks: seen };
}

export async function look(samples: Samples, seed: number): Promise<Look> {
  return { ...(await judged(samples, { seed })), faint: faintShare(samples) };
}

/** Images without a pixel above 0.5, where white is 1; of real ones there are next to none. */
function faintShare({ values, count }: Samples): number {
  const size = values.length / count;
  const rows = Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
  return rows.filter((row) => row.every((value) => value <= 0.5)).length / count;
}

export const learned = (learn: TrainingOptions, seed: number, isLabelled = false): Promise<Manifold> =>
  lastValueFrom(
    fromMnist({ count: 10_000 }).pipe(isLabelled ? withLabels() : identity, trainManifold({ ...learn, seed })),
  );

/** The file of a picture, by the words that say what it shows. */
export const pictureOf = (...words: readonly string[]): string =>
  `beyond ${words.join(' ')}.png`.replace(/[^\w.]+/g, '-').toLowerCase();

export const firstOf = ({ values, shape, range }: Samples, count: number): Samples => ({
  values: values.subarray(0, count * 784),
  count,
  shape,
  range,
});

export async function writeImages(file: string, images: Samples, columns: number): Promise<void> {
  writePicture(file, await firstValueFrom(of({ ...images, step: 0 }).pipe(toPng({ columns }))));
}
