import { readFileSync } from 'node:fs';
import type { NatsConnection } from '@nats-io/transport-node';
import { fromPoints } from 'kaleidoflow';
import { kaleidoscopeOver, measureOver, trainOver, work } from 'kaleidoflow/nats';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { mnistLike, quickNetwork, smallNetwork } from '../dist/tools/soak/networks.js';

describe.skipIf(lacksNats)(`permissions over NATS${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  const page = readFileSync(new URL('../docs/cluster.md', import.meta.url), 'utf8');
  const refused: string[] = [];
  let server: NatsServer;
  let worker: NatsConnection;
  let requester: NatsConnection;

  const connectAs = async (user: string, pass: string) => {
    const connection = await server.connect({ user, pass });
    (async () => {
      for await (const status of connection.status()) if (status.type === 'error') refused.push(status.error.message);
    })();
    return connection;
  };
  beforeAll(async () => {
    server = await NatsServer.start(/```conf\n(.*?)```/s.exec(page)![1]);
    worker = await connectAs('worker', 'works');
    requester = await connectAs('requester', 'asks');
  });
  afterAll(async () => {
    await requester?.close();
    await worker?.close();
    await server.stop();
  });

  it('need be no more than docs/cluster.md gives', async () => {
    const working = work(worker).subscribe();
    const drawn = of(smallNetwork()).pipe(kaleidoscopeOver(requester, { chains: 20, block: 10, take: 3 }), toArray());
    expect((await lastValueFrom(drawn)).length).toBe(3);
    // So many that they come in many messages.
    const samples = mnistLike(5_000);
    const measured = of(quickNetwork()).pipe(measureOver(requester, { chains: 2, metrics: ['nearest'], samples }));
    expect((await lastValueFrom(measured)).step).toBe(1);
    const options = { depth: 2, width: 4, steps: 60, every: 20 };
    const trained = fromPoints([0.1, 0.9]).pipe(trainOver(requester, [options]));
    expect((await lastValueFrom(trained)).steps).toBeGreaterThan(0);
    await firstValueFrom(of(smallNetwork()).pipe(kaleidoscopeOver(requester, { chains: 20, block: 10 })));
    working.unsubscribe();
    expect(refused).toEqual([]);
  });
});
