import { type Draw, measure } from 'kaleidoflow';
import {
  BehaviorSubject,
  defer,
  filter,
  finalize,
  firstValueFrom,
  type MonoTypeOperatorFunction,
  merge,
  Subject,
} from 'rxjs';

/** How fast the chains go. They stand while it is paused, and then take single steps. */
export class Tempo {
  readonly playing$: BehaviorSubject<boolean>;
  /** Draws a second. */
  speed = 12;
  readonly #single$ = new Subject<void>();
  #due = 0;

  constructor(playing: boolean) {
    this.playing$ = new BehaviorSubject(playing);
  }

  step(): void {
    this.playing$.next(false);
    this.#single$.next();
  }

  /** Holds the chain back: a measure that takes time keeps it waiting. The first draw comes at once. */
  hold<D extends Draw>(): MonoTypeOperatorFunction<D> {
    return (draws) =>
      defer(() => {
        const over = new Subject<void>();
        let first = true;
        const time = async () => {
          if (!first) await this.#next(over);
          first = false;
          return performance.now();
        };
        return draws.pipe(
          measure({ time }),
          finalize(() => over.next()),
        );
      });
  }

  async #next(over: Subject<void>): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(now, this.#due + 1_000 / this.speed);
    const goes = firstValueFrom(merge(this.playing$.pipe(filter((playing) => playing)), this.#single$, over));
    await new Promise((resolve) => setTimeout(resolve, this.#due - now));
    await goes;
  }
}
