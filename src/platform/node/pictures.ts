import type { Sharp, SharpOptions } from 'sharp';
import { firstLine, isMissing } from '../missing.js';
import type { Frame, Pictures } from '../platform.js';

/** More in one picture are refused: a small file can claim to have any number of them. */
const mostPixels = 1e8;

/** A picture of curves is drawn as large as it is needed; for this many dots an inch it has the size that it says. */
const ownDensity = 72;

/** Pictures, decoded by sharp. */
export async function openPictures(): Promise<Pictures> {
  const sharp = await load();
  const open = (file: Uint8Array, options: SharpOptions = {}): Sharp =>
    sharp(file, { limitInputPixels: mostPixels, failOn: 'error', ...options });

  async function look(file: Uint8Array) {
    const { autoOrient, format } = await open(file, { limitInputPixels: false }).metadata();
    const { height, width } = autoOrient;
    if (height * width > mostPixels)
      throw new Error(`it has ${height} × ${width} pixels, and at most ${mostPixels} are decoded`);
    return { height, width, isDrawn: format === 'svg' };
  }

  return {
    size: look,
    async decode(file, frame) {
      const { isDrawn, ...own } = await look(file);
      const { height, width, channels, fit, background } = frame;
      const { data, info } = await open(file, isDrawn ? { density: densityFor(own, frame) } : {})
        .autoOrient()
        .flatten({ background })
        .resize({ height, width, fit, background })
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      if (info.height === height && info.width === width && info.channels === channels) return data;
      throw new Error(`it became ${info.height} × ${info.width} × ${info.channels}`);
    },
  };
}

function densityFor(own: { height: number; width: number }, frame: Frame): number {
  const wanted = Math.max(frame.height / own.height, frame.width / own.width);
  const most = Math.sqrt(mostPixels / (own.height * own.width));
  return Math.max(1, Math.min(1e5, ownDensity * Math.min(wanted, most)));
}

async function load(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    const lacking = isMissing(error) ? 'is not installed' : `does not work here (${firstLine(error)})`;
    throw new Error(
      `pictures are decoded by sharp, which ${lacking}; \`npm install --ignore-scripts sharp\` brings it`,
      {
        cause: error,
      },
    );
  }
}
