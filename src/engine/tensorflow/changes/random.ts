import { uniform } from '../../../base/random.js';

/** Runs `make` with a Math.random of our own: it is where TensorFlow.js's initialisers take their seeds from. */
export function withSeed<T>(key: number, make: () => T): T {
  const { random } = Math;
  let drawn = 0;
  Math.random = () => uniform(key, drawn++);
  try {
    return make();
  } finally {
    Math.random = random;
  }
}
