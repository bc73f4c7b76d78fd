/** The API of TensorFlow.js, which is one for all backends. */
export type Tf = typeof import('@tensorflow/tfjs');
