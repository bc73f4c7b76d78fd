import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../dist/src/engine/load.js';
import { inPage, startChromium } from './webgpu/chromium.js';

const browser = await startChromium();
const lacking = typeof browser === 'string' ? browser : await lackingIn(await browser.open());
afterAll(async () => {
  if (typeof browser !== 'string') await browser.close();
});

/** What there is in a page. */
declare const navigator: { readonly gpu?: { requestAdapter(): Promise<unknown> } };

/** Why the tests can't be run here, if so. */
function lackingIn(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    return (await navigator.gpu?.requestAdapter()) ? undefined : 'Chromium has no WebGPU adapter here';
  });
}

it('in Node, webgpu is refused with where it runs', () =>
  expect(loadEngine('webgpu', true)).rejects.toThrow(
    "engine 'webgpu' does not run here: Node has no WebGPU, browsers have",
  ));

if (lacking !== undefined) it('webgpu, in Chromium', ({ skip }) => skip(`skipped: ${lacking}`));

describe.skipIf(lacking !== undefined)('webgpu, in Chromium', () => {
  let page: Page;
  beforeAll(async () => {
    if (typeof browser !== 'string') page = await browser.open();
  });

  it.each([
    ['kaleidoscope', 'nothing added'],
    ['kaleidoscope', 'two kinds of noise'],
    ['kaleidoscope', 'turns'],
    ['kaleidoscope', 'a walk, and labels given'],
    ['kaleidoscope', 'a part given'],
    ['descend', 'noise'],
  ] as const)('%s, %s: as on onnx within 1e-5', async (way, change) => {
    const off = await inPage(page, 'draws', way, change);
    console.log(`${way}, ${change}: ${off}`);
    expect(off).toBeLessThan(1e-5);
  });

  it.each([
    ['kaleidoscope', 'noise', 24],
    ['kaleidoscope', 'turns', 500],
    ['descend', 'nothing added', 33],
  ] as const)('%s, %s: a chain is the same whatever runs beside it', async (way, change, width) => {
    const off = await inPage(page, 'pieces', way, change, width);
    console.log(`${way}, ${change}, in pieces: ${off}`);
    expect(off).toBe(0);
  });

  it.each(['as in Eq. 1', 'with blend, and parts given', 'with cells that are not known'] as const)(
    'trains %s: 20 steps as on onnx',
    async (variant) => {
      const { weights, moments, loss, steps } = await inPage(page, 'training', variant);
      console.log(`training ${variant}: weights ${weights} of ${steps}, moments ${moments}, loss ${loss}`);
      expect(steps).toBeGreaterThan(1e-2);
      expect(weights).toBeLessThan(1e-4);
      expect(moments).toBeLessThan(1e-4);
      expect(loss).toBeLessThan(1e-4);
    },
  );

  it('goes on from a checkpoint bit for bit, and no other engine does', async () => {
    const { first, off, loss, other } = await inPage(page, 'checkpoint');
    expect([first, off, loss]).toEqual([11, 0, 0]);
    expect(other).toMatch(/checkpoint trained\/step-\d+\.safetensors is refused/);
  });

  it('holds as many buffers after 500 steps as after 100', async () => {
    const { trained, mapped, closed } = await inPage(page, 'buffers');
    console.log(JSON.stringify({ trained, mapped, closed }));
    expect(trained[2]!.buffers).toBeLessThanOrEqual(trained[0]!.buffers);
    expect(trained[2]!.bytes).toBeLessThanOrEqual(trained[0]!.bytes);
    expect(mapped[1]).toEqual(mapped[0]);
    expect(closed).toBe(undefined);
  });

  it('closes within a step, and nothing is left', async () => {
    const { step, took, held, after } = await inPage(page, 'closing');
    console.log(`closed in ${took} ms, at step ${step}`);
    expect(step).toBeLessThan(1e6);
    expect(held).toBe(undefined);
    expect(after).toBe("the webgpu engine's worker has ended");
  });

  it('ends in an error when the GPU is lost', async () => {
    for (const said of await inPage(page, 'loss')) expect(said).toMatch(/^the webgpu engine failed: the GPU was lost/);
  });

  it('finds the nearest samples', async () => {
    const { same, off } = await inPage(page, 'nearest');
    expect(same).toBe(true);
    expect(off).toBeLessThan(1e-5);
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
