// biome-ignore-all lint/suspicious/noTsIgnore: whether there is an error depends on what is installed

/**
 * The types of TensorFlow.js that the library's own speak of. Where `@tensorflow/tfjs` is not installed they are `any`, so
 * that everything else type-checks without it: each comment's last line sees to that, and is written so that it stays in
 * the declarations.
 */

/** `tf.LayersModel`.
 * @ts-ignore */
export type LayersModel = import('@tensorflow/tfjs').LayersModel;

/** `tf.Tensor`.
 * @ts-ignore */
export type Tensor = import('@tensorflow/tfjs').Tensor;
