/**
 * A network watched while it learns: every 25 steps it is applied twenty times to the same noise, and the states it
 * reaches are a frame of a GIF: a kaleidoscope that comes into focus. Where sampling is slower than training, the newest
 * network takes over.
 */
import { fromMnist, kaleidoscope, thin, toFile, toGif, training } from 'kaleidoflow';
import { of, switchMap, take, tap } from 'rxjs';
import { progress } from './progress.js';

const steps = 3_000;
const learning = progress('training', steps);

fromMnist({ count: 10_000 })
  .pipe(
    training({ steps, every: 25, seed: 7 }),
    tap({ next: ({ step, loss }) => learning.at(step, `loss ${loss.toFixed(4)}`), finalize: learning.stop }),
    switchMap((step) => of(step.manifold()).pipe(kaleidoscope({ chains: 48, seed: 7 }), thin(20), take(1))),
    toGif({ columns: 8, scale: 2, fps: 12 }),
    toFile('focus.gif'),
  )
  .subscribe(({ path, bytes }) => console.log(`${path} (${(bytes / 1e6).toFixed(1)} MB)`));
