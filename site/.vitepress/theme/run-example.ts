import examples from 'virtual:examples';
import { map, type OperatorFunction, toArray } from 'rxjs';
import { button } from './button.js';

/** Runs the example above it in this page, and shows what it prints and the files that it writes. */
class RunExample extends HTMLElement {
  readonly #output = document.createElement('output');

  connectedCallback(): void {
    this.replaceChildren(
      button('Run', () => void this.#run()),
      this.#output,
    );
  }

  async #run(): Promise<void> {
    this.#output.replaceChildren();
    this.dataset.state = 'running';
    try {
      const { default: example } = await examples[this.getAttribute('name')!]!();
      await example({ log: (...values) => this.#show(`${values.map(written).join(' ')}\n`) }, (path) =>
        this.#file(path),
      );
      this.dataset.state = 'done';
    } catch (error) {
      this.#show(String(error));
    }
  }

  #show(what: string | Node): void {
    this.#output.append(what);
  }

  /** Takes the place of `toFile`: what would be written is shown. */
  #file(path: string): OperatorFunction<Uint8Array<ArrayBuffer>, { path: string; bytes: number }> {
    return (chunks) =>
      chunks.pipe(
        toArray(),
        map((all) => {
          const blob = new Blob(all);
          const url = URL.createObjectURL(blob);
          const isPicture = /\.(gif|png)$/.test(path);
          this.#show(
            isPicture
              ? Object.assign(new Image(), { src: url, alt: path })
              : Object.assign(document.createElement('a'), { href: url, download: path, textContent: path }),
          );
          return { path, bytes: blob.size };
        }),
      );
  }
}

/** As a console writes it, of arrays what fits a line. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  if (ArrayBuffer.isView(value)) return written(Array.from(value as Float32Array).slice(0, 12));
  if (typeof value === 'number') return String(Math.round(value * 1e6) / 1e6);
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  return JSON.stringify(value, null, 1).replace(/\s+/g, ' ');
}

customElements.define('run-example', RunExample);
