/** `npm run bench:browser`: a page in Chromium against TensorFlow.js in it, and against Node in one thread, by turns. */
import { cpus } from 'node:os';
import type { MlpManifold } from 'kaleidoflow';
import { openPage } from '../browser/page.js';
import { quickNetwork } from '../soak/networks.js';
import type { BenchPage } from './in-page.js';
import { drawInOneThread, oneThread, trainInOneThread } from './one-thread.js';
import { median } from './pace.js';
import { productSpeed } from './product.js';

/** In the page. */
declare const bench: BenchPage;

const rounds = 5;
const network = quickNetwork() as MlpManifold;

type Contender = 'ours' | 'tfjs' | 'node';
type Times = Record<Contender, number>;

const { page, close, memory } = await openPage('tools/pages/bench.ts');

const drawing = (chains: number, draws: number): Record<Contender, () => Promise<number>> => ({
  ours: () => page.evaluate(([chains, draws]) => bench.draw(chains, draws), [chains, draws] as const),
  tfjs: () => page.evaluate(([chains, draws]) => bench.tfjsDraw(chains, draws), [chains, draws] as const),
  node: () => drawInOneThread(network, chains, draws),
});
const contests: Record<string, Record<Contender, () => Promise<number>>> = {
  'training step': {
    ours: () => page.evaluate(() => bench.train()),
    tfjs: () => page.evaluate(() => bench.tfjsTrain()),
    node: () => trainInOneThread(network, 256),
  },
  'draw of 1000 chains': drawing(1000, 16),
  'draw of 48 chains': drawing(48, 100),
};
/** Of the bare product, which neither can pass. */
const products: { page: number; node: number }[] = [];
const turns: Record<string, Times[]> = Object.fromEntries(Object.keys(contests).map((what) => [what, []]));

try {
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const [what, { ours, tfjs, node }] of Object.entries(contests))
      turns[what]!.push({ ours: await ours(), tfjs: await tfjs(), node: await node() });
    products.push({ page: await page.evaluate(() => bench.product()), node: await productSpeed(oneThread) });
  }
  process.stderr.write('frames\n');
  const shown = await page.evaluate(() => bench.frames(10));

  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Chromium ${page.context().browser()!.version()}\n`);
  console.log(
    '| L=10 H=256 batch 256, milliseconds | a page | tfjs wasm | Node, one thread | times tfjs | times Node |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [what, times] of Object.entries(turns)) {
    const over = (value: (times: Times) => number) => median(times.map(value)).toPrecision(3);
    const cells = [over((t) => t.ours), over((t) => t.tfjs), over((t) => t.node)];
    console.log(`| ${[what, ...cells, over((t) => t.tfjs / t.ours), over((t) => t.node / t.ours)].join(' | ')} |`);
  }
  const product = (value: (speeds: (typeof products)[number]) => number) => median(products.map(value)).toPrecision(3);
  console.log(
    `\nbare products of 1000 × 256 × 256: ${product((p) => p.page)} GFLOP/s in a page, ${product((p) => p.node)} in Node, ` +
      `${product((p) => p.page / p.node)} of them`,
  );
  console.log(
    `\n48 chains painted while a training goes on: ${shown.frames.toFixed(1)} frames a second, ` +
      `the longest task ${shown.longestTask.toFixed(0)} ms (0: none above 50), ${shown.steps} steps in 10 s; ${(await memory()).toFixed(0)} MB`,
  );
} finally {
  await close();
}
