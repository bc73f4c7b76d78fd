import { expect, it } from 'vitest';

interface Told {
  readonly from: string;
  readonly step: number;
  readonly weights?: readonly Float32Array[];
  readonly error?: string;
}

/** A page in a frame of its own that trains; `next` gives what it tells, once a step. */
function learner(checkpoint: string) {
  const frame = document.createElement('iframe');
  frame.dataset.checkpoint = checkpoint;
  // What Vitest's server puts around imports asks for this.
  frame.srcdoc = `<script>__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() }</script>
    <script type="module" src="/test/browser/learner.ts"></script>`;
  const told: Told[] = [];
  let ring = () => {};
  const listen = ({ data }: MessageEvent<Told>) => {
    if (data.from !== checkpoint) return;
    told.push(data);
    ring();
  };
  addEventListener('message', listen);
  document.body.append(frame);
  return {
    async next(): Promise<Told> {
      while (told.length === 0)
        await new Promise<void>((resolve) => {
          ring = resolve;
        });
      const { error, ...rest } = told.shift()!;
      if (error) throw new Error(error);
      return rest;
    },
    async reload() {
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      frame.contentWindow!.location.reload();
      await loaded;
      told.length = 0;
    },
    close() {
      removeEventListener('message', listen);
      frame.remove();
    },
  };
}

/** Trains to the end, and reloads the page when it has come to each of these steps. */
async function train(reloadAt: readonly number[]) {
  const page = learner(`training-${crypto.randomUUID()}`);
  const resumedFrom: number[] = [];
  try {
    for (const target of [...reloadAt, 400]) {
      let told = await page.next();
      resumedFrom.push(told.step);
      while (told.step < target) told = await page.next();
      if (told.weights) return { weights: told.weights, resumedFrom };
      await page.reload();
    }
    throw new Error('the training has no end');
  } finally {
    page.close();
  }
}

it('a training goes on, bit for bit, where the page was when it was reloaded', async () => {
  const whole = await train([]);
  expect(whole.resumedFrom).toEqual([0]);
  const broken = await train([100, 300]);
  console.log(`reloaded at steps 100 and 300, and gone on from ${broken.resumedFrom}`);
  expect(broken.resumedFrom[1]).toBeGreaterThan(50);
  expect(broken.resumedFrom[2]).toBeGreaterThan(250);
  expect(broken.weights).toEqual(whole.weights);
});
