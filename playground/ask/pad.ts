import type { Samples } from 'kaleidoflow';
import type { Asked } from '../settings/part.js';

export type Brush = 'free' | 'light' | 'dark';

/** A picture that is painted on, and of which parts are not known. */
export class Pad {
  readonly #canvas: HTMLCanvasElement;
  #picture: Samples | undefined;
  #known: Uint8Array<ArrayBuffer> = new Uint8Array();
  #cursor: readonly [row: number, column: number] | undefined;
  brush: Brush = 'free';

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    let down = false;
    const mark = (event: PointerEvent) => {
      const box = canvas.getBoundingClientRect();
      const [rows, columns] = this.#sides();
      this.#mark(((event.clientY - box.top) / box.height) * rows, ((event.clientX - box.left) / box.width) * columns);
    };
    canvas.addEventListener('pointerdown', (event) => {
      down = true;
      canvas.setPointerCapture(event.pointerId);
      mark(event);
    });
    canvas.addEventListener('pointermove', (event) => down && mark(event));
    for (const end of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(end, () => (down = false));
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('focus', () => this.#cursorAt(canvas.matches(':focus-visible') ? [14, 14] : undefined));
    canvas.addEventListener('blur', () => this.#cursorAt(undefined));
  }

  /** Takes one picture, and what is known of it: all by default. */
  take(picture: Samples, known?: Uint8Array<ArrayBuffer>): void {
    this.#picture = { ...picture, values: picture.values.slice() };
    this.#known = known?.slice() ?? new Uint8Array(picture.values.length).fill(1);
    this.#paint();
  }

  /** Forgets the places of which this is true. */
  forget(where: (row: number, column: number, rows: number, columns: number) => boolean): void {
    const [rows, columns, channels] = this.#sides();
    for (let at = 0; at < this.#known.length; at++) {
      const pixel = Math.floor(at / channels);
      if (where(Math.floor(pixel / columns), pixel % columns, rows, columns)) this.#known[at] = 0;
    }
    this.#paint();
  }

  asked(): Asked | undefined {
    return this.#picture && { samples: this.#picture, mask: this.#known.slice() };
  }

  #sides(): readonly [rows: number, columns: number, channels: number] {
    const [rows = 1, columns = 1, channels = 1] = this.#picture?.shape ?? [];
    return [rows, columns, channels];
  }

  /** Paints, empties or forgets what is around a place. */
  #mark(row: number, column: number): void {
    if (!this.#picture) return;
    const { values, range } = this.#picture;
    const [rows, columns, channels] = this.#sides();
    const radius = this.brush === 'light' ? 1.1 : 2.2;
    for (let y = Math.max(0, Math.floor(row - 3)); y < Math.min(rows, row + 3); y++)
      for (let x = Math.max(0, Math.floor(column - 3)); x < Math.min(columns, column + 3); x++) {
        if (Math.hypot(y + 0.5 - row, x + 0.5 - column) > radius) continue;
        for (let channel = 0; channel < channels; channel++) {
          const at = (y * columns + x) * channels + channel;
          this.#known[at] = this.brush === 'free' ? 0 : 1;
          if (this.brush !== 'free') values[at] = range[this.brush === 'light' ? 1 : 0];
        }
      }
    this.#paint();
  }

  #key(event: KeyboardEvent): void {
    const [dy, dx] = arrows[event.key] ?? [0, 0];
    if (!this.#cursor) return;
    const [row, column] = this.#cursor;
    const [rows, columns] = this.#sides();
    if (event.key === ' ' || event.key === 'Enter') this.#mark(row + 0.5, column + 0.5);
    else if (dx !== 0 || dy !== 0) this.#cursorAt([between(row + dy, rows), between(column + dx, columns)]);
    else return;
    event.preventDefault();
  }

  #cursorAt(cursor: readonly [number, number] | undefined): void {
    this.#cursor = cursor;
    this.#paint();
  }

  #paint(): void {
    const [rows, columns, channels] = this.#sides();
    const canvas = this.#canvas;
    if (!this.#picture) return;
    if (canvas.width !== columns * 8) Object.assign(canvas, { width: columns * 8, height: rows * 8 });
    const context = canvas.getContext('2d')!;
    const style = getComputedStyle(canvas);
    const { values, range } = this.#picture;
    const [low, high] = range;
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    // Grey pictures are ink on paper here, as on the plate.
    const inked = channels === 1 && !dark;
    const grey = (at: number) => Math.round((255 * (inked ? high - values[at]! : values[at]! - low)) / (high - low));
    for (let pixel = 0; pixel < rows * columns; pixel++) {
      const [x, y] = [(pixel % columns) * 8, Math.floor(pixel / columns) * 8];
      const at = pixel * channels;
      const known = this.#known[at] === 1;
      context.fillStyle = known
        ? `rgb(${channels === 3 ? [grey(at), grey(at + 1), grey(at + 2)] : [grey(at), grey(at), grey(at)]})`
        : style.getPropertyValue('--unknown');
      context.fillRect(x, y, 8, 8);
      if (known) continue;
      context.fillStyle = style.getPropertyValue('--hatch');
      context.fillRect(x + 3, y + 3, 2, 2);
    }
    if (!this.#cursor) return;
    context.strokeStyle = style.getPropertyValue('--second');
    context.lineWidth = 2;
    context.strokeRect(this.#cursor[1] * 8 + 1, this.#cursor[0] * 8 + 1, 6, 6);
  }
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

const between = (place: number, end: number): number => Math.max(0, Math.min(end - 1, place));
