/** The parts of gif-encoder-2 with which the encoder is compared; the package ships no types. */
declare module 'gif-encoder-2' {
  export default class GIFEncoder {
    constructor(width: number, height: number);
    /** Everything written since `data` was last emptied. */
    out: { data: number[] };
    /** Hundredths of a second that the next frame is shown. */
    delay: number;
    /** The frame given to `addFrame`. */
    image: Uint8Array;
    indexedPixels: Uint8Array;
    /** 256 × [red, green, blue]. */
    colorTab: ArrayLike<number>;
    colorDepth: number;
    start(): void;
    setRepeat(times: number): void;
    addFrame(image: Uint8Array): void;
    /** Turns `image` into `indexedPixels` and `colorTab`. */
    analyzePixels(): void;
    finish(): void;
  }
}
