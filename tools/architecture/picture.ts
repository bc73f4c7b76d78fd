import type { Arrow } from './imports.js';
import { isPlatform, layers, rooms } from './rooms.js';

const [width, height] = [1312, 1184];
const [top, tall, gap] = [24, 58, 48];
const edge = { between: 14, outer: 20, lane: 22 };

/** From where to where each box reaches across; how far down is its layer's. */
const across: Record<string, readonly [left: number, right: number]> = {
  operators: [24, 892],
  'operators/lift/rxjs': [434, 612],
  'operators/lift/ix': [624, 778],
  'src/nats': [790, 892],
  'src/data': [24, 146],
  'src/pictures': [158, 280],
  'src/frames': [292, 414],
  'src/streams': [434, 892],
  'src/metrics': [434, 892],
  'src/networks': [306, 428],
  'src/engine/load.ts': [674, 892],
  'src/platform/node': [928, 1104],
  'src/platform/web': [1116, 1288],
  'src/engine/tensorflow': [434, 652],
  'src/engine/onnx': [674, 892],
  'src/models': [434, 652],
  'src/engine': [674, 892],
  'src/tables': [180, 294],
  'src/core': [24, 712],
  'src/base': [24, 712],
  'src/engine/search': [724, 892],
  'src/platform': [24, 1288],
};

interface Box {
  readonly name: string;
  readonly is: string;
  readonly layer: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const boxes: readonly Box[] = layers.flatMap((layer, i) =>
  layer.map(({ name, is }) => {
    const [left, right] = across[name]!;
    const y = top + i * (tall + gap);
    return { name, is, layer: i, left, right, top: y, bottom: y + tall };
  }),
);
const boxOf = (name: string): Box => boxes.find((box) => box.name === name)!;
const middle = ({ left, right }: { left: number; right: number }): number => (left + right) / 2;

/** A way from under a box to the top of another one, down, across and down again. */
interface Way {
  readonly to: Box;
  readonly start: number;
  readonly end: number;
  /** How far down it turns; a straight one does not. */
  readonly turn: number | undefined;
  readonly from: Box;
}

/** Whether nothing stands between two layers at this place. */
const isFree = (x: number, from: Box, to: Box): boolean =>
  !boxes.some(
    ({ layer, left, right }) =>
      layer > from.layer && layer < to.layer && x > left - edge.between / 2 && x < right + edge.between / 2,
  );

function straight(from: Box, to: Box): Way | undefined {
  const shared = { left: Math.max(from.left, to.left), right: Math.min(from.right, to.right) };
  const x = middle(shared);
  if (shared.right - shared.left < 2 * edge.outer || !isFree(x, from, to)) return undefined;
  return { from, to, start: x, end: x, turn: undefined };
}

/** Ways for all arrows; those that go to the same room from the same side become one. */
function waysOf(arrows: readonly Arrow[]): Way[] {
  const ends = arrows.map(({ from, to }) => ({ from: boxOf(from), to: boxOf(to) }));
  const direct = ends.flatMap(({ from, to }) => straight(from, to) ?? []);
  const bent = ends
    .filter(({ from, to }) => !straight(from, to))
    .map((arrow) => ({ ...arrow, side: Math.sign(middle(arrow.to) - middle(arrow.from)) }))
    .sort((a, b) => Math.abs(middle(b.to) - middle(b.from)) - Math.abs(middle(a.to) - middle(a.from)));
  const lanes = new Map<number, string[]>();
  for (const { from, to } of bent) {
    const names = lanes.get(from.layer) ?? [];
    if (!names.includes(to.name)) lanes.set(from.layer, [...names, to.name]);
  }
  return [
    ...direct,
    ...bent.map(({ from, to, side }) => {
      const own = bent.filter((other) => other.from === from && other.side === side);
      const place = edge.outer + edge.lane * own.findIndex((other) => other.to === to);
      const start = side > 0 ? from.right - place : from.left + place;
      const end = side > 0 ? to.left + edge.outer : to.right - edge.outer;
      const all = lanes.get(from.layer)!;
      const turn = from.bottom + (gap * (1 + all.indexOf(to.name))) / (1 + all.length);
      if (!isFree(end, from, to)) throw new Error(`no way from ${from.name} to ${to.name}: move a box`);
      return { from, to, start, end, turn };
    }),
  ];
}

const radius = 8;

function pathOf({ from, to, start, end, turn }: Way): string {
  const stop = to.top - 6;
  if (turn === undefined) return `M${start} ${from.bottom}V${stop}`;
  const side = Math.sign(end - start) * radius;
  return (
    `M${start} ${from.bottom}V${turn - radius}Q${start} ${turn} ${start + side} ${turn}` +
    `H${end - side}Q${end} ${turn} ${end} ${turn + radius}V${stop}`
  );
}

const blue = '#1f5fa8';
const amber = '#c2761a';
const isEdge = (name: string): boolean => isPlatform(name) || name === 'src/platform';
const inkOf = (name: string): string => (isEdge(name) ? amber : blue);

const text = (x: number, y: number, size: number, fill: string, words: string, rest = '') =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" ${rest}>${words}</text>`;

function drawBox({ name, is, left, right, top, bottom }: Box, count: number): string {
  const isFace = name.startsWith('operators');
  const fill = isFace ? blue : isEdge(name) ? '#fdf4e8' : '#eef4fb';
  const [ink, faint] = isFace ? ['#ffffff', '#d5e4f5'] : ['#1d2b3a', '#51606f'];
  return (
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="7" fill="${fill}" stroke="${inkOf(name)}" stroke-width="1.2"/>` +
    text(left + 14, top + 25, 15, ink, name.replace(/^(src|operators(?=\/))\//, ''), 'font-weight="bold"') +
    text(left + 14, top + 45, 13, faint, is) +
    text(right - 12, top + 25, 13, faint, String(count), 'text-anchor="end"')
  );
}

/** All ways to a room, on a white ground that lifts them over the ways they cross. */
function drawWays(to: Box, ways: readonly Way[]): string {
  const lines = ways.map(pathOf).join('');
  const heads = ways.map(({ end }) => `M${end - 5} ${to.top - 9}L${end} ${to.top - 1}L${end + 5} ${to.top - 9}Z`);
  const ink = inkOf(to.name);
  return (
    `<path d="${lines}" fill="none" stroke="white" stroke-width="7"/>` +
    `<path d="${lines}" fill="none" stroke="${ink}" stroke-width="1.6"/>` +
    `<path d="${heads.join('')}" fill="${ink}"/>`
  );
}

/** The rooms and the arrows between them, as SVG; `counts` are the files of each room. */
export function picture(arrows: readonly Arrow[], counts: ReadonlyMap<string, number>): string {
  const ways = waysOf(arrows);
  const files = Array.from(counts.values()).reduce((sum, count) => sum + count);
  const legend = [
    `${rooms.length} rooms, ${files} files: the number in each`,
    'room counts its own. Arrows are imports.',
    'All of them point down, and those that',
    'others lead along are left out.',
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans">` +
    `<rect width="${width}" height="${height}" fill="white"/>` +
    boxes
      .map((box) =>
        drawWays(
          box,
          ways.filter(({ to }) => to === box),
        ),
      )
      .join('') +
    boxes.map((box) => drawBox(box, counts.get(box.name)!)).join('') +
    legend.map((line, i) => text(928, 49 + 20 * i, 13, '#51606f', line)).join('') +
    '</svg>'
  );
}
