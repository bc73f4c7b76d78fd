/** Faces of what is asked for: four attributes at once, the rest of half a face, and the way from one face to another. */
import {
  type Draw,
  fromTable,
  given,
  kaleidoscope,
  type Manifold,
  morph,
  recipeFor,
  type Samples,
  type TableRow,
  thin,
  toPng,
  toTable,
  trainManifold,
  withAttributes,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, type MonoTypeOperatorFunction, map, of, take, toArray } from 'rxjs';
import { type Attributes, type Avatars, attributes, fromAvatars } from '../../examples/avatars.js';
import { table } from '../bench/report.js';
import { entropyOf } from '../judge/entropy.js';
import { faceJudge } from '../judge/faces/judge.js';
import { mean, spread, writePicture } from './report.js';

const count = 1_000;
const groups = ['top', 'skinColor', 'accessories', 'clothing'] as const;

const seeds = [1, 2, 3];

export async function asked(): Promise<void> {
  const all = await lastValueFrom(fromAvatars(10_000));
  const heldOut = await lastValueFrom(fromAvatars(2_000, { from: 10_000 }));
  const faces: Avatars = { ...part(heldOut, 0, count), attributes: heldOut.attributes.slice(0, count) };
  const manifolds = [];
  for (const seed of seeds) manifolds.push(await learned(all, seed));
  const manifold = manifolds[0]!;
  const seen = [];
  for (const [i, seed] of seeds.entries()) seen.push(await named(manifolds[i]!, await wordsOf(all, seed), faces));
  await report(seen, faces);
  await some(manifold);
  await completed(manifold, faces);
  const ends = [part(faces, 100, 8), part(faces, 200, 8)] as const;
  const way = await lastValueFrom(of(manifold).pipe(morph(...ends, { frames: 13 }), toArray()));
  await write('faces-morph.png', rows(way, 8), way.length);
}

/** By the recipe, for a third longer: with random attributes given to all, and a part of the picture to some. */
function learned(faces: Samples, seed: number): Promise<Manifold> {
  const { training, motion } = recipeFor(faces);
  const steps = Math.round((4 / 3) * training.steps!);
  return lastValueFrom(
    of(faces).pipe(
      withAttributes(),
      trainManifold({ ...training, steps, seed, given: { attributes: 1, data: 0.25 } }),
      map((manifold): Manifold => ({ ...manifold, motion })),
    ),
  );
}

/** The words alone, as a table: half of the faces have a random part of theirs given. */
async function wordsOf({ attributes }: Avatars, seed: number): Promise<Manifold> {
  const words = await firstValueFrom(fromTable(attributes));
  const { training, motion } = recipeFor(words);
  const manifold = await lastValueFrom(of(words).pipe(trainManifold({ ...training, seed, given: 0.5 })));
  return { ...manifold, motion };
}

function drawn(
  manifold: Manifold,
  change: MonoTypeOperatorFunction<Manifold>,
  chains: number,
  seed = 1,
): Promise<Draw> {
  const { motion } = manifold;
  const turn = motion?.kind === 'turns' ? motion.every : 1;
  return firstValueFrom(of(manifold).pipe(change, kaleidoscope({ chains, seed }), thin(turn), take(1)));
}

/**
 * What the judge says of a thousand faces with four attributes of real ones. What is open is drawn first, as words alone, which are then given too:
 * where pictures are learned, rare words are easily lost.
 */
async function named(manifold: Manifold, words: Manifold, faces: Avatars): Promise<Attributes[]> {
  const asks = faces.attributes.map((row) => Object.fromEntries(groups.map((group) => [group, row[group]])));
  const { name } = await faceJudge();
  const said = await firstValueFrom(of(await drawn(words, given(asks), count)).pipe(toTable()));
  return name(await drawn(manifold, given({ attributes: said }), count, 2));
}

