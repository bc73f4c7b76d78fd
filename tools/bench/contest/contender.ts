import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Net } from '../net.js';
import { sampling, trainingStep } from '../pipeline.js';
import { gemm, productsAlone } from '../runtime.js';
import type { PeerSetting } from './peers.js';

/** What a contender is asked for: a step of training, a draw of so many chains, or a matrix product of this size. */
export type Question =
  | readonly ['train']
  | readonly ['sample', chains: number]
  | readonly ['product', m: number, k: number, n: number];

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** @returns The median milliseconds, of as many as go into `budget` milliseconds. */
  ask(question: Question, budget: number): Promise<number>;
  close(): Promise<void>;
}

/** Ours, through the whole pipeline. */
export const ourselves = (net: Net): Contender => ({
  name: 'ours',
  version: '',
  ask([what, ...numbers], budget) {
    if (what === 'train') return trainingStep(net, budget);
    if (what === 'sample') return sampling(net, numbers[0]!, budget);
    return gemm(numbers as [number, number, number], budget);
  },
  close: async () => {},
});

/** What ours can't be faster than: the runtime's matrix products, without all else. */
export const products = (net: Net): Contender => ({
  name: productsName,
  version: '',
  async ask([what, ...numbers], budget) {
    if (what === 'product' || 'name' in net) return Number.POSITIVE_INFINITY;
    return productsAlone(net, numbers[0] ?? net.batchSize, what === 'train', budget);
  },
  close: async () => {},
});
export const productsName = 'the products alone';

/** A peer, when it is open; undefined where it is not here, or does not work. */
export async function openPeer({ peer, setting, command, env }: PeerSetting, net: Net): Promise<Contender | undefined> {
  const [program, ...args] = command(net) ?? [];
  if (program === undefined) return undefined;
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const closed = once(child, 'close');
  const first = await lines.next();
  if (first.done) return undefined;
  return {
    name: setting ? `${peer}, ${setting}` : peer,
    version: JSON.parse(first.value) as string,
    async ask(question, budget) {
      child.stdin.write(`${[...question, budget].join(' ')}\n`);
      const { value, done } = await lines.next();
      return done ? Number.POSITIVE_INFINITY : Number(value);
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
