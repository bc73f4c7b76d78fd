import { countsOf, type LayeredArchitecture } from '../../../core/manifold.js';

/** Multiplications that take so long that to ask another thread takes nothing beside it. */
const many = 2 ** 22;

/**
 * Whether two threads are faster with a half each. Most of what a convolution takes is not shared by the runtime's own threads; products with weights
 * that a state uses once are. It says nothing of the machine, so that all find the same.
 */
export function isForTwo(architecture: LayeredArchitecture, rows = Number.POSITIVE_INFINITY): boolean {
  const { weights, multiplications } = countsOf(architecture);
  return multiplications > 4 * weights && rows * multiplications > many;
}
