import type { Manifold } from '../../core/manifold.js';
import type { Draw } from '../../core/samples.js';
import { startPlace } from '../../core/start.js';
import { drawsFrom } from '../../streams/chain.js';
import { bytesOf } from '../columns.js';
import type { Chains } from '../job.js';
import { rowsOf } from '../rows.js';
import { checkBytes, type Desk } from './desk.js';

/** The draws of a block of chains, from a draw on or from the start. */
export function blockOf(
  { seed, first, chains }: Chains,
  manifold: Manifold,
  { engine }: Desk,
  signal: AbortSignal,
  start?: Draw,
) {
  checkBytes(`a draw of ${chains} chains`, bytesOf(rowsOf(manifold), chains));
  const place = startPlace('work', { seed, first, chains, start: start ?? 'uniform' }, manifold);
  return drawsFrom(place, { name: 'work', manifold, engine, seed, signal });
}
