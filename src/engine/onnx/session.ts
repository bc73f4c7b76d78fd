/** What runs ONNX graphs. */
export interface Runtime {
  /** Said once where it is not the fastest there could be: which it is, and why. */
  readonly notice?: string;
  /** Numbers in an array of the caller's own. */
  tensor(values: Float32Array, dims: readonly number[]): Tensor;
  open(model: Uint8Array): Promise<Session>;
}

/** An open graph. */
export interface Session {
  /** Computes what `fetches` names, into the arrays of its tensors. */
  run(feeds: Tensors, fetches: Tensors): Promise<void>;
  release(): Promise<void>;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** A tensor of the runtime's. */
export interface Tensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}
