import type { Metadata, Sharp } from 'sharp';
import { firstLine, isMissing } from '../missing.js';
import type { Pictures, Raster } from '../platform.js';
import { firstFrameIn, type Region } from './gif.js';

/** Pixels that are decoded at one time, three or four bytes each; further pictures wait, and one that is larger is alone. */
const mostAtOnce = 5e7;

/** The first version of sharp that pictures have been compared with. */
const lowest = '0.35.5';

/** Pictures, decoded by sharp. */
export async function openPictures(): Promise<Pictures> {
  const sharp = await load();
  const open = (file: Uint8Array): Sharp => sharp(file, { limitInputPixels: false, failOn: 'error' });
  const inTurn = withRoom(mostAtOnce);

  return {
    async open(file, use) {
      const said = await open(file).metadata();
      const { height, width } = said.autoOrient;
      return inTurn(height * width, () => use({ height, width, pixels: () => pixelsOf(open(file), file, said) }));
    },
  };
}

async function pixelsOf(picture: Sharp, file: Uint8Array, said: Metadata): Promise<Raster> {
  const isInk = said.space === 'cmyk' && !said.hasProfile;
  if (isInk) picture.pipelineColourspace('cmyk');
  // By their profile, sharp takes colours of 16 bits to P3, and greys of 16 bits nowhere.
  else if (said.hasProfile && said.space === 'rgb16') picture.pipelineColourspace('srgb');
  else if (said.hasProfile && said.space === 'grey16') picture.pipelineColourspace('b-w');
  if (said.format === 'gif') clearAround(picture, firstFrameIn(file), said);
  const { data, info } = await picture
    .autoOrient()
    .toColourspace(isInk ? 'cmyk' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...info, ...(isInk ? { data: withoutInk(data), channels: 3 } : { data }) };
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
function withoutInk(ink: Uint8Array): Uint8Array {
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
    return (await import('sharp')).default;
  } catch (error) {
    const lacking = isMissing(error) ? 'is not installed' : `does not work here (${firstLine(error)})`;
    throw new Error(`pictures are decoded by sharp, which ${lacking}; ${install}`, { cause: error });
  }
}
