import { platform } from '#platform';
import { show } from '../values/check.js';
import { stateSize } from '../values/label-units.js';
import { checkManifold, type Manifold } from '../values/manifold.js';
import { sizeOf } from '../values/samples.js';

/** Refuses a manifold that chains cannot walk, and warns where it is walked in another way than it was trained for. */
export function checkWalk(name: string, manifold: Manifold, chains: number): void {
  checkManifold(name, manifold);
  checkRoom(name, manifold, chains);
  for (const warning of warnings(manifold)) platform.warn(`${name}: ${warning}`);
}

/** Draws in memory at one time: one that is held, one that is made, and one that has not been cleared away yet. */
const drawsAtOnce = 3;

function checkRoom(name: string, manifold: Manifold, chains: number): void {
  const { motion, labelUnits, shape } = manifold;
  const numbers = stateSize(manifold) * (motion ? 2 : 1) + (labelUnits ? sizeOf(shape) : 0);
  const needed = drawsAtOnce * chains * numbers * Float32Array.BYTES_PER_ELEMENT;
  const free = platform.freeMemory();
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  if (free !== undefined && needed > free)
    throw new RangeError(
      `${name}: chains must fit into memory: ${chains} need ${gigabytes(needed)}, and there are ${gigabytes(free)}; ` +
        'with `first` they can be drawn in pieces',
    );
}

function* warnings({ blend, motion, known = [], given }: Manifold): Generator<string> {
  if (blend && !motion)
    yield `the manifold was trained with blend [${blend.join(', ')}]; without withTurns() or withWalk() its chains collapse`;
  if (motion && !blend)
    yield 'the manifold was trained without blend, so it has not learned what a turn or a walk gives it';
  if (blend && motion?.kind === 'walk' && (motion.level < blend[0] || motion.level > blend[1]))
    yield `withWalk: level ${motion.level} is outside the blend that the manifold was trained with, ${show(blend)}`;
  for (const part of ['labels', 'data'] as const)
    if (known.some((each) => part in each) && !given?.[part])
      yield `the manifold was trained without given ${part}: training's option \`given\` is the share that has them`;
}
