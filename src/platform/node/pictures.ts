import zlib from 'node:zlib';
import type { Channels, Metadata, Sharp, SharpInput, SharpOptions } from 'sharp';
import { importPackage } from '#packages';
import { firstLine, isMissing } from '../missing.js';
import type { Pictures, Raster } from '../platform.js';
import { planesIn } from './avif.js';
import { firstFrameIn, type Region } from './gif.js';

/** Pixels that are decoded at one time, three or four bytes each; further pictures wait, and one that is larger is alone. */
const mostAtOnce = 5e7;

/** The first version of sharp that pictures have been compared with. */
const lowest = '0.35.5';

/** Pictures, decoded by sharp. */
export async function openPictures(): Promise<Pictures> {
  const sharp = await load();
  const open: Open = (file, more) => sharp(file, { limitInputPixels: false, failOn: 'error', ...more });
  const inTurn = withRoom(mostAtOnce);

  return {
    async open(file, use) {
      const said = await open(file).metadata();
      const { height, width } = said.autoOrient;
      return inTurn(height * width, () =>
        use({ height, width, pixels: (enough) => pixelsOf(open, file, said, enough) }),
      );
    },
  };
}

interface Size {
  readonly height: number;
  readonly width: number;
}

type Open = (file: SharpInput, more?: SharpOptions) => Sharp;

async function pixelsOf(open: Open, file: Uint8Array, said: Metadata, enough: Size): Promise<Raster> {
  const less = lessOf(said.autoOrient, enough);
  const planes = said.format === 'heif' && !less ? planesIn(file, said.autoOrient) : undefined;
  if (planes) {
    const seen = planes.coloured(await rasterOf(open(planes.file, { ignoreIcc: true }).toColourspace('srgb')));
    if (!said.icc) return seen;
    const raw = { ...seen, channels: seen.channels as Channels };
    const png = await open(seen.data, { raw }).png({ compressionLevel: 0 }).toBuffer();
    return rasterOf(open(withProfile(png, said.icc)).toColourspace('srgb'));
  }
  const picture = open(file);
  const isInk = said.space === 'cmyk' && !said.hasProfile;
  if (isInk) picture.pipelineColourspace('cmyk');
  // By their profile, sharp takes colours of 16 bits to P3, and greys of 16 bits nowhere.
  else if (said.hasProfile && said.space === 'rgb16') picture.pipelineColourspace('srgb');
  else if (said.hasProfile && said.space === 'grey16') picture.pipelineColourspace('b-w');
  if (less && !isInk && said.format !== 'gif')
    picture.resize({ ...less, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false });
  if (said.format === 'gif') clearAround(picture, firstFrameIn(file), said);
  const raster = await rasterOf(picture.autoOrient().toColourspace(isInk ? 'cmyk' : 'srgb'));
  return isInk ? { ...raster, data: withoutInk(raster.data), channels: 3 } : raster;
}

/**
 * A size that is enough and far less; undefined where there is none. sharp asks of a JPEG's decoder half of it where it makes less
 * than a quarter, which has to be of whole pixels, and less where it makes less than an eighth, which differs too much.
 */
function lessOf({ height, width }: Size, enough: Size): Size | undefined {
  const most = (height | width) & 1 ? 3.9 : 7.8;
  const share = Math.max(1, Math.min(height / enough.height, width / enough.width) / most);
  const less = {
    height: Math.min(height, Math.ceil(share * enough.height)),
    width: Math.min(width, Math.ceil(share * enough.width)),
  };
  return height * width < 4 * less.height * less.width ? undefined : less;
}

async function rasterOf(picture: Sharp): Promise<Raster> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  return { data, height, width, channels };
}

/** A PNG with a profile after its header. */
function withProfile(png: Buffer, profile: Uint8Array): Uint8Array {
  const chunk = Buffer.concat([Buffer.from('iCCPx\0\0'), zlib.deflateSync(profile)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(chunk.length - 4);
  sum.writeUInt32BE(zlib.crc32(chunk));
  return Buffer.concat([png.subarray(0, 33), length, chunk, sum, png.subarray(33)]);
}

/** What a GIF's first frame leaves of its screen is clear; sharp has it black. */
function clearAround(picture: Sharp, frame: Region | undefined, screen: Metadata): void {
  if (!frame || (frame.width === screen.width && frame.height === screen.height)) return;
  const [right, bottom] = [screen.width - frame.left - frame.width, screen.height - frame.top - frame.height];
  if (right < 0 || bottom < 0 || frame.width * frame.height === 0) return;
  const { left, top } = frame;
  picture.extract(frame).extend({ left, top, right, bottom, background: { r: 0, g: 0, b: 0, alpha: 0 } });
}

/** Cyan, magenta, yellow and black of no profile, as browsers and Pillow see them. */
function withoutInk(ink: Raster['data']): Uint8Array {
  const bytes = new Uint8Array((ink.length / 4) * 3);
  for (let from = 0, to = 0; from < ink.length; from += 4)
    for (let part = 0; part < 3; part++)
      bytes[to++] = Math.round(((255 - ink[from + part]!) * (255 - ink[from + 3]!)) / 255);
  return bytes;
}

/** Lets work begin while what is under way takes no more than there is room for. */
function withRoom(most: number) {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return async <T>(size: number, work: () => Promise<T>): Promise<T> => {
    while (taken > 0 && taken + size > most) await new Promise<void>((go) => waiting.push(go));
    taken += size;
    try {
      return await work();
    } finally {
      taken -= size;
      for (const go of waiting.splice(0)) go();
    }
  };
}

const install = '`npm install --ignore-scripts sharp` brings it';

async function load(): Promise<typeof import('sharp').default> {
  const sharp = await imported();
  const version = sharp.versions?.sharp ?? 'an older one';
  if (version.localeCompare(lowest, 'en', { numeric: true }) >= 0) return sharp;
  throw new Error(`pictures are decoded by sharp from ${lowest} on, and ${version} is installed; ${install}`);
}

async function imported(): Promise<typeof import('sharp').default> {
  try {
    return (await importPackage<typeof import('sharp')>('sharp')).default;
  } catch (error) {
    const lacking = isMissing(error) ? 'is not installed' : `does not work here (${firstLine(error)})`;
    throw new Error(`pictures are decoded by sharp, which ${lacking}; ${install}`, { cause: error });
  }
}
