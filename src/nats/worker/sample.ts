import type { Draw } from '../../core/samples.js';
import { aboutDraws } from '../../streams/chain.js';
import { bytesOf, decode, encode } from '../columns.js';
import type { Job, SampleJob } from '../job.js';
import { getParts } from '../parts.js';
import { checkRows, type Rows, rowsOf } from '../rows.js';
import { blockOf } from './block.js';
import type { Desk, Task } from './desk.js';

/** Applies a manifold to a block of chains from one step to another. */
export async function sample(job: Job & SampleJob, desk: Desk, task: Task): Promise<Uint8Array | undefined> {
  const { manifold } = await desk.manifold(job.manifold, task);
  const { first, chains, from, to, after, most } = job;
  const { names, jsm, signal } = task;
  const layout = rowsOf(manifold);
  const length = bytesOf(layout, chains);
  for await (const draw of blockOf(job, manifold, desk, signal, after === undefined ? undefined : await left(after)))
    if (draw.step === to) return encode(layout, { ...draw, units: draw.attributeUnits?.values });
  return undefined;

  /** The draw that another job has left. */
  async function left(key: string): Promise<Draw> {
    const bytes = await getParts(jsm, names.stream, names.part(key), { length, most }, signal);
    const rows = decode<Rows>(layout, chains, bytes);
    checkRows(manifold, rows);
    return { ...aboutDraws(manifold, { first, count: chains }), ...rows, step: from };
  }
}
