import { isMissing } from '../missing.js';
import type { Movie, MovieFormat } from '../platform.js';
import { alsoFor, library } from './libraries.js';

/** What small pictures with sharp pixels need to look like themselves; browsers' own choices are made for films. */
const bitsForEachPixel = 2;
const leastBitrate = 4e6;

/** A movie that is encoded by the browser, and comes in pieces of a second. */
export async function openMovie({ width, height, fps }: MovieFormat): Promise<Movie> {
  const { getFirstEncodableVideoCodec, Mp4OutputFormat, Output, StreamTarget, VideoSample, VideoSampleSource } =
    await library<typeof import('mediabunny')>('mediabunny').catch((cause) => {
      if (!isMissing(cause)) throw new Error(`toMp4: mediabunny could not be loaded: ${cause.message}`, { cause });
      throw new Error(`toMp4 needs mediabunny: \`npm install mediabunny\`${alsoFor('mediabunny')}`, { cause });
    });
  const bitrate = Math.max(leastBitrate, bitsForEachPixel * width * height * fps);
  const codec = await getFirstEncodableVideoCodec(['avc', 'vp9', 'av1'], { width, height, bitrate });
  if (!codec)
    throw new Error(
      `toMp4: this browser encodes no video of ${width} × ${height} pixels (WebCodecs: H.264, VP9 or AV1); toGif needs nothing of it`,
    );
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  const taken = () => {
    const these = chunks;
    chunks = [];
    return these;
  };
  const target = new StreamTarget(new WritableStream({ write: ({ data }) => void chunks.push(data.slice()) }));
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'fragmented' }), target });
  const video = new VideoSampleSource({ codec, bitrate, keyFrameInterval: 1 });
  output.addVideoTrack(video, { frameRate: fps });
  await output.start();
  let frames = 0;
  return {
    async add(pixels) {
      const sample = new VideoSample(pixels as Uint8Array<ArrayBuffer>, {
        format: 'RGBA',
        codedWidth: width,
        codedHeight: height,
        timestamp: frames++ / fps,
        duration: 1 / fps,
      });
      try {
        await video.add(sample);
      } finally {
        sample.close();
      }
      return taken();
    },
    async end() {
      await output.finalize();
      return taken();
    },
    async discard() {
      if (output.state !== 'finalized') await output.cancel();
    },
  };
}
