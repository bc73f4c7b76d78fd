import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { kaleidoscope, type Manifold, mapInTurn, pace } from 'kaleidoflow';
import { of } from 'rxjs';
import { gif } from '../../src/frames/gif.js';
import type { Share } from './turns.js';

const fps = 15;

interface GifOfChains {
  readonly chains: number;
  readonly seed: number;
}

/**
 * A GIF that never ends, by a share of the engine, each frame drawn and encoded when it is due and the ones before have been taken.
 * It ends with the connection.
 */
export function sendGif(
  manifold: Manifold,
  response: ServerResponse,
  { engine, turn }: Share,
  chosen: GifOfChains,
): void {
  const frames = gif({ scale: 2, fps })();
  const sent = of(manifold)
    .pipe(
      kaleidoscope({ ...chosen, engine, emitStart: true }),
      pace(fps),
      mapInTurn((draw, signal) => turn(signal, () => frames.next(draw))),
      mapInTurn(async (chunks, signal) => {
        for (const chunk of chunks) if (!response.write(chunk)) await once(response, 'drain', { signal });
      }),
    )
    .subscribe({ error: () => response.destroy() });
  response.once('close', () => sent.unsubscribe());
}
