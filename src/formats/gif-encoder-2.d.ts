/** The part of gif-encoder-2 that `gif.ts` uses; the package ships no types. */
declare module 'gif-encoder-2/src/TypedNeuQuant.js' {
  export default class NeuQuant {
    /** @param pixels [red, green, blue] after one another. @param sample 1 looks at all of them, 30 at few. */
    constructor(pixels: Uint8Array, sample: number);
    buildColormap(): void;
    /** 256 × [red, green, blue]. */
    getColormap(): ArrayLike<number>;
    lookupRGB(red: number, green: number, blue: number): number;
  }
}
