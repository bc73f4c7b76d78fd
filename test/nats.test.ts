import type { NatsConnection } from '@nats-io/transport-node';
import {
  burnIn,
  energy,
  fromPoints,
  fromTable,
  kaleidoscope,
  measure,
  nearest,
  type Samples,
  thin,
  trainManifold,
  withAttributes,
  withLabels,
  withNoise,
  withTurns,
} from 'kaleidoflow';
import { kaleidoscopeOver, measureOver, trainOver, work } from 'kaleidoflow/nats';
import { firstValueFrom, lastValueFrom, map, type Observable, of, type Subscription, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { quickNetwork } from '../dist/tools/soak/networks.js';

describe.skipIf(lacksNats)(`over NATS${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  let server: NatsServer;
  let connection: NatsConnection;
  const workers: Subscription[] = [];
  beforeAll(async () => {
    server = await NatsServer.start();
    connection = await server.connect();
    for (const name of ['one', 'two']) workers.push(work(connection, { name }).subscribe());
  });
  afterAll(async () => {
    for (const worker of workers) worker.unsubscribe();
    await connection.close();
    await server.stop();
  });

  const manifolds = {
    plain: () => of(quickNetwork()),
    noisy: () => of(quickNetwork()).pipe(withNoise(0.1)),
    turned: () => of(quickNetwork()).pipe(withNoise(0.01), withTurns({ every: 4 })),
  };
  for (const [name, manifold] of Object.entries(manifolds))
    it(`draws what one machine draws, bit for bit: ${name}`, async () => {
      const over = { chains: 25, first: 3, seed: 5, block: 10, burnIn: 5, thin: 3, take: 3 };
      const got = await lastValueFrom(manifold().pipe(kaleidoscopeOver(connection, over), toArray()));
      const { chains, first, seed } = over;
      const expected = manifold().pipe(kaleidoscope({ chains, first, seed }), burnIn(5), thin(3), take(3), toArray());
      expect(got).toEqual(await lastValueFrom(expected));
      expect(await server.left(connection)).toEqual([]);
    });

  it('trains what one machine trains, bit for bit', async () => {
    const samples = await lastValueFrom(fromPoints([0.2, 0.5, 0.8]));
    const early = { depth: 2, width: 8, steps: 900, every: 10, learningRate: 2e-2, validation: 0.4, patience: 30 };
    const options = [...[2, 4, 8].map((width) => ({ depth: 2, width, steps: 120, every: 30 })), early];
    const got = await lastValueFrom(of(samples).pipe(trainOver(connection, options), toArray()));
    expect(got.length).toBe(4);
    expect(got.find(({ training }) => training === 3)!.steps).toBeLessThan(900);
    for (const { training, ...manifold } of got)
      expect(manifold).toEqual(await firstValueFrom(of(samples).pipe(trainManifold(options[training]))));
    expect(await server.left(connection)).toEqual([]);
  });

  const learnt: Record<string, () => Observable<Samples>> = {
    labels: () =>
      fromPoints([0.2, 0.5, 0.8]).pipe(
        map((points) => ({ ...points, labels: Int32Array.of(3, 1, 3) })),
        withLabels({ copies: 2 }),
      ),
    attributes: () =>
      fromPoints([0.2, 0.5, 0.8]).pipe(
        map((points) => ({ ...points, attributes: [{ age: 31.7 }, { age: 52.3, hair: 'red' }, { hair: 'black' }] })),
        withAttributes({ copies: { number: 2, category: 1 } }),
      ),
    'the rows of a table': () =>
      fromTable([
        { size: 1, kind: 'a' },
        { size: 2.5, kind: 'b' },
        { size: 3, kind: 'b' },
      ]),
  };
  for (const [name, from] of Object.entries(learnt))
    it(`trains and draws what one machine does, of ${name}`, async () => {
      const samples = await lastValueFrom(from());
      const options = { depth: 2, width: 8, steps: 40, every: 20 };
      const { training, ...got } = await lastValueFrom(of(samples).pipe(trainOver(connection, [options])));
      const manifold = await firstValueFrom(of(samples).pipe(trainManifold(options)));
      expect(got).toEqual(manifold);
      const drawn = of(manifold).pipe(kaleidoscopeOver(connection, { chains: 9, block: 4, take: 3 }), toArray());
      const expected = of(manifold).pipe(kaleidoscope({ chains: 9 }), take(3), toArray());
      expect(await lastValueFrom(drawn)).toEqual(await lastValueFrom(expected));
    });

  it('measures what one machine measures', async () => {
    const manifold = await firstValueFrom(manifolds.noisy());
    const { values } = await firstValueFrom(of(manifold).pipe(kaleidoscope({ chains: 30, seed: 9 })));
    const samples = {
      values,
      count: 30,
      shape: manifold.shape,
      range: manifold.range,
      labels: Int32Array.from({ length: 30 }, (_, i) => i % 7),
    };
    const over = {
      chains: 20,
      block: 7,
      burnIn: 2,
      thin: 2,
      take: 2,
      metrics: ['energy', 'nearest', 'coverage'],
      samples,
    } as const;
    const got = await lastValueFrom(of(manifold).pipe(measureOver(connection, over), toArray()));
    const expected = await lastValueFrom(
      of(manifold).pipe(
        kaleidoscope({ chains: 20 }),
        burnIn(2),
        thin(2),
        measure({ energy: energy(manifold), nearest: nearest(samples) }),
        take(2),
        toArray(),
      ),
    );
    expect(got.map(({ step }) => step)).toEqual(expected.map(({ step }) => step));
    expect(got.map(({ metrics: { coverage, ...rest } }) => rest)).toEqual(expected.map(({ metrics }) => metrics));
    expect(await server.left(connection)).toEqual([]);
  });
});
