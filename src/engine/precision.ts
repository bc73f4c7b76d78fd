import { type Architecture, isMlp } from '../core/manifold.js';
import type { Precision } from './engine.js';

/** Refuses 'int8' for what is no MLP.
 * @throws RangeError */
export function checkInt8(architecture: Architecture, precision: Precision): void {
  if (precision === 'int8' && !isMlp(architecture))
    throw new RangeError("precision 'int8' is for MLPs only; leave it at 'single' for any other network");
}

/**
 * Refuses 'int8' in the name of an engine that computes in single precision alone.
 * @throws RangeError for any precision but 'single'.
 */
export function refuseInt8(engine: string, precision: Precision = 'single'): void {
  if (precision !== 'single')
    throw new RangeError(`engine '${engine}' has no precision '${precision}'; MLPs on engine 'onnx' have it`);
}
