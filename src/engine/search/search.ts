/** Rows of `size` numbers each, one after the other. */
export interface Rows {
  /** Row after row. */
  readonly values: Float32Array;
  /** Numbers in a row. */
  readonly size: number;
}

/** Rows ready to be searched. The answers are exact, so they are the same whatever searches. */
export interface OpenSearch {
  /** Looks for the nearest row of each row of x. */
  nearest(x: Float32Array): Promise<NearestRows>;
  /** Frees what it holds. It is not asked again. */
  close(): Promise<void>;
}

/** For each row of x the nearest row y, the first of equals, and ‖x − y‖² / D. */
export interface NearestRows {
  /** The number of the row y. */
  readonly index: Int32Array;
  /** ‖x − y‖² / D. */
  readonly distance: Float32Array;
}

/** Rows ready to be compared with. */
export interface OpenComparison {
  /** Compares other rows of the same size. When aborted, it ends within 50 ms, or once the eigenvalues are found. */
  compare(values: Float32Array, signal: AbortSignal): Promise<Comparison>;
  close(): Promise<void>;
}

/**
 * How alike the samples and the reference are. A ball about a row reaches to its k-th nearest among the rows of its own
 * kind.
 */
export interface Comparison {
  /** The share of the samples that are in a ball about a row of the reference: how many look real. */
  readonly precision: number;
  /** The share of the reference that is in a ball about a sample: how much of it could have been drawn. */
  readonly recall: number;
  /** In how many balls about rows of the reference a sample is, the mean over k; 1 where both are distributed alike. */
  readonly density: number;
  /** The share of the balls about rows of the reference that hold a sample. */
  readonly coverage: number;
  /** The Fréchet distance between the Gaussians of their means and covariances, ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½). */
  readonly frechet: number;
}
