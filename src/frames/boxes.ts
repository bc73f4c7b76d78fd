/** Colours as 0xRRGGBB, each with its weight. */
export interface Weighted {
  readonly colours: Uint32Array;
  readonly weights: Float64Array;
}

/** Some of the colours: from one place in their order to before another. */
interface Box {
  readonly from: number;
  readonly to: number;
  /** Their mean, as 0xRRGGBB. */
  readonly mean: number;
  /** Their squared distances to the mean, by weight. */
  readonly error: number;
  /** The channel they differ most in, as the bits below it, and its mean, which cuts them in two. */
  readonly shift: number;
  readonly cut: number;
}

const shifts = [16, 8, 0] as const;

/**
 * At most `most` colours that stand for all of them, and their squared distance to these, by weight. The colours are cut
 * in two at their mean again and again, those that differ most first: variance-based quantization, after Wan, Prusinkiewicz
 * and Wong.
 */
export function boxes(all: Weighted, most: number): { chosen: number[]; error: number } {
  const order = Uint32Array.from(all.colours.keys());
  const cut = [boxOf(all, order, 0, order.length)];
  while (cut.length < most) {
    let worst = 0;
    for (let i = 1; i < cut.length; i++) if (cut[i]!.error > cut[worst]!.error) worst = i;
    const box = cut[worst]!;
    if (box.error === 0) break;
    const middle = partition(all.colours, order, box);
    cut[worst] = boxOf(all, order, box.from, middle);
    cut.push(boxOf(all, order, middle, box.to));
  }
  return { chosen: cut.map(({ mean }) => mean), error: cut.reduce((sum, { error }) => sum + error, 0) };
}

/** Brings a box's colours at or below the cut to its front, and says where the others begin. */
function partition(colours: Uint32Array, order: Uint32Array, { from, to, shift, cut }: Box): number {
  let middle = from;
  for (let i = from; i < to; i++) {
    const id = order[i]!;
    if (((colours[id]! >> shift) & 0xff) > cut) continue;
    order[i] = order[middle]!;
    order[middle++] = id;
  }
  return middle;
}

function boxOf({ colours, weights }: Weighted, order: Uint32Array, from: number, to: number): Box {
  const box = { from, to, mean: 0, error: 0, shift: 0, cut: 0 };
  let widest = -1;
  for (const shift of shifts) {
    let [low, high, total, sum, squares] = [0xff, 0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const value = (colours[order[i]!]! >> shift) & 0xff;
      const weight = weights[order[i]!]!;
      if (value < low) low = value;
      if (value > high) high = value;
      total += weight;
      sum += weight * value;
      squares += weight * value * value;
    }
    const mean = sum / total;
    const error = low === high ? 0 : squares - sum * mean;
    box.mean |= Math.round(mean) << shift;
    box.error += error;
    if (error <= widest) continue;
    widest = error;
    box.shift = shift;
    box.cut = Math.min(high - 1, Math.floor(mean)); // below high, so that neither side is empty
  }
  return box;
}
