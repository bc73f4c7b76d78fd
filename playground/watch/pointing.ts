import type { Point } from '../settings/fields.js';
import { arePoints, type Settings } from '../settings/settings.js';
import type { World } from '../world.js';
import { margin } from './line.js';
import { squareIn } from './plane.js';

/** How near a press must be to a point to mean it, in pixels of the page. */
const reach = 18;
const stride = 0.05;
const most = 64;
const middle: Point = [0.5, 0.5];

/** Points are set and removed on the plate, by a press or by keys. */
export function openPointing({ store, plate }: World): void {
  const { canvas } = plate;

  canvas.addEventListener('click', (event) => {
    if (!arePoints(store.now)) return;
    const box = canvas.getBoundingClientRect();
    const y = store.now.subject === 'line' ? 0 : event.clientY - box.top;
    toggle([event.clientX - box.left, y], box);
  });

  canvas.addEventListener('keydown', (event) => {
    const [dx, dy] = steps[event.key] ?? [0, 0];
    if (!arePoints(store.now)) return;
    const cursor = plate.cursor ?? middle;
    if (event.key === 'Enter' || event.key === ' ') {
      const box = canvas.getBoundingClientRect();
      toggle(placeOf(cursor, store.now, box), box);
    } else if (dx !== 0 || dy !== 0) plate.cursorAt([moved(cursor[0]!, dx), moved(cursor[1]!, dy)]);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener('focus', () => {
    if (arePoints(store.now) && canvas.matches(':focus-visible')) plate.cursorAt(middle);
  });
  canvas.addEventListener('blur', () => plate.cursorAt(undefined));

  store.settings$.subscribe((settings) => {
    const points = arePoints(settings);
    canvas.tabIndex = points ? 0 : -1;
    canvas.setAttribute('role', points ? 'application' : 'img');
    canvas.setAttribute('aria-label', points ? labelOf(settings) : 'Chains of the kaleidoscope, as pictures');
  });

  function toggle(place: readonly [number, number], box: DOMRect): void {
    const { points } = store.now;
    const found = points.findIndex((point) => distance(placeOf(point, store.now, box), place) < reach);
    const others = points.filter((_, i) => i !== found);
    if (found >= 0 && others.length > 0) store.set({ points: others });
    else if (found < 0 && points.length < most) store.set({ points: [...points, pointAt(place, store.now, box)] });
  }
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-stride, 0],
  ArrowRight: [stride, 0],
  ArrowUp: [0, stride],
  ArrowDown: [0, -stride],
};

const moved = (x: number, by: number): number => Number(inside(x + by).toFixed(3));
const inside = (x: number): number => Math.max(0, Math.min(1, x));
const distance = (a: readonly [number, number], b: readonly [number, number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Where a point is on the canvas. On the line only x counts. */
function placeOf(point: Point, { subject }: Settings, { width, height }: DOMRect): readonly [number, number] {
  if (subject === 'line') return [margin + point[0]! * (width - 2 * margin), 0];
  const { left, top, side } = squareIn(width, height);
  return [left + point[0]! * side, top + (1 - point[1]!) * side];
}

function pointAt([x, y]: readonly [number, number], { subject }: Settings, { width, height }: DOMRect): Point {
  const round = (share: number) => Number(inside(share).toFixed(2));
  if (subject === 'line') return [round((x - margin) / (width - 2 * margin))];
  const { left, top, side } = squareIn(width, height);
  return [round((x - left) / side), round(1 - (y - top) / side)];
}

function labelOf({ subject, points }: Settings): string {
  const what = subject === 'line' ? 'The line' : 'The plane';
  return `${what}, with ${points.length} points. Arrow keys move a cross, Enter sets a point there or removes one.`;
}
