import type { Thread } from '../../platform/platform.js';

/** The line before a thread. What waits in it is still here, so that those who leave take along what they have asked. */
export interface Line {
  ask<T>(asking: Asking): Promise<T>;
  /** Whoever this is will not wait any longer: what they have asked fails, unless the thread already has it. */
  leave(who: object): void;
}

interface Asking {
  readonly who: object;
  readonly question: unknown;
  /** Buffers in the question that are handed over. */
  readonly transfer: readonly ArrayBuffer[];
  /** Takes the question out of the line. */
  readonly signal: AbortSignal | undefined;
}

/** What the thread has at most: the question that it answers, and the one that it will have at hand then. */
const atHand = 2;

export function lineBefore(thread: Thread): Line {
  const waiting = new Set<{ readonly who: object; begin(): void; leave(): void }>();
  let taken = 0;

  const turn = ({ who, signal }: Asking) =>
    new Promise<void>((resolve, reject) => {
      const place = {
        who,
        begin() {
          out();
          resolve();
        },
        leave() {
          out();
          reject(new DOMException('what was asked is not wanted any more', 'AbortError'));
        },
      };
      function out() {
        waiting.delete(place);
        signal?.removeEventListener('abort', place.leave);
      }
      waiting.add(place);
      signal?.addEventListener('abort', place.leave);
    });

  return {
    async ask<T>(asking: Asking): Promise<T> {
      if (taken < atHand) taken++;
      else await turn(asking);
      try {
        return await thread.ask<T>(asking.question, asking.transfer);
      } finally {
        const [next] = waiting;
        if (next) next.begin();
        else taken--;
      }
    },
    leave(who) {
      for (const place of waiting) if (place.who === who) place.leave();
    },
  };
}
