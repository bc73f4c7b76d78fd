/** Pixels of red, green, blue and alpha, row after row. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * A picture in another size, by the kernels that libvips takes, so that it looks as in Node: Lanczos3 for a smaller one, and
 * Catmull-Rom for a larger one. Browsers' own are faster, each has another, and small pictures of large ones tell.
 */
export function resize({ data, width, height }: Pixels, to: { width: number; height: number }): Pixels {
  const tall =
    height === to.height
      ? data
      : along(data, { from: height, to: to.height, step: width, lines: width, apart: 1, apartAfter: 1 });
  const wide =
    width === to.width
      ? tall
      : along(tall, { from: width, to: to.width, step: 1, lines: to.height, apart: width, apartAfter: to.width });
  return { data: wide, width: to.width, height: to.height };
}

/** Lines of pixels, in pixels: how many each has and shall have, from one to the next in it, and from line to line. */
interface Lines {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly lines: number;
  readonly apart: number;
  readonly apartAfter: number;
}

function along(data: Uint8ClampedArray, { from, to, step, lines, apart, apartAfter }: Lines): Uint8ClampedArray {
  const result = new Uint8ClampedArray(4 * to * lines);
  for (let i = 0; i < to; i++) {
    const { first, weights } = weightsOf(i, from, to);
    const places = Int32Array.from(weights, (_, tap) => 4 * step * Math.max(0, Math.min(from - 1, first + tap)));
    for (let line = 0; line < lines; line++) {
      const [at, start] = [4 * (i * step + line * apartAfter), 4 * line * apart];
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let tap = 0; tap < weights.length; tap++) {
        const [weight, place] = [weights[tap]!, start + places[tap]!];
        red += weight * data[place]!;
        green += weight * data[place + 1]!;
        blue += weight * data[place + 2]!;
        alpha += weight * data[place + 3]!;
      }
      result[at] = red;
      result[at + 1] = green;
      result[at + 2] = blue;
      result[at + 3] = alpha;
    }
  }
  return result;
}

/** What each pixel of a line adds to the one at a place in the new line. */
function weightsOf(place: number, from: number, to: number): { first: number; weights: Float64Array } {
  const scale = from / to;
  const [kernel, reach] = scale > 1 ? [lanczos, 3 * scale] : [catmullRom, 2];
  // libvips enlarges from half a new pixel further back than it makes smaller.
  const centre = (scale > 1 ? place + 0.5 : place) * scale - 0.5;
  const first = Math.ceil(centre - reach);
  const weights = Float64Array.from({ length: Math.floor(centre + reach) - first + 1 }, (_, tap) =>
    kernel((first + tap - centre) / Math.max(1, scale)),
  );
  const sum = weights.reduce((a, b) => a + b);
  return { first, weights: weights.map((weight) => weight / sum) };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (x: number): number => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);

function catmullRom(x: number): number {
  const far = Math.abs(x);
  if (far < 1) return (1.5 * far - 2.5) * far * far + 1;
  return far < 2 ? ((2.5 - 0.5 * far) * far - 4) * far + 2 : 0;
}
