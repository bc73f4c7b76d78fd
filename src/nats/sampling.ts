import type { NatsConnection } from '@nats-io/nats-core';
import { check } from '../base/check.js';
import { legible } from '../base/json.js';
import { sideBySide } from '../base/side-by-side.js';
import type { Manifold } from '../core/manifold.js';
import type { Draw } from '../core/samples.js';
import { chainsOf } from '../core/start.js';
import { encodeManifold } from '../models/manifold.js';
import { aboutDraws } from '../streams/chain.js';
import { checkWalk } from '../streams/walk.js';
import { attributesOf } from '../tables/attributes.js';
import { blocksOf, type ClusterOptions, clusterRules, stepOf } from './blocks.js';
import { bytesOf, decode, put } from './columns.js';
import type { SampleJob } from './job.js';
import { checkRows, type Rows, rowsOf } from './rows.js';
import { Run } from './run.js';

/** How many draws are on their way beyond the one that is waited for. */
const ahead = 1;
/** How many blocks are read at one time. */
const readAtOnce = 16;

/** Kaleidoscopic sampling by workers: checks the options now, and asks for jobs as draws are read. */
export function chainOver(connection: NatsConnection, options: ClusterOptions = {}) {
  const { block, take, progress, ...plan } = check('kaleidoscopeOver', options, clusterRules);

  return async function* (manifold: Manifold, signal: AbortSignal): AsyncGenerator<Draw, void, undefined> {
    const { first = 0, seed } = plan;
    const chains = chainsOf('kaleidoscopeOver', { ...plan, start: 'uniform' }, manifold);
    checkWalk('kaleidoscopeOver', manifold, chains);
    const blocks = blocksOf(chains, block);
    const file = encodeManifold(manifold);
    const layout = rowsOf(manifold);
    const about = aboutDraws(manifold, { first, count: chains });
    const run = await Run.open(connection, signal);
    try {
      const hash = await run.keep(file, signal);
      const keyOf = (at: number, draw: number) => `block-${at}-draw-${draw}`;
      const jobOf = ({ at, chains }: (typeof blocks)[number], draw: number): SampleJob => ({
        kind: 'sample',
        manifold: hash,
        seed,
        first: first + at,
        chains,
        from: draw > 0 ? stepOf(draw - 1, plan) : 0,
        to: stepOf(draw, plan),
        ...(draw > 0 && { after: keyOf(at, draw - 1) }),
      });
      /** What has been asked for: of each draw its blocks, each of which waits for the same block of the draw before. */
      const asked: Promise<void>[][] = [];
      const ask = (draw: number) => {
        asked[draw] = blocks.map(async (block, i) => {
          await asked[draw - 1]?.[i];
          const key = keyOf(block.at, draw);
          const { worker, milliseconds } = await run.ask(key, jobOf(block, draw));
          progress?.({ job: key, worker, milliseconds });
        });
        for (const each of asked[draw]) each.catch(() => undefined);
      };

      for (let draw = 0; draw !== take; draw++) {
        for (let next = asked.length; next <= draw + ahead && next !== take; next++) ask(next);
        const all = decode<Rows>(layout, chains);
        await sideBySide(blocks.length, readAtOnce, async (i) => {
          const { at, chains } = blocks[i]!;
          await asked[draw]![i];
          const work = jobOf(blocks[i]!, draw);
          const read = (bytes: Uint8Array<ArrayBuffer>) => {
            const rows = decode<Rows>(layout, chains, bytes);
            checkRows(manifold, rows);
            return rows;
          };
          const size = bytesOf(layout, chains);
          const rows = await run.result(keyOf(at, draw), work, [size, size], read, signal);
          put(layout, all, rows, at);
        });
        const { units, ...data } = all;
        yield legible({
          ...about,
          ...data,
          ...(units && attributesOf(units, manifold, first)),
          step: stepOf(draw, plan),
        });
        delete asked[draw - 1];
        if (draw > 0) await sideBySide(blocks.length, readAtOnce, (i) => run.forget(keyOf(blocks[i]!.at, draw - 1)));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await run.end();
    }
  };
}
