import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Runtime, Session } from './session.js';

/** What is used of `onnxruntime-web`. */
export interface OnnxRuntimeWeb {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: 'float32', values: Float32Array, dims: readonly number[]) => Tensor;
}

/** The runtime of WebAssembly: it computes in the thread that calls it, and into arrays of its own. */
export function webAssembly(web: OnnxRuntimeWeb, notice?: string): Runtime {
  return {
    engine: 'onnx',
    ...(notice !== undefined && { notice }),
    tensor: tensorOf(web),
    open: async (model) => copying(await openWith(web, model, { executionProviders: ['wasm'] })),
  };
}

export const tensorOf =
  ({ Tensor }: OnnxRuntimeWeb): Runtime['tensor'] =>
  (values, dims) =>
    new Tensor('float32', values, dims);

export const openWith = (web: OnnxRuntimeWeb, model: Uint8Array, options: InferenceSession.SessionOptions) =>
  web.InferenceSession.create(model, { graphOptimizationLevel: 'all', logSeverityLevel: 3, ...options });

/** A session that copies what it has computed to where it is wanted. */
export const copying = (session: InferenceSession): Session => ({
  async run(feeds, fetches) {
    const results = await session.run(feeds as InferenceSession.FeedsType, Object.keys(fetches));
    for (const [name, { data }] of Object.entries(fetches))
      (data as Float32Array).set(results[name]!.data as Float32Array);
  },
  release: () => session.release(),
});
