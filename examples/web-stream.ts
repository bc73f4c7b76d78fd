/**
 * Samples into Web streams: a GIF as the body of a Response, as servers of the fetch kind want it (Deno, Bun, Hono). Each
 * frame is computed when the reader of the body has room for it; when the reader leaves, the chain ends.
 */
import { writeFile } from 'node:fs/promises';
import { ReadableStream } from 'node:stream/web';
import { last, of } from 'ix/asynciterable';
import { take } from 'ix/asynciterable/operators';
import { fromMnist, kaleidoscope, toGif, trainManifold, withNoise } from 'kaleidoflow/ix';

const manifold = await last(fromMnist({ count: 10_000 }).pipe(trainManifold({ steps: 1_000, seed: 7 })));

function handle(request: Request): Response {
  const frames = Number(new URL(request.url).searchParams.get('frames'));
  const gif = of(manifold!).pipe(withNoise(0.03), kaleidoscope({ emitStart: true }), take(frames), toGif({ scale: 2 }));
  return new Response(ReadableStream.from(gif), { headers: { 'content-type': 'image/gif' } });
}

const response = handle(new Request('http://localhost/kaleidoscope.gif?frames=60'));
await writeFile('kaleidoscope.gif', Buffer.from(await response.arrayBuffer()));
console.log('kaleidoscope.gif', response.headers.get('content-type'));
