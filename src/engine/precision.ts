import type { Precision } from './engine.js';

/**
 * Refuses 'int8' in the name of an engine that computes in single precision alone.
 * @throws RangeError for any precision but 'single'.
 */
export function refuseInt8(engine: string, precision: Precision = 'single'): void {
  if (precision !== 'single')
    throw new RangeError(`engine '${engine}' has no precision '${precision}'; MLPs on engine 'onnx' have it`);
}
