import { colourFrame, gifFrame } from '../gif.js';
import { figures, say } from '../report.js';

/** Frames of a GIF, ours and plain gif-encoder-2's. */
export async function pictures() {
  say('GIF frames');
  const [frame, colour] = [await gifFrame(), await colourFrame()];
  return {
    text: [
      figures('milliseconds', {
        'GIF frame of 242 × 182': frame.ours,
        'GIF frame of 242 × 182, plain gif-encoder-2': frame.plain,
        'GIF frame of 242 × 182 in colour': colour.ours,
        'GIF frame of 242 × 182 in colour, plain gif-encoder-2': colour.plain,
      }),
      figures('ratios', {
        'GIF frame, times plain gif-encoder-2': frame.plain / frame.ours,
        'GIF frame in colour, times plain gif-encoder-2': colour.plain / colour.ours,
      }),
    ],
    frame,
    colour,
  };
}
