import type { Samples } from '../samples.js';

/** What finds the nearest samples. The answer is exact, so it is the same whichever engine runs the network. */
export interface SearchEngine {
  openSearch(samples: Samples, chains: number): Promise<OpenSearch>;
}

/** Samples ready to be searched. */
export interface OpenSearch {
  nearest(x: Float32Array): Promise<NearestRows>;
  close(): Promise<void>;
}

/** For each row of x the nearest sample y, the first of equals, and ‖x − y‖² / D. */
export interface NearestRows {
  readonly index: Int32Array;
  readonly distance: Float32Array;
}
