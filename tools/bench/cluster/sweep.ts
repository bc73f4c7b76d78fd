import { isDeepStrictEqual } from 'node:util';
import { trainOver } from 'kaleidoflow/nats';
import { type Cell, measureCells } from '../../figures/figure-6.js';
import { Kept } from '../../figures/kept.js';
import { NatsServer } from '../../nats/server.js';
import { Workers } from '../../nats/workers.js';

const seeds = 3;
const workers = 2;

/** Figure 6's trainings by workers, each a sweep of one, since each has points of its own; compared with those of one process. */
export async function sweep(): Promise<void> {
  const [alone, aloneSeconds] = await timed(() => measureCells(seeds, new Kept<Cell>('6'), 2));
  const server = await NatsServer.start();
  const crew = await Workers.start(workers, server.url);
  const connection = await server.connect();
  try {
    const learn: Parameters<typeof measureCells>[3] = (options) => trainOver(connection, [options]);
    const [swept, seconds] = await timed(() => measureCells(seeds, new Map(), 2 * workers, learn));
    const same = [...alone].filter(([name, cell]) => isDeepStrictEqual(cell, swept.get(name))).length;
    console.log(`
| figure 6: ${alone.size} trainings | seconds | the same numbers, bit for bit |
|---|---|---|
| one process, two at a time, but for what .figures/6.json had | ${aloneSeconds} | |
| ${workers} workers | ${seconds} | ${same} of ${alone.size} |
`);
  } finally {
    await crew.stop();
    await connection.close();
    await server.stop();
  }
}

async function timed<T>(act: () => Promise<T>): Promise<readonly [T, seconds: string]> {
  const start = performance.now();
  const value = await act();
  return [value, ((performance.now() - start) / 1000).toFixed(0)];
}
