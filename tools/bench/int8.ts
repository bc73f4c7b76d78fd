/** `npm run bench:int8`: draws in whole numbers of 8 bits against single precision, by turns, through the whole pipeline. */
import { kaleidoscope, type Manifold, type Precision, withTurns } from 'kaleidoflow';
import { of, take } from 'rxjs';
import { blended, nameOf, paper } from './net.js';
import { median, pace } from './pace.js';

const nets = [{ depth: 3, width: 256, batchSize: 128 }, { depth: 3, width: 384, batchSize: 128 }, paper];

const draw = (manifold: Manifold, chains: number, draws: number, precision: Precision) =>
  pace(of(manifold).pipe(withTurns(), kaleidoscope({ chains, precision }), take(draws + 16)), draws);

console.log('| a draw | single, ms | int8, ms | ratio |\n|---|---|---|---|');
for (const net of nets)
  for (const [chains, draws] of [
    [48, 400],
    [1_000, 48],
  ] as const) {
    const rounds: { single: number; int8: number }[] = [];
    for (let round = 0; round < 5; round++) {
      const single = await draw(blended(net), chains, draws, 'single');
      rounds.push({ single, int8: await draw(blended(net), chains, draws, 'int8') });
    }
    const figures = [
      median(rounds.map(({ single }) => single)),
      median(rounds.map(({ int8 }) => int8)),
      median(rounds.map(({ single, int8 }) => single / int8)),
    ].map((value) => value.toPrecision(3));
    console.log(`| ${nameOf(net)}, ${chains} chains | ${figures.join(' | ')} |`);
  }
