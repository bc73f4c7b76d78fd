import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import type { OpenBackend } from './backend.js';
import type { Tf } from './tf.js';

/**
 * TensorFlow.js on one backend. Tensors must be freed by hand there, and the scopes that free them can't span an await:
 * so all work is done in `run`, in one turn of the event loop, and what is to outlive it is kept as a variable or with
 * `tf.keep`.
 */
export class Runtime {
  readonly tf: Tf;
  readonly #backend: string;

  constructor({ tf, name }: OpenBackend) {
    this.tf = tf;
    this.#backend = name;
  }

  /** Computes, and frees every tensor made on the way. The result must be plain. */
  run<T>(compute: () => T): T {
    // A backend that is open takes over at once; the promise is for one that must be opened first.
    if (this.tf.getBackend() !== this.#backend) void this.tf.setBackend(this.#backend);
    let result: { value: T } | undefined;
    this.tf.tidy(() => {
      result = { value: compute() };
    });
    return result!.value;
  }

  /**
   * Makes a model, all its variables before `build` first waits; if that fails, they are freed. They are so by its `dispose` too:
   * that of TensorFlow.js counts how often a layer is applied, and keeps what is applied twice.
   */
  async make(build: () => LayersModel | Promise<LayersModel>): Promise<LayersModel> {
    const variables = () => Object.values(this.tf.engine().registeredVariables);
    const before = new Set(variables());
    let made: Variable[] = [];
    try {
      let building: LayersModel | Promise<LayersModel>;
      try {
        building = this.run(build);
      } finally {
        made = variables().filter((variable) => !before.has(variable));
      }
      const dispose = () => {
        this.tf.dispose(made);
        return { refCountAfterDispose: 0, numDisposedVariables: made.length };
      };
      return Object.assign(await building, { dispose });
    } catch (error) {
      this.tf.dispose(made);
      throw error;
    }
  }

  /** A copy of a tensor's numbers: on some backends they are otherwise the tensor's own. */
  read(tensor: Tensor): Float32Array {
    return Float32Array.from(tensor.dataSync<'float32'>());
  }
}
