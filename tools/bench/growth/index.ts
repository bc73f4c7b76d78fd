/**
 * `npm run bench:growth`: how cost grows, with chains, images, depth, width, pixels and draws. Writes docs/images/growth.png.
 * `npm run bench:growth -- 7` goes on to 10⁷ draws, which takes five minutes more.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, say, table } from '../report.js';
import { type Curve, curves } from './curves.js';
import { bendOf, picture } from './picture.js';

const most = Number(process.argv[2] ?? 6);
const found: Curve[] = [];
for (const [name, measure] of Object.entries(curves)) {
  say(name);
  const curve = await measure(most);
  found.push(curve);
  const rows = Object.entries(curve.lines).map(([line, points]) => [
    `${curve.title}: ${line}`,
    points.map(({ x, y }) => `${x}: ${format(y)}`).join(', '),
    String(bendOf(points)?.x ?? 'nowhere'),
  ]);
  console.log(table([curve.unit, '', 'bends at'], rows), '\n');
}
writeFileSync(join('docs', 'images', 'growth.png'), await picture(found));
