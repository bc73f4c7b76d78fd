import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * Opens a graph. Its threads spin while they wait, which carries them from one operator to the next, but no longer: what
 * spins from one run to the next takes the cores from all else. Denormal numbers are flushed to zero: they turn up after
 * about a thousand training steps, mean nothing, and halve the speed.
 */
export const openSession = (model: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1', intra_op: { spin_duration_us: '50' } } },
  });

export const tensor = (values: Float32Array, dims: readonly number[]): Tensor => new Tensor('float32', values, dims);
