import { type ChildProcess, spawn } from 'node:child_process';
import type { NatsConnection } from '@nats-io/transport-node';
import * as push from 'kaleidoflow';
import * as pulledOver from 'kaleidoflow/ix/nats';
import * as pushedOver from 'kaleidoflow/nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { obeyTheLaws, type Subject } from './compliance.js';
import { twoPoints, untrained } from './fixtures.js';
import { root } from './project.js';

describe.skipIf(lacksNats)(`operators over NATS${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  let server: NatsServer;
  let connection: NatsConnection;
  let worker: ChildProcess;
  // In a process of its own, since it keeps open what it has opened, and here all is counted.
  beforeAll(async () => {
    server = await NatsServer.start();
    connection = await server.connect();
    worker = spawn(process.execPath, [`${root}dist/cli/index.js`, 'work', '--server', server.url, '--sessions', '2'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  afterAll(async () => {
    worker.kill();
    await connection.close();
    await server.stop();
  });

  const over = (operators: typeof push) => (operators === push ? pushedOver : pulledOver) as typeof pushedOver;
  const manifolds = () => [{ ...untrained(), noise: [{ eps: 0.1, distribution: 'uniform' as const }] }];
  const subjects: Subject[] = [
    {
      name: 'kaleidoscopeOver',
      operator: (o) => over(o).kaleidoscopeOver(connection, { chains: 5, block: 3 }),
      source: manifolds,
      endless: true,
    },
    {
      name: 'measureOver',
      operator: (o) => over(o).measureOver(connection, { chains: 5, block: 3, take: 3, metrics: ['energy'] }),
      source: manifolds,
    },
    {
      name: 'trainOver',
      operator: (o) => over(o).trainOver(connection, [{ depth: 1, width: 8, steps: 30, every: 10 }]),
      source: async () => [await twoPoints()],
    },
  ];
  obeyTheLaws(subjects, {});

  it('leave nothing on the server', async () => {
    for (let waited = 0; waited < 100 && (await server.left(connection)).length > 0; waited++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await server.left(connection)).toEqual([]);
  });
});
