import type { Canvas, CanvasImage } from 'kaleidoflow';

/** A canvas that keeps the pixels of what was last painted. */
export class KeptCanvas implements Canvas {
  width = 0;
  height = 0;
  painted = 0;
  pixels = new Uint8ClampedArray();

  getContext() {
    return {
      createImageData: (width: number, height: number): CanvasImage => ({
        data: new Uint8ClampedArray(4 * width * height),
      }),
      putImageData: ({ data }: CanvasImage) => {
        this.painted++;
        this.pixels = data.slice();
      },
    };
  }
}
