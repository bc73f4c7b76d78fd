import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./training.js', import.meta.url));

/** A training in a process of its own, killed after so many milliseconds if it is not over by then. */
async function train(directory: string, killAfter?: number): Promise<string | undefined> {
  const child = fork(script, [directory], { execArgv: [] });
  let weights: string | undefined;
  child.on('message', (hash: string) => {
    weights = hash;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  if (code !== null && code !== 0) throw new Error(`the training ended with code ${code}`);
  return weights;
}

/**
 * Kills a training at `kills` random instants between its start and its end, once a training, and lets each go on to its
 * end. Gives the number of those whose weights are, bit for bit, those of a training that was left alone.
 */
export async function killTrainings(
  kills: number,
  random: () => number,
  told: (kill: number, resumedFrom: string, same: boolean) => void,
): Promise<number> {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-kills-'));
  try {
    const began = performance.now();
    const expected = await train(join(place, 'whole'));
    const duration = performance.now() - began;
    let identical = 0;
    for (let kill = 1; kill <= kills; ) {
      const directory = join(place, `${kill}`);
      if (await train(directory, random() * duration)) rmSync(directory, { recursive: true });
      else {
        const files = checkpoints(directory);
        const same = (await train(directory)) === expected && checkpoints(directory).length === 2;
        if (same) identical++;
        told(kill++, files.at(-1) ?? 'nothing', same);
      }
    }
    return identical;
  } finally {
    rmSync(place, { recursive: true });
  }
}

function checkpoints(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
