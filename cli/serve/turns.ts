import type { Engine, OpenMap } from 'kaleidoflow/engine';

/** One of those who share an engine. */
interface Sharer {
  /** Milliseconds of the engine that it has had, or would have had, had it asked all the time. */
  had: number;
}

/** What each of those who share an engine has of it. */
export interface Share {
  /** The engine, as this one may use it. */
  readonly engine: Engine;
  /** Does work when its turn has come; rejects where the signal takes it back before. */
  turn<T>(signal: AbortSignal | undefined, work: () => T | Promise<T>): Promise<T>;
}

interface Waiting {
  readonly sharer: Sharer;
  begin(): void;
}

/** How much less than the others one can have had, in milliseconds, who has not asked all the time. */
const credit = 100;

/**
 * Shares an engine fairly, by the time that it works for each: what is returned makes a share for one more. Whoever has had
 * least is next; who comes is taken to have had as much as those who are there, and what somebody no longer waits for is taken out
 * of the queue before it begins.
 */
export function takingTurns(engine: Engine): () => Share {
  const waiting = new Set<Waiting>();
  let busy = false;
  /** The most that one who has begun had had. */
  let now = 0;
  const hadBy = ({ sharer }: Pick<Waiting, 'sharer'>) => Math.max(sharer.had, now - credit);

  async function turn<T>(sharer: Sharer, signal: AbortSignal | undefined, work: () => T | Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    if (busy) await place(sharer, signal);
    busy = true;
    sharer.had = hadBy({ sharer });
    now = Math.max(now, sharer.had);
    const began = performance.now();
    try {
      return await work();
    } finally {
      sharer.had += performance.now() - began;
      const next = [...waiting].reduce<Waiting | undefined>(
        (least, each) => (least && hadBy(least) <= hadBy(each) ? least : each),
        undefined,
      );
      if (next) next.begin();
      else busy = false;
    }
  }

  const place = (sharer: Sharer, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.delete(mine);
        reject(signal!.reason);
      };
      const mine = {
        sharer,
        begin() {
          waiting.delete(mine);
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      waiting.add(mine);
      signal?.addEventListener('abort', leave);
    });

  return () => {
    const sharer: Sharer = { had: now };
    const mine: Share['turn'] = (signal, work) => turn(sharer, signal, work);
    const openMap: Engine['openMap'] = (manifold, options) =>
      mine(options.signal, async (): Promise<OpenMap> => {
        const map = await engine.openMap(manifold, options);
        return {
          ...map,
          apply: (states, step, first, signal) => mine(signal, () => map.apply(states, step, first, signal)),
        };
      });
    return { engine: { ...engine, openMap }, turn: mine };
  };
}
