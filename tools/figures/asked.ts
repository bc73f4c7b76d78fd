/** Faces of what is asked for: four attributes at once, the rest of half a face, and the way from one face to another. */
import {
  type Draw,
  given,
  kaleidoscope,
  type Manifold,
  morph,
  recipeFor,
  type Samples,
  type TableRow,
  thin,
  toPng,
  trainManifold,
  withAttributes,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, type MonoTypeOperatorFunction, map, of, switchMap, take, toArray } from 'rxjs';
import { type Attributes, type Avatars, attributes, fromAvatars } from '../../examples/avatars.js';
import { table } from '../bench/report.js';
import { faceJudge } from '../judge/faces/judge.js';
import { mean, writePicture } from './report.js';

const count = 1_000;
const groups = ['top', 'skinColor', 'accessories', 'clothing'] as const;

export async function asked(): Promise<void> {
  const manifold = await lastValueFrom(fromAvatars(10_000).pipe(withAttributes(), switchMap(learned)));
  const heldOut = await lastValueFrom(fromAvatars(2_000, { from: 10_000 }));
  const faces: Avatars = { ...part(heldOut, 0, count), attributes: heldOut.attributes.slice(0, count) };
  await named(manifold, faces);
  await completed(manifold, faces);
  const ends = [part(faces, 100, 8), part(faces, 200, 8)] as const;
  const way = await lastValueFrom(of(manifold).pipe(morph(...ends, { frames: 13 }), toArray()));
  await write('faces-morph.png', rows(way, 8), way.length);
}

/** By the recipe, for a third longer: with random attributes given to all, and a part of the picture to some. */
function learned(faces: Samples) {
  const { training, motion } = recipeFor(faces);
  const steps = Math.round((4 / 3) * training.steps!);
  return of(faces).pipe(
    trainManifold({ ...training, steps, given: { attributes: 1, data: 0.25 } }),
    map((manifold): Manifold => ({ ...manifold, motion })),
  );
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
 * A thousand faces with four attributes of real ones: how often the judge finds these, and how varied the others are. What is open is drawn first as
 * words, which are then given too: pictures heed words that are clear from the start.
 */
async function named(manifold: Manifold, faces: Avatars): Promise<void> {
  const { name } = await faceJudge();
  const asks = faces.attributes.map((row) => Object.fromEntries(groups.map((group) => [group, row[group]])));
  const real = await name(faces);
  const words = await drawn(manifold, given({ attributes: asks }), count);
  const seen = await name(await drawn(manifold, given({ attributes: words.attributes! }), count, 2));
  const right = (said: readonly Attributes[], group: keyof Attributes) =>
    `${(100 * mean(said.map((row, i) => Number(row[group] === faces.attributes[i]![group])))).toFixed(1)} %`;
  const varied = (group: keyof Attributes) => (entropy(seen, group) / entropy(real, group)).toFixed(2);
  const lines = attributes.map((group) =>
    (groups as readonly string[]).includes(group)
      ? [group, right(seen, group), right(real, group), '']
      : [group, '', right(real, group), varied(group)],
  );
  console.log(table(['attribute', 'as asked', 'of real faces', 'entropy, of real ones'], lines));
  const some = [
    { skinColor: 'darkBrown', accessories: 'sunglasses', top: 'hat', clothing: 'hoodie' },
    { skinColor: 'pale', facialHair: 'beardMajestic', hairColor: 'red', accessories: 'none' },
    { skinColor: 'light', top: 'bun', accessories: 'round', clothing: 'overall' },
    { skinColor: 'brown', hairColor: 'pastelPink', mouth: 'smile', eyes: 'happy' },
  ];
  const each = 16;
  const shown = await drawn(
    manifold,
    given({ attributes: some.flatMap((ask) => Array<TableRow>(each).fill(ask)) }),
    64,
  );
  await write('faces-asked.png', shown, each);
}

function entropy(rows: readonly Attributes[], group: keyof Attributes): number {
  const shares = [...new Set(rows.map((row) => row[group]))].map((word) =>
    mean(rows.map((row) => Number(row[group] === word))),
  );
  return -shares.reduce((sum, share) => sum + share * Math.log(share), 0);
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
