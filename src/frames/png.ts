import { encode } from 'fast-png';
import { check, checkKind, isA } from '../base/check.js';
import { ended } from '../base/file-ends.js';
import type { Samples } from '../core/samples.js';
import type { Bytes } from '../platform/platform.js';
import { type GridOptions, grid, gridRules } from './grid.js';
import type { Picture } from './rgba.js';

/** Encodes samples as one PNG file. */
export function png(options: GridOptions = {}): (samples: Samples) => Bytes {
  const layout = check('toPng', options, gridRules);
  return (samples) => {
    checkKind('toPng', 'Samples', samples, isA('Float32Array', samples?.values));
    return pngOf(grid('toPng', samples, layout));
  };
}

/** The file of a picture. Its bytes are of its own making, and never shared. */
export const pngOf = ({ pixels, ...about }: Picture): Bytes =>
  ended(encode({ ...about, depth: 8, data: pixels }) as Bytes);
