import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../dist/src/engine/load.js';
import { place } from './place.js';
import { project, root } from './project.js';
import { type Checks, checks } from './webgpu/checks.js';
import { inPage, startChromium } from './webgpu/chromium.js';

const browser = await startChromium();
const page = typeof browser === 'string' ? undefined : await browser.open();
afterAll(async () => {
  if (typeof browser !== 'string') await browser.close();
});

/** What there is in a page. */
declare const navigator: { readonly gpu?: { requestAdapter(): Promise<unknown> } };

/** Why the tests can't be run there, if so. */
function lackingIn(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    return (await navigator.gpu?.requestAdapter()) ? undefined : 'Chromium has no WebGPU adapter here';
  });
}

type Check = <Name extends keyof Checks>(
  name: Name,
  ...given: Parameters<Checks[Name]>
) => Promise<Awaited<ReturnType<Checks[Name]>>>;

interface Place {
  readonly name: 'Chromium' | 'Node';
  /** Why the checks can't be run there, if so. */
  readonly lacking: string | undefined;
  readonly check: Check;
}

const inNode = (name: keyof Checks, ...given: never) => (checks[name] as (...given: never) => unknown)(...given);

const places: readonly Place[] = [
  {
    name: 'Chromium',
    lacking: page ? await lackingIn(page) : (browser as string),
    check: (name, ...given) => inPage(page!, name, ...given),
  },
  {
    name: 'Node',
    lacking: await loadEngine('webgpu', true).then(
      () => undefined,
      ({ message }: Error) => message,
    ),
    check: inNode as Check,
  },
];
for (const { name, lacking } of places)
  if (lacking !== undefined) it(`webgpu, in ${name}`, ({ skip }) => skip(`skipped: ${lacking}`));
const there = places.filter(({ lacking }) => lacking === undefined);
/** In a page test/engines.test.ts asks it of each engine. */
const inNodeAlone = there.filter(({ name }) => name === 'Node');

describe.each(inNodeAlone)('webgpu, in $name', ({ check }) => {
  it.each([
    ['kaleidoscope', 'nothing added'],
    ['kaleidoscope', 'two kinds of noise'],
    ['kaleidoscope', 'turns'],
    ['kaleidoscope', 'a walk, and labels given'],
    ['kaleidoscope', 'a part given'],
    ['descend', 'noise'],
  ] as const)('%s, %s: as on onnx within 1e-5', async (way, change) => {
    const off = await check('draws', way, change);
    console.log(`${way}, ${change}: ${off}`);
    expect(off).toBeLessThan(1e-5);
  });

  it.each(['as in Eq. 1', 'with blend, and parts given', 'with cells that are not known'] as const)(
    'trains %s: 20 steps as on onnx',
    async (variant) => {
      const { weights, moments, loss, steps } = await check('training', variant);
      console.log(`training ${variant}: weights ${weights} of ${steps}, moments ${moments}, loss ${loss}`);
      expect(steps).toBeGreaterThan(1e-2);
      expect(weights).toBeLessThan(1e-4);
      expect(moments).toBeLessThan(1e-4);
      expect(loss).toBeLessThan(1e-4);
    },
  );

  it('computes several at once, each as alone', async () => {
    expect(await check('together')).toEqual([0, 0, 0]);
  });

  it('goes on from a checkpoint bit for bit, and no other engine does', async () => {
    const { first, off, loss, other } = await check('checkpoint', (await place()).pathOf('trained'));
    expect([first, off, loss]).toEqual([11, 0, 0]);
    expect(other).toMatch(/checkpoint .*trained\/step-\d+\.safetensors is refused/);
  });
});

const pieces = [
  ['kaleidoscope', 'turns', 500],
  ['kaleidoscope', 'noise', 24],
  ['descend', 'nothing added', 33],
] as const;

