import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Runtime } from './session.js';

/** What is used of `onnxruntime-web`. */
interface OnnxRuntimeWeb {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: 'float32', values: Float32Array, dims: readonly number[]) => Tensor;
}

/** The runtime of WebAssembly: it computes in the thread that calls it, and into arrays of its own. */
export function webAssembly({ InferenceSession, Tensor }: OnnxRuntimeWeb, notice?: string): Runtime {
  return {
    ...(notice !== undefined && { notice }),
    tensor: (values, dims) => new Tensor('float32', values, dims),
    async open(model) {
      const session = await InferenceSession.create(model, {
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        executionProviders: ['wasm'],
      });
      return {
        async run(feeds, fetches) {
          const results = await session.run(feeds as InferenceSession.FeedsType, Object.keys(fetches));
          for (const [name, { data }] of Object.entries(fetches))
            (data as Float32Array).set(results[name]!.data as Float32Array);
        },
        release: () => session.release(),
      };
    },
  };
}
