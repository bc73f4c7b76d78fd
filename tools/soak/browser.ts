/** `npm run soak:browser -- --minutes 30`: the memory of a page that learns, watches, leaves and starts again. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openPage } from '../browser/page.js';

/** In the page. */
declare const bench: { readonly visits: number; readonly frames: number; readonly failed: string };

const { values: flags } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const every = 5_000;
const looks = Math.max(8, Math.round((Number(flags.minutes) * 60_000) / every));
const { page, memory, close } = await openPage('tools/pages/soak.ts');
const found: number[] = [];

try {
  for (let look = 1; look <= looks; look++) {
    await pause(every);
    found.push(await memory());
    const { visits, frames, failed } = await page.evaluate(() => bench);
    if (failed) throw new Error(failed);
    if (look % 12 === 0 || look === looks)
      console.log(
        `${((look * every) / 60_000).toFixed(1)} min: ${visits} visits, ${frames} frames, ${mb(found.at(-1)!)}`,
      );
  }
} finally {
  await close();
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const quarter = looks >> 2;
const [early, late] = [median(found.slice(quarter, 2 * quarter)), median(found.slice(-quarter))];
console.log(`resident memory: median ${mb(early)} in the second quarter, ${mb(late)} in the last`);
if (late > 1.2 * early) throw new Error('resident memory grew by more than a fifth');

function mb(value: number): string {
  return `${value.toFixed(0)} MB`;
}
