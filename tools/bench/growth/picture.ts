import { type Chart, png } from '../../figures/chart.js';
import type { Curve, Point } from './curves.js';

const hues = ['#1f5fa8', '#d62728', '#1a9641'];

/** All curves beside each other, both axes logarithmic, with a ring where one begins to grow. */
export const picture = (curves: readonly Curve[]): Promise<Uint8Array> =>
  png({ columns: 3, concat: curves.map(panel), resolve: { scale: { color: 'independent' } } });

type Panel = Extract<Chart, { concat: unknown }>['concat'][number];

function panel({ title, unit, lines }: Curve): Panel {
  const names = Object.keys(lines);
  const values = names.flatMap((name) => lines[name]!.map(({ x, y }) => ({ x, y, name })));
  const bends = names.flatMap((name) => {
    const bend = bendOf(lines[name]!);
    return bend ? [{ ...bend, name }] : [];
  });
  const color = {
    field: 'name',
    type: 'nominal',
    scale: { domain: names, range: hues.slice(0, names.length) },
    legend: { title: null, orient: 'bottom' },
  } as const;
  const axis = (field: 'x' | 'y', title: string) =>
    ({
      field,
      type: 'quantitative',
      title,
      scale: { type: 'log', nice: field === 'y' },
      axis: { tickCount: 5, format: field === 'x' ? '~s' : '~g' },
    }) as const;
  const encoding = { x: axis('x', title), y: axis('y', unit), color };
  return {
    width: 260,
    height: 200,
    layer: [
      { data: { values }, mark: { type: 'line', point: true }, encoding },
      { data: { values: bends }, mark: { type: 'point', size: 220, strokeWidth: 2 }, encoding },
    ],
  };
}

/** Where twice as much costs more than 1.4 times as much for the first time; undefined where it never does. */
export function bendOf(points: readonly Point[]): Point | undefined {
  return points.find(({ x, y }, i) => {
    const next = points[i + 1];
    return next && Math.log(next.y / y) / Math.log(next.x / x) > 0.5;
  });
}
