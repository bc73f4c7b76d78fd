import { platform } from '#platform';
import { show } from '../values/check.js';
import type { Manifold } from '../values/manifold.js';

/** Warns where a manifold is walked in another way than it was trained for. */
export function checkWalk(name: string, { blend, motion, known = [], given }: Manifold): void {
  const warn = (text: string) => platform.warn(`${name}: ${text}`);
  if (blend && !motion)
    warn(
      `the manifold was trained with blend [${blend.join(', ')}]; without withTurns() or withWalk() its chains collapse`,
    );
  if (motion && !blend)
    warn('the manifold was trained without blend, so it has not learned what a turn or a walk gives it');
  if (blend && motion?.kind === 'walk' && (motion.level < blend[0] || motion.level > blend[1]))
    warn(`withWalk: level ${motion.level} is outside the blend that the manifold was trained with, ${show(blend)}`);
  for (const part of ['labels', 'data'] as const)
    if (known.some((each) => part in each) && !given?.[part])
      warn(`the manifold was trained without given ${part}: training's option \`given\` is the share that has them`);
}
