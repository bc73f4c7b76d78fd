import type { TableRow } from 'kaleidoflow';
import { mean } from '../report.js';
import type { Data } from './data.js';
import { byChains, drawRows, learn, type Way } from './learned.js';
import { type Fit, fitOf, type Imputed, imputedBy, Near } from './measure.js';
import { byMean, byNearest, byRegression, copula } from './others.js';

export interface Trial {
  readonly seconds: number;
  readonly ours: Fit;
  readonly heldOut: Fit;
  readonly copula: Fit;
  readonly imputed: {
    readonly ours: Imputed;
    readonly mean: Imputed;
    readonly nearest: Imputed;
    readonly regression: Imputed;
  };
}

/** So many times as many rows are drawn as are held out, and compared group by group: what chance does is the same for all. */
const groups = 10;

/** Learns seven of ten rows, and compares what is drawn with the three of ten held out. */
export async function trial(data: Data, seed: number, way: Way = {}): Promise<Trial> {
  const random = randomFrom(seed);
  const { training, heldOut } = split(data.rows, random);
  const near = new Near(data, training);
  const nears = {
    near,
    few: [0, 1].map((i) => new Near(data, training.slice(i * heldOut.length, (i + 1) * heldOut.length), training)),
    heldOut: new Near(data, heldOut, training),
  };
  const began = performance.now();
  const manifold = await learn(training, data, seed, way);
  const seconds = (performance.now() - began) / 1000;
  const drawn = await drawRows(manifold, groups * heldOut.length, seed, 3, way);
  const inGroups = (rows: readonly TableRow[]) =>
    meanFit(
      Array.from({ length: groups }, (_, i) =>
        fitOf(data, rows.slice(i * heldOut.length, (i + 1) * heldOut.length), training, nears),
      ),
    );
  return {
    seconds,
    ours: inGroups(drawn),
    heldOut: fitOf(data, heldOut, training, nears),
    copula: inGroups(copula(data, training, groups * heldOut.length, random)),
    imputed: {
      ours: await imputedBy(data, heldOut, training, byChains(manifold, data, seed, way)),
      mean: await imputedBy(data, heldOut, training, byMean(training, data)),
      nearest: await imputedBy(data, heldOut, training, byNearest(near)),
      regression: await imputedBy(data, heldOut, training, byRegression(training, data)),
    },
  };
}

export function split(rows: readonly TableRow[], random: () => number) {
  const order = rows.map((row) => ({ row, at: random() })).toSorted((a, b) => a.at - b.at);
  const shuffled = order.map(({ row }) => row);
  const size = Math.round(0.7 * rows.length);
  return { training: shuffled.slice(0, size), heldOut: shuffled.slice(size) };
}

const meanFit = (fits: readonly Fit[]): Fit => ({
  ks: mean(fits.map(({ ks }) => ks)),
  correlation: mean(fits.map(({ correlation }) => correlation)),
  within: mean(fits.map(({ within }) => within)),
  variation: mean(fits.map(({ variation }) => variation)),
  close: mean(fits.map(({ close }) => close)),
  same: mean(fits.map(({ same }) => same)),
  closeToFew: mean(fits.map(({ closeToFew }) => closeToFew)),
  closeToHeldOut: mean(fits.map(({ closeToHeldOut }) => closeToHeldOut)),
  nearerToTraining: mean(fits.map(({ nearerToTraining }) => nearerToTraining)),
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