/** How often what was asked for is found, and how varied the rest is: the median of the seeds, with the lowest and the highest. */
async function report(trials: readonly Attributes[][], faces: Avatars): Promise<void> {
  const real = await (await faceJudge()).name(faces);
  const right = (said: readonly Attributes[], group: keyof Attributes) =>
    100 * mean(said.map((row, i) => Number(row[group] === faces.attributes[i]![group])));
  const entropy = (rows: readonly Attributes[], group: keyof Attributes) => entropyOf(rows.map((row) => row[group]));
  const lines = attributes.map((group) => {
    const isAsked = (groups as readonly string[]).includes(group);
    const found = trials.map((seen) => (isAsked ? right(seen, group) : entropy(seen, group) / entropy(real, group)));
    return [group, isAsked ? spread(found, 1) : '', right(real, group).toFixed(1), isAsked ? '' : spread(found)];
  });
  console.log(table(['attribute', 'as asked, %', 'of real faces', 'entropy, of real ones'], lines));
}

/** Sixteen faces each of some that are asked for. */
async function some(manifold: Manifold): Promise<void> {
  const asks = [
    { skinColor: 'darkBrown', accessories: 'sunglasses', top: 'hat', clothing: 'hoodie' },
    { skinColor: 'pale', facialHair: 'beardMajestic', hairColor: 'red', accessories: 'none' },
    { skinColor: 'light', top: 'bun', accessories: 'round', clothing: 'overall' },
    { skinColor: 'brown', hairColor: 'pastelPink', mouth: 'smile', eyes: 'happy' },
  ];
  const each = 16;
  const rows = asks.flatMap((ask) => Array<TableRow>(each).fill(ask));
  await write('faces-asked.png', await drawn(manifold, given({ attributes: rows }), rows.length), each);
}

/** Held-out faces, their upper halves, and three ways to complete each. */
async function completed(manifold: Manifold, faces: Avatars): Promise<void> {
  const some = part(faces, 0, 16);
  const size = some.values.length / some.count;
  const mask = Array.from({ length: size }, (_, i) => i < size / 2);
  const halves = { ...some, values: some.values.map((value, i) => (mask[i % size] ? value : 1)) };
  const ways = await Promise.all([1, 2, 3].map((seed) => drawn(manifold, given(some, { mask }), some.count, seed)));
  const { name } = await faceJudge();
  const all = await drawn(manifold, given(faces, { mask }), count);
  const seen = await name(all);
  const kept = (group: keyof Attributes) =>
    (100 * mean(seen.map((row, i) => Number(row[group] === faces.attributes[i]![group])))).toFixed(0);
  console.log(`upper half given: skin as in the face for ${kept('skinColor')} %, hair for ${kept('top')} %`);
  const lines = [some, halves, ...ways];
  const values = new Float32Array(lines.length * some.values.length);
  lines.forEach((line, i) => void values.set(line.values, i * some.values.length));
  await write('faces-halves.png', { ...some, values, count: lines.length * some.count }, some.count);
}

function part({ values, shape, range, count: all }: Samples, from: number, count: number): Samples {
  const size = values.length / all;
  return { values: values.slice(from * size, (from + count) * size), count, shape, range };
}

/** All draws of the first chains, a row each. */
function rows(draws: readonly Draw[], chains: number): Samples {
  const { shape, range, values, count: all } = draws[0]!;
  const size = values.length / all;
  const joined = Array.from({ length: chains }, (_, i) =>
    draws.map((draw) => draw.values.subarray(i * size, (i + 1) * size)),
  );
  return {
    values: Float32Array.from(joined.flat().flatMap((row) => [...row])),
    count: chains * draws.length,
    shape,
    range,
  };
}

async function write(file: string, { values, count, shape, range }: Samples, columns: number): Promise<void> {
  writePicture(file, await firstValueFrom(of({ values, count, shape, range }).pipe(toPng({ columns, scale: 2 }))));
}
