/** Curves over steps, on a scale of powers of ten, in an SVG of the page that has a `path` for each. */
export class Curve {
  readonly #paths: readonly SVGPathElement[];
  readonly #values: number[][];
  readonly #most: number;

  /** @param most How many values are kept of each; of more, the older ones leave, or every other one does. */
  constructor(svg: SVGSVGElement, most: number) {
    this.#paths = Array.from(svg.querySelectorAll('path'));
    this.#values = this.#paths.map(() => []);
    this.#most = most;
  }

  clear(): void {
    for (const values of this.#values) values.length = 0;
    this.#draw();
  }

  /** Adds a value to each; NaN where there is none. */
  add(...values: readonly number[]): void {
    this.#values.forEach((kept, i) => {
      kept.push(Math.log10(Math.max(values[i] ?? Number.NaN, 1e-9)));
      if (kept.length > this.#most) kept.shift();
    });
    this.#draw();
  }

  #draw(): void {
    const seen = this.#values.flat().filter(Number.isFinite);
    const low = Math.min(...seen);
    const high = Math.max(...seen, low + 0.5);
    this.#paths.forEach((path, i) => {
      path.setAttribute('d', outline(this.#values[i]!, low, high));
    });
  }
}

/** In a box of 100 by 100. */
function outline(values: readonly number[], low: number, high: number): string {
  let line = '';
  const across = 100 / Math.max(1, values.length - 1);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const y = 97 - (94 * (value - low)) / (high - low);
    line += `${line ? 'L' : 'M'}${(i * across).toFixed(2)} ${y.toFixed(2)}`;
  });
  return line;
}
