import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../tf.js';

type Kernel = (inputs: Readonly<Record<string, Tensor>>, attrs: NamedAttrMap) => Tensor;

/** Puts another kernel in the place of a backend's own, which it may use. */
export function replaceKernel(tf: Tf, backendName: string, kernelName: string, kernel: (old: Kernel) => Kernel): void {
  const known = tf.getKernel(kernelName, backendName);
  if (known) tf.unregisterKernel(kernelName, backendName);
  const backend = tf.findBackend(backendName);
  const old: Kernel = (inputs, attrs) => known.kernelFunc({ inputs, backend, attrs }) as Tensor;
  const made = kernel((inputs, attrs) => tf.engine().makeTensorFromTensorInfo(old(inputs, attrs)));
  tf.registerKernel({
    ...known,
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => made(inputs as Record<string, Tensor>, attrs!)),
  });
}
