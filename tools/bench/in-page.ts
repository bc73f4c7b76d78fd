/** What a page of `tools/pages` is asked for by a benchmark. */
export interface BenchPage {
  /** Milliseconds a step. */
  train(): Promise<number>;
  tfjsTrain(): Promise<number>;
  /** Milliseconds a draw of so many chains. */
  draw(chains: number, draws: number): Promise<number>;
  tfjsDraw(chains: number, draws: number): Promise<number>;
  /** GFLOP/s of the runtime's bare product. */
  product(): Promise<number>;
  /** Paints 48 chains while a training goes on. */
  frames(seconds: number): Promise<Shown>;
}

export interface Shown {
  /** A second. */
  readonly frames: number;
  /** Of the page's own thread, in milliseconds; 0 where none was longer than 50. */
  readonly longestTask: number;
  /** Steps of training meanwhile. */
  readonly steps: number;
}
