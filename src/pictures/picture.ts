import type { Pictures } from '../platform/platform.js';
import { drawingIn } from './drawing.js';
import { enoughFor, type Frame, framed, type Size } from './frame.js';

/** More in one picture are refused: a small file can claim to have any number of them. */
const mostPixels = 1e8;

/** The size that a picture has of its own, turned as it is to be seen. */
export async function sizeOfPicture(pictures: Pictures, file: Uint8Array): Promise<Size> {
  return drawingIn(file) ?? pictures.open(file, async ({ height, width }) => ({ height, width }));
}

/** The bytes of a picture in a frame. `check` is told the size that it has of its own, and may refuse it. */
export async function pictureIn(
  pictures: Pictures,
  file: Uint8Array,
  frame: Frame,
  check: (own: Size) => void = () => {},
): Promise<Uint8Array | Uint8ClampedArray> {
  const drawing = drawingIn(file);
  return pictures.open(drawing?.within(frame) ?? file, async (picture) => {
    check(drawing ?? picture);
    const { height, width } = picture;
    if (height * width > mostPixels)
      throw new Error(`it has ${height} × ${width} pixels, and at most ${mostPixels} are decoded`);
    return framed(await picture.pixels(enoughFor(frame, picture)), frame, picture);
  });
}
