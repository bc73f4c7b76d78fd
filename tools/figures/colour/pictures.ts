import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromImages, type Samples } from 'kaleidoflow';
import { lastValueFrom } from 'rxjs';
import { keptIn } from '../kept.js';

/** What is learned, and what is held out. */
export interface Parts {
  readonly learned: Samples;
  readonly heldOut: Samples;
}

/** Pictures of 24 × 24 pixels in colour. */
const side = 24;
const size = 3 * side * side;

const isFlag = (name: string): boolean => /^1f1[ef]\w-1f1[ef]\w\.svg$|^1f3f4-e\w+/.test(name);
/** The same in another colour of skin, and the letters of flags. */
const isVariant = (name: string): boolean => /1f3f[b-f]|^1f1[ef]\w\.svg$/.test(name);

export const emoji = (): Promise<Parts> => parts((name) => !isFlag(name) && !isVariant(name));
export const flags = (): Promise<Parts> => parts(isFlag);

/** Twemoji's pictures: SVG files of an npm package, which is installed among what figures keep. */
async function parts(isMeant: (name: string) => boolean): Promise<Parts> {
  const place = join(keptIn('emoji'), 'node_modules', '@twemoji', 'svg');
  const names = () => readdirSync(place).filter((name) => name.endsWith('.svg') && isMeant(name));
  try {
    names();
  } catch {
    mkdirSync(keptIn('emoji'), { recursive: true });
    const install = ['install', '--prefix', keptIn('emoji'), '--ignore-scripts', '--no-audit', '@twemoji/svg@15.0.0'];
    execFileSync('npm', install, { stdio: 'inherit' });
  }
  const paths = names()
    .sort()
    .map((name) => join(place, name));
  return split(await lastValueFrom(fromImages(paths, { size: side })));
}

/** Every sixteenth is held out, so that more than 1500 emoji are learned. */
function split(all: Samples): Parts {
  const places = Array.from({ length: all.count }, (_, i) => i);
  return {
    learned: chosen(
      all,
      places.filter((i) => i % 16 !== 5),
    ),
    heldOut: chosen(
      all,
      places.filter((i) => i % 16 === 5),
    ),
  };
}

/** Some of the samples, in this order. */
function chosen({ values, shape, range }: Samples, places: readonly number[]): Samples {
  const taken = new Float32Array(places.length * size);
  for (const [i, place] of places.entries()) taken.set(values.subarray(place * size, (place + 1) * size), i * size);
  return { values: taken, count: places.length, shape, range };
}
