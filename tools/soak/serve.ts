/**
 * `npm run soak:serve`: what a client has of `kaleidoflow serve`, and what the server costs, while strangers do what they can. Ends
 * with code 1 where it is less, or more, than is promised.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { shallow, untrained } from '../bench/net.js';
import { resident } from '../bench/processes.js';
import { Client } from '../serve/client.js';
import { startServer } from '../serve/server.js';

const crowds = ['minds', 'words', 'comers', 'viewers'] as const;
const rounds = 3;
const seconds = 3;
/** Seconds in which strangers read nothing: in the first minute all are cut off. */
const unread = 90;
/** Megabytes that a hundred of them may be owed, and what it costs to keep these. */
const mayGrow = 300;
/** Milliseconds in which the server ends. */
const mayTake = 2_000;

const failures: string[] = [];
const { url, pid, end } = await startServer(untrained(shallow));
const good = new Client(url, { noise: 0.01 });
await good.more(100);
for (const crowd of crowds) await fairness(crowd);
good.socket.terminate();
await flatness();
const crowd = await strangers('minds');
const took = await end('SIGTERM');
await leave(crowd);
told(`SIGTERM beside twenty that change their mind: ${took.toFixed(0)} ms`, took <= mayTake);
if (failures.length > 0) throw new Error(failures.join('; '));

/** What a client has beside twenty strangers, of what it has alone. */
async function fairness(crowd: (typeof crowds)[number]): Promise<void> {
  let [alone, beside] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    alone += await good.drawsIn(seconds);
    const twenty = await strangers(crowd);
    beside += await good.drawsIn(seconds);
    await leave(twenty);
  }
  const fair = alone / 21;
  const figures = `${alone} draws alone, ${beside} beside them, where ${fair.toFixed(0)} are a fair share`;
  told(`twenty ${crowd}: ${figures}, ${(await good.drawsIn(seconds)) * rounds} after`, beside >= fair / 2);
}

/** Memory while a hundred clients ask, and read nothing. */
async function flatness(): Promise<void> {
  const before = resident(pid);
  const hundred = await strangers('silent');
  const seen: number[] = [];
  for (let second = 0; second < unread; second++) {
    await pause(1000);
    seen.push(resident(pid));
  }
  await leave(hundred);
  const [early, late] = [Math.max(...seen.slice(0, 60)), Math.max(...seen.slice(60))];
  told(
    `a hundred that read nothing: ${before.toFixed(0)} MB before, at most ${early.toFixed(0)} in the first minute, ` +
      `${late.toFixed(0)} after it`,
    late < before + mayGrow && late < early + mayGrow / 4,
  );
}

async function strangers(kind: string): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('serve/strangers.js', import.meta.url));
  const crowd = spawn(process.execPath, [program, kind, url], { stdio: 'inherit' });
  await pause(2000);
  return crowd;
}

async function leave(crowd: ChildProcess): Promise<void> {
  crowd.kill('SIGKILL');
  await once(crowd, 'close');
  await pause(1000);
}

function told(figures: string, holds: boolean): void {
  console.log(`${holds ? 'as promised' : 'BROKEN     '}  ${figures}`);
  if (!holds) failures.push(figures);
}
