import { boxDimension, type Draw, toPng } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { type Basins, basinsOf, hues, paint } from './basins.js';
import { type Chart, filledBy, png } from './chart.js';
import { settings } from './figure-5.js';
import { keep, median, writePicture } from './report.js';
import { learnPoints } from './synthetic.js';

/** The paper's fractals: the basins of attraction of figure 5b's network. */
export async function basins(side: number): Promise<void> {
  const { points } = settings.b;
  const manifold = await learnPoints(settings.b, seed);
  const found = await basinsOf(manifold, points, side, 60);
  const painted = await firstValueFrom(of(paint(found, side)).pipe(toPng({ gap: 0 })));
  const poster = writePicture('basins.png', painted);
  const picture = writePicture('basins-axes.png', await png(framed(painted, points)));
  const reached = found.time.filter(Number.isFinite);
  const shares = points.map((point, i) => `(${point}): ${percent(found.point.filter((at) => at === i).length)}`);
  const none = percent(side * side - reached.length);
  const dimension = boxDimension()(boundary(found, side))[0]!;
  const longest = reached.reduce((most, time) => Math.max(most, time), 0);
  keep({
    name: 'basins',
    title: 'Basins: where each start in the plane ends',
    setting: `The network of figure 5b, seed ${seed}; ${side} × ${side} starts, 60 applications each. Colour: the training point that a start comes within 0.02 of; shade: how many applications that takes, darker with each one, and black where it takes longest.`,
    pictures: [
      { file: poster, caption: 'Basins of attraction of the four-point manifold.' },
      { file: picture, caption: 'The same with axes and training points.' },
    ],
    claims: [
      {
        paper: 'The repeated map suggests fractals, such as Julia sets.',
        ours: `The boundaries of the four basins are smooth: their box dimension is ${dimension.toFixed(2)}. Shares: ${shares.join(', ')}; none after 60 runs: ${none}`,
        holds: 'no',
      },
    ],
    notes: [
      `A start needs ${Math.ceil(median(Array.from(reached)))} applications (median), ${Math.ceil(longest)} at most.`,
    ],
  });

  function percent(count: number): string {
    return `${((100 * count) / side ** 2).toFixed(1)} %`;
  }
}

const seed = 1;

/** The places whose right or lower neighbour reaches another point, as an image of them. */
function boundary({ point }: Basins, side: number): Draw {
  const values = Float32Array.from(point, (at, i) => {
    const [right, below] = [(i + 1) % side === 0 ? at : point[i + 1], point[i + side] ?? at];
    return Number(at !== right || at !== below);
  });
  return { values, count: 1, shape: [side, side, 1], range: [0, 1], step: 0 };
}

function framed(painted: Uint8Array, points: readonly (readonly number[])[]): Chart {
  const axis = (field: 'x' | 'y') =>
    ({
      field,
      type: 'quantitative',
      title: field === 'x' ? 'start x₁' : 'start x₂',
      scale: { domain: [0, 1] as number[], nice: false },
      axis: { grid: false },
    }) as const;
  const css = hues.map((hue) => `rgb(${hue.map((channel) => Math.round(255 * channel))})`);
  const names = points.map((point) => `(${point.join(', ')})`);
  const places = points.map(([x, y], i) => ({ x, y, name: names[i] }));
  return {
    width: 400,
    height: 400,
    title: { text: 'Basins of attraction', subtitle: 'L = 7, H = 50; darker with each application' },
    layer: [
      filledBy(painted, 400, 400),
      {
        data: { values: places },
        mark: { type: 'point', filled: true, size: 120, stroke: 'white', strokeWidth: 2, opacity: 1 },
        encoding: {
          x: axis('x'),
          y: axis('y'),
          color: { field: 'name', scale: { domain: names, range: css }, title: 'reaches' },
        },
      },
    ],
  };
}
