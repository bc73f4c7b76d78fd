import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import { importPackage } from '#packages';
import type { OnnxName, Runtime } from '../../engine/onnx/session.js';
import { webAssembly } from '../../engine/onnx/webassembly.js';
import { webGpu } from '../../engine/onnx/webgpu.js';
import { firstLine, isMissing } from '../missing.js';

const options: InferenceSession.SessionOptions = { graphOptimizationLevel: 'all', logSeverityLevel: 3 };

/** The native runtime or, where it can't be had, that of WebAssembly, which has no GPU in Node. */
export async function runtimeOf(engine: OnnxName): Promise<Runtime> {
  let lacking: string;
  try {
    const ort = await importPackage<typeof import('onnxruntime-node')>('onnxruntime-node');
    if (engine === 'onnx') return native(ort);
    if (ort.listSupportedBackends().some(({ name }) => name === 'webgpu')) return webGpu(ort);
    lacking = `onnxruntime-node has no WebGPU on ${process.platform} ${process.arch}`;
  } catch (error) {
    lacking = isMissing(error)
      ? 'onnxruntime-node is not installed; `npm install --ignore-scripts --include=optional` brings it'
      : `onnxruntime-node does not work here (${firstLine(error)})`;
  }
  if (engine === 'webgpu') throw new Error(lacking);
  try {
    const web = await importPackage<typeof import('onnxruntime-web')>('onnxruntime-web');
    web.env.wasm.numThreads = 1;
    return webAssembly(web, `networks run on onnxruntime-web, in WebAssembly; ${lacking}`);
  } catch (error) {
    const instead = isMissing(error)
      ? '`npm install --ignore-scripts onnxruntime-web@1` brings another, slower, that runs everywhere'
      : `nor does onnxruntime-web work (${firstLine(error)})`;
    throw new Error(`the onnx engine has no runtime: ${lacking}; ${instead}`, { cause: error });
  }
}

/**
 * Its threads spin while they wait, which carries them from one operator to the next, but no longer: what spins from one
 * run to the next takes the cores from all else. Denormal numbers are flushed to zero: they turn up after about a thousand
 * training steps, mean nothing, and halve the speed. What a graph turns before a product is not turned in the product instead.
 */
export function native(
  { InferenceSession, Tensor }: typeof import('onnxruntime-node'),
  further: InferenceSession.SessionOptions = {},
): Runtime {
  return {
    engine: 'onnx',
    tensor: (values, dims) => new Tensor('float32', values, dims),
    async open(model, isHalf) {
      const session = await InferenceSession.create(model, {
        ...options,
        ...(isHalf && { intraOpNumThreads: Math.max(1, availableParallelism() >> 1) }),
        ...further,
        extra: {
          session: { set_denormal_as_zero: '1', intra_op: { spin_duration_us: '50' } },
          optimization: { disable_specified_optimizers: 'GemmTransposeFusion' },
        },
      });
      return {
        async run(feeds, fetches) {
          await session.run(feeds as InferenceSession.FeedsType, fetches as InferenceSession.FeedsType);
        },
        release: () => session.release(),
      };
    },
  };
}
