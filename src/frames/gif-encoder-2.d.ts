/** The parts of gif-encoder-2 that are used, and compared with; the package ships no types. */
declare module 'gif-encoder-2' {
  export default class GIFEncoder {
    constructor(width: number, height: number, algorithm?: 'neuquant' | 'octree');
    /** Everything written since `data` was last emptied. */
    out: { data: number[] };
    /** Hundredths of a second that the next frame is shown. */
    delay: number;
    /** NeuQuant looks at one of so many pixels; `setQuality` does not set it. */
    sample: number;
    /** The frame given to `addFrame`. */
    image: Uint8Array;
    indexedPixels: Uint8Array;
    /** 256 × [red, green, blue]. */
    colorTab: ArrayLike<number>;
    colorDepth: number;
    start(): void;
    setRepeat(times: number): void;
    addFrame(image: Uint8Array | Uint8ClampedArray): void;
    /** Turns `image` into `indexedPixels` and `colorTab`. */
    analyzePixels(): void;
    finish(): void;
  }
}
