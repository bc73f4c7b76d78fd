import { isObject, type Rule, show } from '../base/check.js';
import { checkManifold, isLayersModel, isMlp, type Manifold } from '../core/manifold.js';
import { mlp } from '../networks/mlp.js';

export const startRule: Rule<Manifold | undefined> = {
  types: ['object'],
  allowed: 'a Manifold',
  accepts: (value) => isObject(value) && Array.isArray(value.weights),
  fallback: undefined,
};

/** The options of a training that say which network it has. */
interface Wanted {
  readonly depth?: number | undefined;
  readonly width?: number | undefined;
  readonly skips?: boolean | undefined;
  readonly network?: unknown;
  readonly layersModel?: unknown;
}

/** Refuses options that say another network than the manifold from which a training starts. */
export function checkStart(start: Manifold, options: Wanted): void {
  checkManifold('training: start', start);
  const own = isMlp(start) ? start : undefined;
  if (options.skips && isWithSkips(start, options)) return;
  for (const option of ['depth', 'width', 'skips', 'network', 'layersModel'] as const) {
    const [asked, there] = [options[option], own?.[option as 'depth']];
    if (asked !== undefined && asked !== there)
      throw new RangeError(
        `training: ${option} must be left out where there is a start${there === undefined ? '' : `, whose ${option} is ${there}`}, not ${show(asked)}`,
      );
  }
}

/** Whether a manifold is the MLP with skips that is asked for. */
const isWithSkips = (start: Manifold, { depth = 10, width }: Wanted): boolean =>
  !isLayersModel(start) &&
  !isMlp(start) &&
  depth < start.layers.length &&
  JSON.stringify(start.layers) === JSON.stringify(mlp({ depth, width, skips: true })(start));
