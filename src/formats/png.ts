import { encode } from 'fast-png';
import type { Bytes } from '../platform/platform.js';
import { check, checkKind, isA } from '../values/check.js';
import { ended } from '../values/file-ends.js';
import type { Samples } from '../values/samples.js';
import { type GridOptions, grid, gridRules } from './grid.js';

/** Encodes samples as one PNG file. */
export function png(options: GridOptions = {}): (samples: Samples) => Bytes {
  const layout = check('toPng', options, gridRules);
  return (samples) => {
    checkKind('toPng', 'Samples', samples, isA('Float32Array', samples?.values));
    const { width, height, channels, pixels } = grid('toPng', samples, layout);
    // Of its own making, never shared.
    return ended(encode({ width, height, channels, depth: 8, data: pixels }) as Bytes);
  };
}
