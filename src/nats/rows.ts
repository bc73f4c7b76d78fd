import { show } from '../base/check.js';
import type { Manifold } from '../core/manifold.js';
import { type Draw, firstOutside, sizeOf } from '../core/samples.js';
import { tableSize } from '../core/table.js';
import { stateSize } from '../core/units.js';
import { hasState } from '../streams/chain.js';
import type { Layout } from './columns.js';

/** The numbers of a draw: what chains show, then their labels, the units of their attributes and their state where there are any. */
export type Rows = Pick<Draw, 'values' | 'labels' | 'state'> & { readonly units?: Float32Array };

export const rowsOf = (manifold: Manifold): Layout<keyof Rows> => ({
  values: [Float32Array, sizeOf(manifold.shape)],
  ...(manifold.labelUnits && { labels: [Int32Array, 1] }),
  ...(manifold.attributeUnits && { units: [Float32Array, tableSize(manifold.attributeUnits)] }),
  ...(hasState(manifold) && { state: [Float32Array, stateSize(manifold)] }),
});

/** @throws Error where rows are not those of a draw of a manifold. */
export function checkRows({ range, labelUnits }: Manifold, { values, labels, units, state }: Rows): void {
  for (const [name, numbers] of Object.entries({ values, units, state })) {
    const outside = numbers ? firstOutside(numbers, name === 'units' ? [-1, 1] : range) : -1;
    if (outside >= 0)
      throw new Error(
        `its ${name}[${outside}] must be a finite number in ${show(name === 'units' ? [-1, 1] : range)}, not ${numbers![outside]}`,
      );
  }
  const strange = labels?.findIndex((label) => !labelUnits!.classes.includes(label)) ?? -1;
  if (strange >= 0)
    throw new Error(`its labels[${strange}] must be one of ${show(labelUnits!.classes)}, not ${labels![strange]}`);
}
