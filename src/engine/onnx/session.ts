import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * Opens a graph. Its threads wait for the next run by spinning where that is asked for, which is faster for a session that
 * is alone, and takes the cores from others. Denormal numbers are flushed to zero: they turn up after about a thousand
 * training steps, mean nothing, and halve the speed.
 */
export const openSession = (model: Uint8Array, spin: boolean): Promise<InferenceSession> =>
  InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: spin ? '1' : '0' } } },
  });

export const tensor = (values: Float32Array, dims: readonly number[]): Tensor => new Tensor('float32', values, dims);
