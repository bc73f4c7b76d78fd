import { createHash } from 'node:crypto';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { encodeManifold } from '../../../src/formats/manifold.js';
import { clear } from '../../../src/nats/clear.js';
import { bytesOf } from '../../../src/nats/draw-bytes.js';
import { RunNames } from '../../../src/nats/names.js';
import { Objects } from '../../../src/nats/objects.js';
import { openQueue } from '../../../src/nats/queue.js';
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
  const objects = await Objects.make(jsm, names.objects);
  const all = async (whole: Uint8Array) => {
    const hashes = [await objects.putByHash(whole, signal)];
    for (let i = 0; i < damagedOnes; i++) hashes.push(await objects.putByHash(mutated(whole, roll), signal));
    return [...hashes, ...(await lying(jsm, names.objects, hashes[0]!))];
  };
  const manifolds = await all(encodeManifold(smallNetwork()));
  const samples = await all(encodeSamples(smallImages()));
  const length = bytesOf(smallNetwork(), 3);
  const keys = ['none'];
  for (const bytes of [0, 1, length - 1, length, length + 1, 500_000]) {
    const key = `has-${bytes}`;
    await jsm.jetstream().publish(`${names.part(key)}.0`, new Uint8Array(bytes).fill(255));
    keys.push(key);
  }
  return { id: names.id, manifolds, samples, keys, end: () => clear(jsm, names) };
}

/** Objects whose description is not true, by their names. */
async function lying(jsm: JetStreamManager, bucket: string, like: string): Promise<string[]> {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const found = await jsm.direct.getMessage(`OBJ_${bucket}`, { last_by_subj: `$O.${bucket}.M.${encoded(like)}=` });
  const about = found?.json<Record<string, unknown>>() ?? {};
  const name = (i: number) => createHash('sha256').update(`${like}${i}`).digest('hex');
  const lies: unknown[] = [
    { ...about, size: 1e15 },
    { ...about, size: 2 ** 29 },
    { ...about, size: -1 },
    { ...about, size: 1 },
    { ...about, size: '12' },
    { ...about, nuid: '>' },
    { ...about, nuid: '' },
    { ...about, nuid: 'no such chunks' },
    { ...about, chunks: 1e9, digest: 'SHA-256=' },
    { ...about, options: { link: { bucket, name: name(9) } } },
    { ...about, options: { link: { bucket: 'made-by-a-link' } } },
    {},
    null,
    [],
    'not an object',
  ];
  const rollup = headers();
  rollup.set('Nats-Rollup', 'sub');
  for (const [i, lie] of lies.entries()) {
    const text = lie === 'not an object' ? '{"name":' : JSON.stringify(lie);
    await jsm.jetstream().publish(`$O.${bucket}.M.${encoded(name(i))}=`, text, { headers: rollup });
  }
  return lies.map((_, i) => name(i));
}
