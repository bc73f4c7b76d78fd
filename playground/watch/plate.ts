import { type Draw, toCanvas } from 'kaleidoflow';
import { BehaviorSubject, type MonoTypeOperatorFunction, type Observable, tap } from 'rxjs';
import type { Point } from '../settings/fields.js';
import { arePoints, type Settings } from '../settings/settings.js';
import type { Field } from './field.js';
import { paintLine, type Scene } from './line.js';
import { paintPlane } from './plane.js';

const longestTrail = 40;

const empty: Scene = { points: [], field: undefined, trail: [], cursor: undefined };

/** The canvas, and how draws come onto it. */
export class Plate {
  readonly canvas: HTMLCanvasElement;
  /** Width by height of the room for it. */
  readonly shape$: BehaviorSubject<number>;
  #scene: Scene = empty;
  #settings: Settings | undefined;
  #due = 0;

  constructor(canvas: HTMLCanvasElement, settings$: Observable<Settings>) {
    this.canvas = canvas;
    settings$.subscribe((settings) => this.#show(settings));
    this.shape$ = new BehaviorSubject(1.5);
    // It calls back at first too, when the page has been laid out.
    new ResizeObserver(() => {
      this.shape$.next(shapeOf(canvas));
      this.#repaint();
    }).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#repaint());
  }

  /** Paints draws: pictures in rows, points where they are in the domain. */
  paint<D extends Draw>(settings: Settings, columns: number): MonoTypeOperatorFunction<D> {
    if (!arePoints(settings)) return toCanvas(this.canvas, { columns, gap: settings.subject === 'digits' ? 3 : 1 });
    this.#scene = { ...this.#scene, trail: [] };
    return tap((draw) => {
      this.#change({ trail: [draw, ...this.#scene.trail].slice(0, longestTrail) });
    });
  }

  field(field: Field | undefined): void {
    this.#change({ field });
  }

  get cursor(): Point | undefined {
    return this.#scene.cursor;
  }

  cursorAt(cursor: Point | undefined): void {
    this.#change({ cursor });
  }

  /** Shows other points, or none where there are pictures. */
  #show(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (before?.subject !== settings.subject) {
      this.canvas.width = 300; // and so it is empty
      this.#scene = empty;
    }
    if (this.#scene.points !== settings.points) this.#change({ points: settings.points });
  }

  #change(changed: Partial<Scene>): void {
    this.#scene = { ...this.#scene, ...changed };
    this.#repaint();
  }

  #repaint(): void {
    const settings = this.#settings;
    if (!settings || !arePoints(settings)) return;
    cancelAnimationFrame(this.#due);
    this.#due = requestAnimationFrame(() => {
      const paint = settings.subject === 'line' ? paintLine : paintPlane;
      paint(this.canvas, this.#scene);
    });
  }
}

const shapeOf = ({ clientWidth, clientHeight }: HTMLCanvasElement): number =>
  clientWidth > 0 && clientHeight > 0 ? clientWidth / clientHeight : 1.5;

/** Columns that fill a room of this shape with so many squares. */
export const columnsFor = (chains: number, shape: number): number =>
  Math.max(1, Math.min(chains, Math.round(Math.sqrt(chains * shape))));
