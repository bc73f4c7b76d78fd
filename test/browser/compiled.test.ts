import { kaleidoscope } from 'kaleidoflow';
import { setAssets } from 'kaleidoflow/web';
import { lastValueFrom, of, take } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { untrained } from '../fixtures.js';
import { assets } from './setup.js';

afterEach(() => setAssets(assets));

const draw = async () => [...(await lastValueFrom(of(untrained()).pipe(kaleidoscope({ chains: 3 }), take(2)))).values];

it.each([
  ['as it comes', 'application/wasm'],
  ['when it is there', 'application/octet-stream'],
])('fetches and compiles the runtime once, %s', async (_, type) => {
  const bytes = await (await fetch(assets.wasm)).arrayBuffer();
  const wasm = URL.createObjectURL(new Blob([bytes], { type }));
  setAssets({ ...assets, wasm });
  const first = await draw();
  URL.revokeObjectURL(wasm);
  await expect(fetch(wasm)).rejects.toThrow();
  expect(await draw()).toEqual(first);
  setAssets({ ...assets, wasm: `${wasm}0` });
  await expect(draw()).rejects.toThrow('the onnx engine could not open its session');
});
