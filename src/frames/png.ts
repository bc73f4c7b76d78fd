import { encode } from 'fast-png';
import { check, checkKind, isA } from '../base/check.js';
import { ended } from '../base/file-ends.js';
import type { Samples } from '../core/samples.js';
import type { Bytes } from '../platform/platform.js';
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
