import type { Precision } from './engine.js';

/** For engines that compute in single precision alone. */
export function refuseInt8(engine: string, precision: Precision = 'single'): void {
  if (precision !== 'single')
    throw new RangeError(`engine '${engine}' has no precision '${precision}'; MLPs on engine 'onnx' have it`);
}
