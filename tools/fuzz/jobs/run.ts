import { createHash } from 'node:crypto';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { encodeManifold } from '../../../src/models/manifold.js';
import { clear } from '../../../src/nats/clear.js';
import { bytesOf } from '../../../src/nats/columns.js';
import { RunNames } from '../../../src/nats/names.js';
import { Objects } from '../../../src/nats/objects.js';
import { openQueue } from '../../../src/nats/queue.js';
import { rowsOf } from '../../../src/nats/rows.js';
import { encodeSamples } from '../../../src/nats/samples-bytes.js';
import { smallImages, smallNetwork } from '../../soak/networks.js';
import { type Dice, mutated } from '../mutate.js';

/** A run that a stranger has made: some of its objects and parts are what they should be. */
export interface StrangeRun {
  readonly id: string;
  readonly manifolds: readonly string[];
  readonly samples: readonly string[];
  /** Jobs that seem to have been done. */
  readonly keys: readonly string[];
  end(): Promise<void>;
}

/** How many objects of each kind are damaged. */
const damagedOnes = 20;

/** Makes a run with objects that are true to their hashes and damaged, objects that lie of themselves, and parts of all lengths. */
export async function strangeRun(connection: NatsConnection, roll: Dice): Promise<StrangeRun> {
  const jsm = await jetstreamManager(connection);
  await openQueue(jsm);
  const names = new RunNames(`strange${roll(2 ** 30)}`);
  await jsm.streams.add({
    name: names.stream,
    subjects: [names.subjects],
    max_msgs_per_subject: 1,
    allow_direct: true,
  });
  const { signal } = new AbortController();
  const objects = new Objects(jsm, names.stream);
  const all = async (whole: Uint8Array) => {
    const keep = async (bytes: Uint8Array) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      await objects.put(names.object(hash), bytes, '', signal);
      return hash;
    };
    const hashes = [await keep(whole)];
    for (let i = 0; i < damagedOnes; i++) hashes.push(await keep(mutated(whole, roll)));
    return [...hashes, ...(await lying(jsm, names, hashes[0]!))];
  };
  const manifolds = await all(encodeManifold(smallNetwork()));
  const samples = await all(encodeSamples(smallImages()));
  const length = bytesOf(rowsOf(smallNetwork()), 3);
  const keys = ['none'];
  for (const bytes of [0, 1, length - 1, length, length + 1, 500_000]) {
    const key = `has-${bytes}`;
    await jsm.jetstream().publish(`${names.part(key)}.0`, new Uint8Array(bytes).fill(255));
    keys.push(key);
  }
  return { id: names.id, manifolds, samples, keys, end: () => clear(jsm, names) };
}

/** Objects of which what is said is not true, by their hashes. */
async function lying(jsm: JetStreamManager, names: RunNames, like: string): Promise<string[]> {
  const found = await jsm.direct.getMessage(names.stream, { last_by_subj: names.object(like) });
  const about = found?.json<Record<string, unknown>>() ?? {};
  const lies: unknown[] = [
    about,
    { ...about, bytes: 1e15 },
    { ...about, bytes: 2 ** 29 },
    { ...about, bytes: -1 },
    { ...about, bytes: 1 },
    { ...about, bytes: '12' },
    { ...about, place: 1 },
    { ...about, place: '>' },
    { ...about, hash: '' },
    { ...about, hash: 'f'.repeat(64) },
    { ...about, link: like },
    {},
    null,
    [],
    'not an object',
  ];
  const hash = (i: number) => createHash('sha256').update(`${like}${i}`).digest('hex');
  for (const [i, lie] of lies.entries()) {
    const text = lie === 'not an object' ? '{"bytes":' : JSON.stringify(lie);
    await jsm.jetstream().publish(names.object(hash(i)), text);
  }
  return lies.map((_, i) => hash(i));
}
