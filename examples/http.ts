/**
 * Samples over HTTP: a page with a GIF that never ends, drawn while it is watched, each frame when it is due. Each visitor has chains
 * of their own, which wait for the connection too, and end when it closes. The digits are learned once, and kept in a directory. For
 * a model that is there, `npx kaleidoflow serve` does this and more.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { last, of } from 'ix/asynciterable';
import { tap } from 'ix/asynciterable/operators';
import { fromMnist, kaleidoscope, lowestLoss, pace, toGif, training, withNoise } from 'kaleidoflow/ix';
import { progress } from './progress.js';

const steps = 1_500;
const learning = progress('training', steps);
const manifold = await last(
  fromMnist({ count: 10_000 }).pipe(
    training({ steps, every: 50, seed: 7, checkpoint: 'digits' }),
    tap(({ step, loss }) => learning.at(step, `loss ${loss.toFixed(4)}`)),
    lowestLoss(),
  ),
);
learning.stop();

const fps = 15;
let visitors = 0;
const server = createServer((request, response) => {
  if (request.url !== '/kaleidoscope.gif') {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>A kaleidoscope</title><img src="/kaleidoscope.gif" alt="digits that wander">');
    return;
  }
  response.setHeader('content-type', 'image/gif');
  const gif = of(manifold!).pipe(
    withNoise(0.03),
    kaleidoscope({ chains: 48, seed: visitors++, emitStart: true }),
    pace(fps),
    toGif({ scale: 2, fps }),
  );
  pipeline(Readable.from(gif), response, () => console.log('a visitor has left'));
});

server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`);
});
process.once('SIGINT', () => {
  server.close();
  server.closeAllConnections();
});
