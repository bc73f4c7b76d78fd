import { platform } from '#platform';
import { show } from '../base/check.js';
import { checkManifold, type Manifold } from '../core/manifold.js';
import { sizeOf } from '../core/samples.js';
import { besideSize, stateSize } from '../core/units.js';
import { checkRoom } from './room.js';

/** Refuses a manifold that chains cannot walk, and warns where it is walked in another way than it was trained for. */
export function checkWalk(name: string, manifold: Manifold, chains: number): void {
  checkChains(name, manifold, chains);
  for (const warning of warnings(name, manifold)) platform.warn(`${name}: ${warning}`);
}

/** Refuses a manifold that is none, and more chains than there is room for. */
export function checkChains(name: string, manifold: Manifold, chains: number): void {
  checkManifold(name, manifold);
  const needed = drawsAtOnce * chains * numbersOf(manifold) * Float32Array.BYTES_PER_ELEMENT;
  const hint = '; with `first` they can be drawn in pieces';
  checkRoom(`${name}: chains must fit into memory: ${chains}`, needed, hint);
}

/** Draws in memory at one time: one that is held, one that is made, and one that has not been cleared away yet. */
const drawsAtOnce = 3;

/** The numbers of a draw, for each chain. */
const numbersOf = (manifold: Manifold): number =>
  stateSize(manifold) * (manifold.motion ? 2 : 1) + (besideSize(manifold) > 0 ? sizeOf(manifold.shape) : 0);

function* warnings(name: string, { blend, motion, known = [], given }: Manifold): Generator<string> {
  if (blend && !motion && name !== 'descend')
    yield `the manifold was trained with blend [${blend.join(', ')}]; without withTurns() or withWalk() its chains collapse`;
  if (motion && !blend)
    yield 'the manifold was trained without blend, so it has not learned what a turn or a walk gives it';
  if (blend && motion?.kind === 'walk' && (motion.level < blend[0] || motion.level > blend[1]))
    yield `withWalk: level ${motion.level} is outside the blend that the manifold was trained with, ${show(blend)}`;
  for (const part of ['labels', 'data', 'attributes'] as const)
    if (known.some((each) => part in each) && !given?.[part])
      yield `the manifold was trained without given ${part}: training's option \`given\` is the share that has them`;
}