describe.each(there)('webgpu, in $name', ({ name, check }) => {
  // Of a page, which takes longest, one.
  it.each(name === 'Node' ? pieces : pieces.slice(0, 1))(
    '%s, %s: a chain is the same whatever runs beside it',
    async (way, change, width) => {
      const off = await check('pieces', way, change, width);
      console.log(`${way}, ${change}, in pieces: ${off}`);
      expect(off).toBe(0);
    },
  );

  it('trains a U-Net and draws from it: as on onnx', async () => {
    const { loss, weights, draws } = await check('layered');
    console.log(`U-Net: loss ${loss}, weights ${weights}, draws ${draws}`);
    expect(loss).toBeLessThan(1e-4);
    expect(weights).toBeLessThan(1e-4);
    expect(draws).toBeLessThan(1e-5);
  });

  it('closes within a step, and nothing is left', async () => {
    const { step, took, held, after } = await check('closing');
    console.log(`closed in ${took} ms, at step ${step}`);
    expect(step).toBeLessThan(1e6);
    expect(held).toBe(undefined);
    expect(after).toMatch(/^the webgpu engine's (worker has|thread) ended/);
  });

  it('finds the nearest samples', async () => {
    const { same, off } = await check('nearest');
    expect(same).toBe(true);
    expect(off).toBeLessThan(1e-5);
  });
});

describe.skipIf(places[0]!.lacking !== undefined)('webgpu, in Chromium alone', () => {
  const { check } = places[0]!;
  it('holds as many buffers after 60 steps as after 20', async () => {
    const { trained, mapped, closed } = await check('buffers');
    console.log(JSON.stringify({ trained, mapped, closed }));
    expect(trained[2]!.buffers).toBeLessThanOrEqual(trained[0]!.buffers);
    expect(trained[2]!.bytes).toBeLessThanOrEqual(trained[0]!.bytes);
    expect(mapped[1]).toEqual(mapped[0]);
    expect(closed).toBe(undefined);
  });

  it('ends in an error when the GPU is lost', async () => {
    for (const said of await check('loss')) expect(said).toMatch(/^the webgpu engine failed: the GPU was lost/);
  });

  it('says what is missing where there is no WebGPU, and where it has no adapter', async () => {
    if (typeof browser === 'string') return;
    const without = await browser.open(() => Reflect.deleteProperty(Object.getPrototypeOf(navigator), 'gpu'));
    expect(await inPage(without, 'lacking')).toContain('this browser has no WebGPU (navigator.gpu)');
    const bare = await browser.open(() => {
      navigator.gpu!.requestAdapter = async () => null;
    });
    expect(await inPage(bare, 'lacking')).toContain('this browser has WebGPU, but no GPU adapter for it');
  });
});

/** How a process ends, and what it says. */
const ended = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) =>
  new Promise<{ code: number | string | null; out: string; said: string }>((resolve) => {
    const child = execFile(process.execPath, args, { cwd, env }, (_, out, said) =>
      resolve({ code: child.signalCode ?? child.exitCode, out, said }),
    );
  });

describe('webgpu, in Node alone', () => {
  /** Ends in the middle of a training. */
  const program = `
    import { fromPoints, training } from 'kaleidoflow';
    const ends = {
      exit: () => process.exit(7),
      left: () => subscription.unsubscribe(),
      thrown() { throw new Error('thrown'); },
      killed: () => process.kill(process.pid, 'SIGTERM'),
    };
    const steps = fromPoints([0.2, 0.8]).pipe(training({ depth: 1, width: 4, steps: 1e6, every: 5, engine: 'webgpu' }));
    const subscription = steps.subscribe(({ step }) => step === 20 && ends[process.argv[2]]());`;

  it.skipIf(places[1]!.lacking !== undefined).each([
    ['exit', 7],
    ['left', 0],
    ['thrown', 1],
    ['killed', 'SIGTERM'],
  ] as const)('a process that ends while it computes is not aborted: %s', async (way, code) => {
    const folder = project([]);
    writeFileSync(join(folder, 'main.js'), program);
    expect((await ended(['main.js', way], folder)).code).toBe(code);
  });

  it.skipIf(process.platform !== 'linux')('says in one line what is missing where there is no driver', async () => {
    const env = { ...process.env, VK_DRIVER_FILES: '/nowhere' };
    const { out, code } = await ended(['dist/cli/index.js', 'info'], root, env);
    expect(out.split('\n')[1]).toMatch(
      /^webgpu {11}engine 'webgpu' does not run here: onnxruntime-node (found no GPU \(.*\): it needs a driver for Vulkan, and libvulkan\.so\.1|has no WebGPU on .*); or take engine 'onnx'$/,
    );
    expect(code).toBe(0);
  });
});
