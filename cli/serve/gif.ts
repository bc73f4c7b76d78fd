import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Engine, kaleidoscope, type Manifold, mapInTurn, pace, toGif } from 'kaleidoflow';
import { of } from 'rxjs';
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
  response.setTimeout(2 * heartbeat, () => response.destroy());
  const gif = of(manifold)
    .pipe(
      kaleidoscope({ ...options, emitStart: true }),
      pace(fps),
      toGif({ scale: 2, fps }),
      mapInTurn(async (chunk, signal) => {
        if (!response.write(chunk)) await once(response, 'drain', { signal });
      }),
    )
    .subscribe({ error: () => response.destroy() });
  response.once('close', () => gif.unsubscribe());
}
