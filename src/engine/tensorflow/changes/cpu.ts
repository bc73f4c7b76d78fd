import type { Tf } from '../tf.js';
import { replaceKernel } from './kernel.js';

/**
 * Starts TensorFlow.js's cpu backend and makes it the one in use. Its gradient of `resizeNearestNeighbor`, a U-Net's way up,
 * reads every image's from where the first one has it, so it is given them one by one.
 */
export async function startCpu(tf: Tf): Promise<void> {
  await tf.setBackend('cpu');
  replaceKernel(tf, 'cpu', 'ResizeNearestNeighborGrad', (old) => ({ images, dy }, attrs) => {
    const [image] = tf.split(images!, images!.shape[0]!);
    return tf.concat(tf.split(dy!, dy!.shape[0]!).map((dy) => old({ images: image!, dy }, attrs)));
  });
}
