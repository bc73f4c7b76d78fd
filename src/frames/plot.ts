export type Colour = readonly [red: number, green: number, blue: number];

/** Glyphs of three by five, those that are needed: a number a line, of which the highest bit is at the left. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  '0': [7, 5, 5, 5, 7],
  '1': [2, 6, 2, 2, 7],
  '2': [7, 1, 7, 4, 7],
  '3': [7, 1, 3, 1, 7],
  '4': [5, 5, 7, 1, 1],
  '5': [7, 4, 7, 1, 7],
  '6': [7, 4, 7, 5, 7],
  '7': [7, 1, 2, 2, 2],
  '8': [7, 5, 7, 5, 7],
  '9': [7, 5, 7, 1, 7],
  '.': [0, 0, 0, 0, 2],
  '-': [0, 0, 7, 0, 0],
  a: [2, 5, 7, 5, 5],
  d: [6, 5, 5, 5, 6],
  e: [7, 4, 6, 4, 7],
  i: [7, 2, 2, 2, 7],
  l: [4, 4, 4, 4, 7],
  n: [6, 5, 5, 5, 5],
  o: [7, 5, 5, 5, 7],
  s: [7, 4, 7, 1, 7],
  t: [7, 2, 2, 2, 2],
  v: [5, 5, 5, 5, 2],
};

/**
 * A white picture to draw on.
 * @param dot Pixels that a dot of a letter is wide and high.
 */
export function plot(width: number, height: number, dot: number) {
  const pixels = new Uint8Array(3 * width * height).fill(255);
  /** A rectangle in pixels from the top left. */
  const fill = (x: number, y: number, w: number, h: number, colour: Colour) => {
    for (let row = Math.max(y, 0); row < Math.min(y + h, height); row++)
      for (let column = Math.max(x, 0); column < Math.min(x + w, width); column++)
        pixels.set(colour, 3 * (row * width + column));
  };
  /** A text with its beginning, its middle, or its end at a place. */
  const write = (text: string, x: number, y: number, share: 0 | 0.5 | 1, colour: Colour) => {
    const start = x - Math.round(share * (4 * text.length - 1) * dot);
    for (const [i, letter] of [...text].entries())
      for (const [row, bits] of glyphs[letter]!.entries())
        for (let column = 0; column < 3; column++)
          if (bits & (4 >> column)) fill(start + (4 * i + column) * dot, y + row * dot, dot, dot, colour);
  };
  return { pixels, fill, write };
}
