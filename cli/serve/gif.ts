import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Engine, kaleidoscope, type Manifold, toGif } from 'kaleidoflow';
import { of } from 'rxjs';
import { mapInTurn } from '../../operators/lift/rxjs/pace.js';
import { heartbeat } from './limits.js';

const fps = 15;

interface GifOfChains {
  readonly chains: number;
  readonly seed: number;
  readonly engine: Engine;
}

/** A GIF that never ends, each frame drawn when it is due and the ones before have been taken. It ends with the connection,
 * and with a viewer that takes nothing for two heartbeats. */
export function sendGif(manifold: Manifold, response: ServerResponse, options: GifOfChains): void {
  const gone = new AbortController();
  const { signal } = gone;
  const unlessGone = (wait: Promise<unknown>) => wait.catch(() => undefined);
  response.setTimeout(2 * heartbeat, () => response.destroy());
  const gif = of(manifold)
    .pipe(
      kaleidoscope({ ...options, emitStart: true }),
      mapInTurn(async (draw) => {
        await unlessGone(setTimeout(1000 / fps, undefined, { signal }));
        return draw;
      }),
      toGif({ scale: 2, fps }),
      mapInTurn(async (chunk) => {
        if (!response.write(chunk)) await unlessGone(once(response, 'drain', { signal }));
      }),
    )
    .subscribe({ error: () => response.destroy() });
  response.once('close', () => {
    gone.abort();
    gif.unsubscribe();
  });
}
