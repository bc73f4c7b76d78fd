import { type Draw, fromManifold, kaleidoscope, toCanvas, withWalk } from 'kaleidoflow';
import { type Subscription, take } from 'rxjs';
import digits from '../../../playground/learn/digits.safetensors?url';
import { button } from './button.js';

const columns = 10;
const rows = 4;

/** Digits that wander, computed in this page. Where they can't be, the picture that stands in the element stays. */
class LiveDigits extends HTMLElement {
  readonly #canvas = document.createElement('canvas');
  readonly #hold = button('Pause', () => (this.#running ? this.#stop() : this.#go()));
  readonly #again = button('New noise', () => {
    this.#stop();
    this.#draw = undefined;
    this.#seed++;
    this.#go();
  });
  #draw: Draw | undefined;
  #running: Subscription | undefined;
  #seed = 7;

  connectedCallback(): void {
    this.#canvas.role = 'img';
    this.#canvas.ariaLabel = 'Noise becomes handwritten digits, which wander';
    this.#go();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  /** From noise, or on from the draw at which it stopped; some draws only for those who ask for less motion. */
  #go(): void {
    const start = this.#draw ? { start: this.#draw } : { chains: columns * rows, emitStart: true };
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#hold.textContent = 'Pause';
    this.#running = fromManifold(digits)
      .pipe(
        withWalk(),
        kaleidoscope({ seed: this.#seed, ...start }),
        take(isStill ? 40 : Number.POSITIVE_INFINITY),
        toCanvas(this.#canvas, { columns, gap: 3, fps: 12 }),
      )
      .subscribe({
        next: (draw) => {
          if (!this.#canvas.isConnected) this.replaceChildren(this.#canvas, this.#hold, this.#again);
          this.#draw = draw;
          this.dataset.step = String(draw.step);
        },
        complete: () => this.#stop(),
        error: (error) => console.warn(error),
      });
  }

  #stop(): void {
    this.#running?.unsubscribe();
    this.#running = undefined;
    this.#hold.textContent = 'Go on';
  }
}

customElements.define('live-digits', LiveDigits);
