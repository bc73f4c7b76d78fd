import { reactive } from '@vue/reactivity';
import { kaleidoscope, type Manifold, measure, nearest, type Samples, trainManifold, withNoise } from 'kaleidoflow';
import { lastValueFrom, map, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';

/** As Svelte's `$state` and Solid's stores do it: objects and lists that are read are proxies too. */
function proxied<T>(value: T): T {
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') return value;
  return new Proxy(value as object, {
    get: (target, name, receiver) => proxied(Reflect.get(target, name, receiver)),
  }) as T;
}

const points: Samples = {
  values: Float32Array.from({ length: 40 }, (_, i) => 0.5 + 0.4 * Math.sin(i)),
  count: 10,
  shape: [4],
  range: [0, 1],
};

async function through(wrap: <T extends object>(value: T) => T) {
  const samples = wrap(points);
  const settings = wrap({ depth: 2, width: 8, steps: 5, blend: [0.05, 0.05] as const, seed: 1 });
  const manifold: Manifold = await lastValueFrom(of(samples).pipe(trainManifold(settings), withNoise(0.1)));
  const draw = await lastValueFrom(
    of(wrap(manifold)).pipe(
      kaleidoscope({ chains: 3, seed: 1 }),
      take(2),
      map(wrap),
      measure({ nearest: nearest(samples) }),
    ),
  );
  return { values: draw.values, nearest: draw.metrics.nearest };
}

describe('what user interfaces wrap samples, manifolds and draws in', () => {
  it.each([
    ['proxies of proxies', proxied],
    ["Vue's reactive", reactive as <T extends object>(value: T) => T],
  ])('%s: the same draws as of plain ones', async (_, wrap) => {
    expect(await through(wrap)).toEqual(await through((value) => value));
  });
});
