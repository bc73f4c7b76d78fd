/** What runs ONNX graphs. */
export interface Runtime {
  /** The engine that it is the runtime of. */
  readonly engine: OnnxName;
  /** Said once where it is not the fastest there could be: which it is, and why. */
  readonly notice?: string;
  /** Numbers in an array of the caller's own. */
  tensor(values: Float32Array, dims: readonly number[]): Tensor;
  /** @param isHalf Whether another thread computes at the same time, and the cores are for both. */
  open(model: Uint8Array, isHalf?: boolean): Promise<Session>;
  /**
   * Opens a graph of rows, of which another thread computes the later half at the same time, there where threads share memory.
   * @param later The graph of that half, where it is another.
   */
  openHalves?(model: Uint8Array, later?: Uint8Array): Promise<Session>;
  /**
   * Opens a graph that goes on from what it has given: its output `next.NAME` is its input NAME in the next run. There where
   * the runtime has a memory of its own, in which this stays.
   * @param start The inputs of the first run.
   */
  openRecurrence?(model: Uint8Array, start: Tensors): Promise<Recurrence>;
}

export type OnnxName = 'onnx' | 'webgpu';

/** An open graph, and the state that it goes on from. */
export interface Recurrence {
  /** Takes the next state for its own, the first time the start, and computes with it all that the graph gives. */
  run(feeds: Tensors): Promise<void>;
  /** Copies of what the last run took for its state, or gave. */
  read(names: readonly string[]): Promise<Float32Array<ArrayBuffer>[]>;
  release(): Promise<void>;
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
