import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64, twins } from '../../dist/tools/browser/twins.js';
import { mnistDirectory } from '../mnist.js';
import { inNode } from './node.js';

/** The largest difference between two lists of numbers, and the share of them that are further apart than 1e-3. */
function apart(a: Uint8Array, b: Uint8Array) {
  const [ours, theirs] = [a, b].map((bytes) => new Float32Array(bytes.buffer));
  const distances = ours!.map((value, i) => Math.abs(value - theirs![i]!));
  return {
    most: distances.reduce((most, each) => Math.max(most, each), 0),
    share: distances.filter((each) => each > 1e-3).length / distances.length,
  };
}

const loss = ({ loss }: Record<string, Uint8Array>) => new Float64Array(loss!.buffer)[0]!;

describe('a page and Node', () => {
  const learning = { width: 256, batchSize: 256, steps: 60 };
  let learned: Record<string, Uint8Array>;
  beforeAll(async () => {
    learned = await inNode('learn', learning);
  });

  it('agree on the loss after 60 steps', async () => {
    const [ours, theirs] = [loss(await twins.learn({ dir: mnistDirectory, ...learning })), loss(learned)];
    console.log(`loss after 60 steps: here ${ours}, in Node ${theirs}: ${ours / theirs - 1}`);
    expect(Math.abs(ours / theirs - 1)).toBeLessThan(0.01);
  });

  it.each([0, 0.1])('agree on draws with noise of %f', async (eps) => {
    const options = { eps, manifold: toBase64(learned.manifold!) };
    const [ours, theirs] = [await twins.walk(options), await inNode('walk', options)];
    for (const step of [1, 50]) {
      const { most, share } = apart(ours[step]!, theirs[step]!);
      console.log(`noise ${eps}, step ${step}: at most ${most}, beyond 1e-3: ${share}`);
      expect(most).toBeLessThan(1e-5);
    }
  });
});

it('a page and Node make the same bytes of the same draws and the same manifold', async () => {
  const [ours, theirs] = [await twins.files(), await inNode('files')];
  expect(Object.keys(ours)).toHaveLength(6);
  expect(ours).toEqual(theirs);
});
