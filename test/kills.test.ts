import { expect, it } from 'vitest';
import { killTrainings } from '../dist/tools/soak/kills.js';

it('a training with checkpoints survives being killed at random instants: the weights are those of an uninterrupted run, bit for bit', async () => {
  const resumed: string[] = [];
  const identical = await killTrainings(5, Math.random, (kill, from, same) => {
    resumed.push(`kill ${kill}: resumed from ${from}, ${same ? 'the same' : 'NOT THE SAME'}`);
  });
  console.log(resumed.join('\n'));
  expect(identical).toBe(5);
});
