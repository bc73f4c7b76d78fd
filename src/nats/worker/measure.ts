import { joined } from '../../base/bytes.js';
import { bytesOf, encode } from '../columns.js';
import type { Job, MeasureJob } from '../job.js';
import { measuresOf } from '../measures.js';
import { blockOf } from './block.js';
import { checkBytes, type Desk, type Task } from './desk.js';

/** Draws a block of chains, and measures it at some steps. */
export async function measure(job: Job & MeasureJob, desk: Desk, task: Task): Promise<Uint8Array | undefined> {
  const { chains, from, thin, take, metrics } = job;
  const { manifold, energy } = await desk.manifold(job.manifold, task);
  const nearest = job.samples && (await desk.samples(job.samples, task)).nearest;
  const layout = measuresOf(metrics);
  checkBytes(`${take} measures of ${chains} chains`, take * bytesOf(layout, chains));
  const { signal } = task;
  const last = from + thin * (take - 1);
  const measured: Uint8Array[] = [];
  for await (const draw of blockOf(job, manifold, desk, signal)) {
    if (draw.step < from || (draw.step - from) % thin > 0) continue;
    measured.push(
      encode(layout, {
        ...(metrics.includes('energy') && { energy: await energy.measure(draw, signal) }),
        ...(nearest ? await nearest.measure(draw, signal) : {}),
      }),
    );
    if (draw.step === last) return joined(measured);
  }
  return undefined;
}
