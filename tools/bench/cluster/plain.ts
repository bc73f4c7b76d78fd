/** A process that shares nothing: computes the blocks that it is told, one after the other, and sends nothing but when it is done. */

import { from } from 'ix/asynciterable';
import { burnIn, fromManifold, kaleidoscope, thin } from 'kaleidoflow';
import { kaleidoscope as pulled } from 'kaleidoflow/ix';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import type { Share } from './plain-processes.js';

process.once('message', async (model: string) => {
  const manifold = await firstValueFrom(fromManifold(model));
  // A chain that stands still keeps the network open, as it is for the jobs of a worker.
  const still = from([manifold])
    .pipe(pulled({ chains: 1 }))
    [Symbol.asyncIterator]();
  await still.next();
  process.on('message', async ({ blocks, seed, ...plan }: Share) => {
    for (const { at, chains } of blocks)
      await lastValueFrom(
        of(manifold).pipe(
          kaleidoscope({ chains, first: at, seed }),
          burnIn(plan.burnIn),
          thin(plan.thin),
          take(plan.take),
        ),
      );
    process.send!('done');
  });
  process.send!('ready');
});
