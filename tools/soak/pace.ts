import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream, WritableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import { of } from 'ix/asynciterable';
import { map, withAbort } from 'ix/asynciterable/operators';
import type { Draw } from 'kaleidoflow';
import { kaleidoscope, withNoise } from 'kaleidoflow/ix';
import type { Counts } from './counts.js';
import { quickNetwork } from './networks.js';

/** How far a chain came before a slow consumer. */
export interface Pace {
  readonly consumer: string;
  readonly taken: number;
  readonly computed: number;
  /** The most draws that were computed and not yet taken, at any time. */
  readonly ahead: number;
  /** Resident memory at the end over that after a tenth of the time, in MB. */
  readonly growth: number;
}

/** Takes every draw at its own pace, by calling `take` when it has come. */
type Consumer = (draws: AsyncIterable<Draw>, take: () => Promise<void>, stop: AbortSignal) => Promise<unknown>;

const bytesOf = ({ values }: Draw) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const consumers: Record<string, Consumer> = {
  'for await': async (draws, take) => {
    for await (const _ of draws) await take();
  },

  'a Node stream': (draws, take, signal) => {
    const sink = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write: (_, __, done) => void take().then(() => done(), done),
    });
    return pipeline(Readable.from(draws), sink, { signal });
  },

  'a Web stream': (draws, take, signal) =>
    ReadableStream.from(draws).pipeTo(new WritableStream({ write: take }), { signal }),

  'an HTTP/2 client': async (draws, take, signal) => {
    const server = http2.createServer();
    server.on('stream', (response) => {
      response.respond({ ':status': 200 });
      pipeline(map(bytesOf)(draws), response).catch(() => {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // HTTP/2's window bounds what is under way from end to end; over HTTP/1.1 the system's socket buffers take some MB.
    const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      settings: { initialWindowSize: 2 ** 14 },
    });
    try {
      const request = client.request({ ':path': '/' }).on('error', () => {}); // when the server stops, in the end
      while (!signal.aborted) {
        await read(request, 48 * 28 * 28 * 4);
        await take();
      }
    } finally {
      client.destroy();
      server.close();
    }
  },
};

/** Reads so many bytes from a stream, and leaves the rest where it is. */
async function read(stream: Readable, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; ) {
    const chunk: Buffer | null = stream.read(Math.min(left, stream.readableLength || 1));
    if (chunk) left -= chunk.length;
    else await once(stream, 'readable');
  }
}

/** For each kind of consumer, taking one draw every 100 ms: how far the chain was ahead of it. */
export async function measurePace(seconds: number, counts: Counts): Promise<Pace[]> {
  const results: Pace[] = [];
  for (const [consumer, consume] of Object.entries(consumers)) {
    const stop = new AbortController();
    const before = counts.applied;
    let [taken, ahead, early] = [0, 0, 0];
    const look = () => {
      ahead = Math.max(ahead, counts.applied - before - taken);
    };
    const watch = setInterval(look, 5);
    const remember = setTimeout(() => {
      globalThis.gc?.();
      early = process.memoryUsage.rss();
    }, seconds * 100);
    setTimeout(() => stop.abort(), seconds * 1000);
    const take = async () => {
      look();
      taken++;
      await pause(100);
      if (stop.signal.aborted) throw stop.signal.reason;
    };
    const draws = of(quickNetwork()).pipe(withNoise(0.01), kaleidoscope({ chains: 48 }), withAbort(stop.signal));
    await consume(draws, take, stop.signal).catch((error) => {
      if (!stop.signal.aborted) throw error;
    });
    clearInterval(watch);
    clearTimeout(remember);
    globalThis.gc?.();
    const growth = (process.memoryUsage.rss() - early) / 2 ** 20;
    results.push({ consumer, taken, computed: counts.applied - before, ahead, growth });
  }
  return results;
}
