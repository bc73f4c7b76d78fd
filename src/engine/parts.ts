import { uniform } from '../random.js';

/**
 * Which values of a sample are given: of an image, one side of a cut through its middle three sevenths, across or down; of
 * anything else, a random share.
 */
export function isGiven(shape: readonly number[], key: number): (index: number) => boolean {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined || shape.length > 3) {
    const share = uniform(key, 0);
    return (index) => uniform(key, 1 + index) < share;
  }
  const across = uniform(key, 0) < 0.5;
  const before = uniform(key, 1) < 0.5;
  const side = across ? height : width;
  const [least, most] = [Math.round((2 * side) / 7), Math.round((5 * side) / 7)];
  const cut = least + Math.floor(uniform(key, 2) * (most - least + 1));
  return (index) => {
    const pixel = Math.floor(index / channels);
    const place = across ? Math.floor(pixel / width) : pixel % width;
    return place < cut === before;
  };
}
