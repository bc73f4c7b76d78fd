import { manyChains } from '../many-chains.js';
import { searching } from '../nearest.js';
import { nameOf, paper, quick, shallow } from '../net.js';
import { median } from '../pace.js';
import { freshSamples, memory, sampling, trainingStep } from '../pipeline.js';
import { figures, say } from '../report.js';
import { bareLoop } from '../runtime.js';

const rounds = 5;

/** What streaming costs beside the bare loop, what noise and blend cost, and the memory of it all. */
export async function draws() {
  say('memory');
  const [early = 0, late = 0] = await memory([1_000, 10_000]);
  const turns: Awaited<ReturnType<typeof turn>>[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`draws: round ${round} of ${rounds}`);
    turns.push(await turn());
  }
  say('100 000 chains, and the nearest of 60 000 digits');
  const many = manyChains(100_000);
  const search = await searching(40);
  const over = (value: (found: (typeof turns)[number]) => number) => median(turns.map(value));
  return {
    text: [
      figures('milliseconds', {
        'draw of 1000 chains': over((t) => t.thousand),
        'draw of 1000 chains, bare loop': over((t) => t.bareThousand),
        'draw of 1000 chains without noise': over((t) => t.still),
        'draw of 48 chains': over((t) => t.few),
        'draw of 48 chains, bare loop': over((t) => t.bareFew),
        'draw of 100 000 chains': many.draw,
        'draw of 64 chains, each with its nearest of 60 000 digits': search,
        [`training step, ${nameOf(shallow)}`]: over((t) => t.step),
        [`training step with blend, ${nameOf(shallow)}`]: over((t) => t.blended),
      }),
      figures('ratios', {
        'streaming 1000 chains, time over the bare loop': over((t) => t.thousand / t.bareThousand),
        'streaming 48 chains, time over the bare loop': over((t) => t.few / t.bareFew),
        'a chain of 100 000, time over one of 1000': many.draw / 100 / over((t) => t.thousand),
        'noise, time added to a draw of 1000 chains': over((t) => t.thousand / t.still - 1),
        [`blend, time added to a training step, ${nameOf(shallow)}`]: over((t) => t.blended / t.step - 1),
      }),
      figures('samples a second', {
        'fresh samples by turns of 16, 1000 chains, L=3 H=256': over((t) => t.fresh),
        'fresh samples by turns of 16, 1000 chains, L=3 H=384': over((t) => t.freshQuick),
      }),
      figures('megabytes', {
        'after 1000 draws': early,
        'after 10 000 draws': late,
        'growth between': late - early,
        'peak, 100 000 chains': many.peak,
      }),
    ],
    turns,
  };
}

/** Those that are compared are measured right after each other. */
const turn = async () => ({
  bareFew: await bareLoop(48, 400),
  few: await sampling(paper, 48, 600),
  bareThousand: await bareLoop(1_000, 40),
  thousand: await sampling(paper, 1_000, 1_200),
  still: await sampling(paper, 1_000, 1_200, 0),
  step: await trainingStep(shallow, 600),
  blended: await trainingStep(shallow, 600, { blend: [0.6, 1], schedule: 'cosine' }),
  fresh: await freshSamples(shallow, 96),
  freshQuick: await freshSamples(quick, 96),
});
