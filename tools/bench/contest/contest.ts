import type { Net } from '../net.js';
import { median } from '../pace.js';
import { type Contender, openPeer, ourselves, products, productsName, type Question } from './contender.js';
import type { PeerSetting } from './peers.js';

const side = 1_024;

/** What all are asked. The product tells how fast a machine multiplies at best. */
const questions = {
  training: ['train'],
  '1000 chains': ['sample', 1_000],
  '48 chains': ['sample', 48],
  product: ['product', side, side, side],
} as const satisfies Record<string, Question>;
export type What = keyof typeof questions;

/** The milliseconds of each contender, round after round. */
export type Times = Readonly<Record<string, readonly number[]>>;

export interface Contest {
  readonly times: Readonly<Record<What, Times>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** Milliseconds for one look: what is slower is looked at three times. */
const budget = 400;
/** Who takes so many times as long as the fastest in the first round is not asked again. */
const hopeless = 1.5;

/** All contenders for a network, each in a process of its own, open until the last round is over; they take turns. */
export async function contest(net: Net, settings: readonly PeerSetting[], rounds: number): Promise<Contest> {
  const contenders: Contender[] = [ourselves(net), products(net)];
  for (const setting of settings) {
    const peer = await openPeer(setting, net);
    if (peer) contenders.push(peer);
  }
  const times: Record<What, Record<string, number[]>> = {
    training: {},
    '1000 chains': {},
    '48 chains': {},
    product: {},
  };
  try {
    for (let round = 0; round < rounds; round++)
      for (const [what, question] of Object.entries(questions) as [What, Question][])
        for (const { name, ask } of contenders.filter(({ name }) => mayWin(times[what], name)))
          times[what][name] = [...(times[what][name] ?? []), await ask(question, budget)];
  } finally {
    for (const contender of contenders) await contender.close();
  }
  return { times, versions: Object.fromEntries(contenders.map(({ name, version }) => [name, version])) };
}

/** Those who are asked for what ours is asked for, and ours. */
const runners = (times: Times) => Object.entries(times).filter(([name]) => name !== productsName);

function mayWin(times: Times, name: string): boolean {
  const first = times[name]?.[0];
  if (first === undefined || name === 'ours' || name === productsName) return true;
  return first <= hopeless * Math.min(...runners(times).map(([, [ms]]) => ms!));
}

/** GFLOP/s of the fastest product that any of them reaches. */
export const limitOf = ({ times }: Contest): number =>
  Math.max(...Object.values(times.product).map((ms) => (2 * side ** 3) / median(ms) / 1e6));

/** The best peer's name, by its median; undefined where there is none. */
export function bestPeer(times: Times): string | undefined {
  const peers = runners(times).filter(([name]) => name !== 'ours');
  return peers.toSorted((a, b) => median(a[1]) - median(b[1]))[0]?.[0];
}
