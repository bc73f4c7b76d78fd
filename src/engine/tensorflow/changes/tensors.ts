import type { Tensor } from '@tensorflow/tfjs';
import { platform } from '#platform';
import type { AsyncContext } from '../../../platform/platform.js';
import type { Tf } from '../tf.js';

const followed = new WeakMap<object, AsyncContext<Set<Tensor>>>();

/**
 * Notes every tensor for the call that makes it, in the set that the call runs with. TensorFlow.js's own scopes can't: they
 * are one stack for the whole process, so one that spans an await would take what others make meanwhile.
 */
export function followTensors(tf: Tf): AsyncContext<Set<Tensor>> {
  const engine = tf.engine() as unknown as { track(tensor: Tensor): Tensor };
  const known = followed.get(engine);
  if (known) return known;
  const maker = platform.asyncContext<Set<Tensor>>();
  const { track } = engine;
  engine.track = (tensor) => {
    maker.current()?.add(tensor);
    return track.call(engine, tensor);
  };
  followed.set(engine, maker);
  return maker;
}
