import { setTimeout } from 'node:timers/promises';
import { from } from 'ix/asynciterable';
import { kaleidoscopeOver } from 'kaleidoflow/ix/nats';
import { NatsServer } from '../../nats/server.js';
import { Workers } from '../../nats/workers.js';
import { shallow, untrained } from '../net.js';
import { median } from '../pace.js';
import { resident } from '../processes.js';

const chains = 8_000;
const workers = 2;
const seconds = 160;
/** So small that draws wait for who reads them. */
const network = untrained({ ...shallow, depth: 2, width: 32 });

/** Memory of all that takes part, while somebody reads one draw a second. */
export async function slow(): Promise<void> {
  const server = await NatsServer.start();
  const connection = await server.connect();
  const crew = await Workers.start(workers, server.url);
  const programs = {
    broker: server.pid,
    ...Object.fromEntries(crew.processes.map(({ pid }, i) => [`worker ${i + 1}`, pid!])),
    consumer: process.pid,
  };
  const seen = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
  let jobs = 0;
  let draws = 0;
  const began = performance.now();
  try {
    const over = kaleidoscopeOver(connection, { chains, progress: () => void jobs++ });
    for await (const _ of from([network]).pipe(over)) {
      draws++;
      for (const [name, pid] of Object.entries(programs)) seen.get(name)!.push(resident(pid));
      process.stderr.write(
        `draw ${draws}: ${[...seen].map(([name, all]) => `${name} ${all.at(-1)!.toFixed(0)}`).join(', ')} MB\n`,
      );
      await setTimeout(Math.max(0, began + 1_000 * draws - performance.now()));
      if (draws === seconds) break;
    }
  } finally {
    await crew.stop();
    await connection.close();
    await server.stop();
  }
  const pace = (performance.now() - began) / 1_000 / draws;
  const quarter = seconds / 4;
  console.log(`
| resident MB, a draw of ${chains} chains every ${pace.toFixed(2)} s, medians of quarters | first | second | third | last |
|---|---|---|---|---|`);
  for (const [name, all] of seen) {
    const quarters = [0, 1, 2, 3].map((i) => median(all.slice(i * quarter, (i + 1) * quarter)).toFixed(0));
    console.log(`| ${name} | ${quarters.join(' | ')} |`);
  }
  console.log(
    `\nJobs beyond those of the ${draws} draws read: ${jobs - (draws * chains) / 1000}, of ${chains / 1000} a draw.`,
  );
}
