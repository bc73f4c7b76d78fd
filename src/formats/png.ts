import { encode } from 'fast-png';
import { check, checkKind } from '../values/check.js';
import { ended } from '../values/file-ends.js';
import type { Samples } from '../values/samples.js';
import { type GridOptions, grid, gridRules } from './grid.js';

/** Encodes samples as one PNG file. */
export function png(options: GridOptions = {}): (samples: Samples) => Uint8Array<ArrayBuffer> {
  const layout = check('toPng', options, gridRules);
  return (samples) => {
    checkKind('toPng', 'Samples', samples, samples?.values instanceof Float32Array);
    const { width, height, channels, pixels } = grid('toPng', samples, layout);
    // Of its own making, never shared.
    return ended(encode({ width, height, channels, depth: 8, data: pixels }) as Uint8Array<ArrayBuffer>);
  };
}
