import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import type { MlpManifold } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeFor } from '../playground/keep/code.js';
import { writeAttributes } from '../playground/settings/attributes.js';
import { readLink, writeLink } from '../playground/settings/link.js';
import { type Asked, readPart, writePart } from '../playground/settings/part.js';
import { defaultsFor, type Settings, subjects } from '../playground/settings/settings.js';
import { drawsOf } from '../playground/watch/walk.js';
import { root } from './project.js';

const run = promisify(execFile);

const share = fc.integer({ min: 0, max: 1_000 }).map((x) => x / 1_000);

/** A part of a picture of these sides, of which a pixel is known or not, and values are bytes. */
const partOf = (shape: readonly [number, number, number]): fc.Arbitrary<Asked> => {
  const [rows, columns, channels] = shape;
  const pixels = fc.array(fc.boolean(), { minLength: rows * columns, maxLength: rows * columns });
  const bytes = fc.uint8Array({ minLength: rows * columns * channels, maxLength: rows * columns * channels });
  return fc.record({ pixels, bytes }).map(({ pixels, bytes }) => {
    const mask = Uint8Array.from(bytes, (_, at) => Number(pixels[Math.floor(at / channels)]));
    const values = Float32Array.from(bytes, (byte, at) => (mask[at] ? byte / 255 : 0));
    return { samples: { values, count: 1, shape, range: [0, 1] }, mask };
  });
};

const parts = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 3))
  .chain(partOf);

/** Any settings that a link may hold. */
const settings: fc.Arbitrary<Settings> = fc.constantFrom(...subjects).chain((subject) => {
  const usual = defaultsFor(subject);
  const size = usual.points[0]!.length;
  return fc
    .record({
      chains: fc.integer({ min: 1, max: 200 }),
      first: fc.integer({ min: 0, max: 999_999 }),
      seed: fc.integer({ min: 0, max: 999_999 }),
      thin: fc.integer({ min: 1, max: 100 }),
      start: fc.constantFrom('uniform', 'normal'),
      noise: share.map((x) => x / 2),
      motion: fc.constantFrom('none', 'turns', 'walk'),
      level: share,
      steps: fc.integer({ min: 10, max: 20_000 }),
      label: fc.integer({ min: 0, max: 1_000 }),
      attributes: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }).map(writeAttributes),
      part: fc.oneof(fc.constant(''), parts.map(writePart)),
      points: fc.array(fc.array(share, { minLength: size, maxLength: size }), { minLength: 1, maxLength: 64 }),
    })
    .map((some) => ({ ...usual, ...some }));
});

describe("the playground's link", () => {
  it('holds all that is set', () => {
    fc.assert(
      fc.property(settings, (settings) => {
        expect(readLink(`#${writeLink(settings)}`)).toEqual({ settings, whole: true });
      }),
    );
  });

  it('holds a part of a picture, to a byte a value', () => {
    fc.assert(
      fc.property(parts, (asked) => {
        expect(readPart(writePart(asked), asked.samples)).toEqual(asked);
        expect(readPart(writePart(asked), { shape: [99, 9, 1], range: [0, 1] })).toBeUndefined();
      }),
    );
  });

  it('gives settings that are allowed, whatever it says', () => {
    const names = Object.keys(defaultsFor('digits'));
    const said = fc.record({ name: fc.constantFrom(...names, '__proto__', 'toString'), text: fc.string() });
    const link = fc.array(said).map((all) => all.map(({ name, text }) => `${name}=${text}`).join('&'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), link), (text) => {
        const { settings } = readLink(text);
        expect(readLink(writeLink(settings))).toEqual({ settings, whole: true });
        expect(Object.keys(settings).sort()).toEqual([...names].sort());
      }),
    );
  });

  it.each([
    'chains=0',
    'chains=1e3',
    'chains=4.5',
    'noise=-0.1',
    'noise=NaN',
    'points=2',
    'part=AA',
    'part=ABwAHAAB', // sides and nothing else
    'part=AAEAAQABgAA', // a bit where there is no pixel
    'subject=plane&points=.2 .8',
  ])('refuses %s', (text) =>
    expect(readLink(text)).toEqual({ settings: defaultsFor(readLink(text).settings.subject), whole: false }),
  );
});

describe("the playground's code", () => {
  /** Inside the package, which there is imported by its name. It goes with the test. */
  function folder(): string {
    const place = mkdtempSync(join(root, 'dist', 'playground-code-'));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    return place;
  }

  const [part] = fc.sample(partOf([28, 28, 1]).map(writePart), { numRuns: 1, seed: 1 });
  const set: Partial<Settings>[] = [
    { part: part!, label: 3 },
    { label: 8, noise: 0.01, motion: 'turns', burnIn: 3, first: 100, thin: 2 },
    { start: 'normal', motion: 'walk' },
    { motion: 'none' },
  ];

  it('compiles, whatever is set', async () => {
    const place = folder();
    const files = subjects.flatMap((subject) =>
      set.map((some, i) => {
        writeFileSync(join(place, `${subject}${i}.ts`), codeFor({ ...defaultsFor(subject), ...some }));
        return `${subject}${i}.ts`;
      }),
    );
    const flags = [
      '--ignoreConfig',
      '--strict',
      '--noEmit',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--skipLibCheck',
    ];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, ...flags, ...files], { cwd: place }).catch(({ stdout }) => expect.fail(stdout));
  });

  it('runs', async () => {
    const place = folder();
    writeFileSync(join(place, 'line.js'), codeFor({ ...defaultsFor('line'), steps: 20, chains: 2 }));
    writeFileSync(
      join(place, 'digits.js'),
      codeFor({ ...defaultsFor('digits'), steps: 20, chains: 2, count: 100, label: 4, part: part! }),
    );
    const lines = (await run(process.execPath, ['line.js'], { cwd: place })).stdout.trim().split('\n');
    expect(lines.filter((line) => /^\d+ Float32Array\(2\)/.test(line))).toHaveLength(40);
    await run(process.execPath, ['digits.js'], { cwd: place });
    await run(process.execPath, ['-e', "if (!fs.existsSync('digits.gif')) process.exit(1)"], { cwd: place });
  });
});

describe('the draws of a page', () => {
  const shape = [2, 2, 1] as const;
  const manifold: MlpManifold = {
    depth: 1,
    width: 3,
    shape,
    range: [-1, 1],
    loss: 0,
    steps: 1,
    noise: [],
    weights: [12, 3, 12, 4].map((size) => new Float32Array(size).fill(0.1)),
  };
  const known: Asked = {
    samples: { values: Float32Array.of(1, 0, 0, 0), count: 1, shape, range: [0, 1] },
    mask: Uint8Array.of(1, 0, 0, 0),
  };
  const first = async (manifold: MlpManifold): Promise<number | undefined> => {
    const settings = {
      ...defaultsFor('pictures'),
      motion: 'none',
      noise: 0,
      chains: 1,
      part: writePart(known),
    } as const;
    return (await firstValueFrom(drawsOf(manifold, { settings }))).values[0];
  };

  it('have the part of a picture that is given, where the network has learned to be given one', async () => {
    expect(await first({ ...manifold, given: { data: 0.5, labels: 0 } })).toBe(1);
  });

  it('have none of it where it has not: a part that an earlier picture has left in the link', async () => {
    expect(await first(manifold)).toBeLessThan(0.9);
  });
});
