import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * Opens a graph. Denormal numbers are flushed to zero: they turn up after about a thousand training steps, mean nothing,
 * and halve the speed.
 */
export const openSession = (model: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1' } },
  });

export const tensor = (values: Float32Array, dims: readonly number[]): Tensor => new Tensor('float32', values, dims);
