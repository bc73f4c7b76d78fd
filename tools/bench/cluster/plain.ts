/** A process that shares nothing: computes the blocks that it is told, one after the other, and sends nothing but when it is done. */
import { burnIn, fromManifold, kaleidoscope, thin } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import type { Share } from './plain-processes.js';

process.once('message', async (model: string) => {
  const manifold = await firstValueFrom(fromManifold(model));
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
