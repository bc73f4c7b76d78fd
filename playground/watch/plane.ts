import { nearestOf } from './field.js';
import { basinColour, type Ink, inkNow, sheet } from './ink.js';
import { cross, dot, margin, type Scene, stroke } from './line.js';

/** The plane: colour is the point that a chain from there comes to, and its strength grows with the loss. */
export function paintPlane(canvas: HTMLCanvasElement, scene: Scene): void {
  const { context, width, height } = sheet(canvas);
  const ink = inkNow();
  const square = squareIn(width, height);
  const at = ([x, y]: readonly number[]) =>
    [square.left + x! * square.side, square.top + (1 - y!) * square.side] as const;

  const { field, trail } = scene;
  if (field) {
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(pictureOf(field, ink), square.left, square.top, square.side, square.side);
  }
  context.strokeStyle = ink.line;
  context.lineWidth = 1;
  context.strokeRect(square.left + 0.5, square.top + 0.5, square.side - 1, square.side - 1);

  const [newest] = trail;
  if (newest) {
    const ends = nearestOf(newest, scene.points);
    context.lineWidth = 1.2;
    for (let chain = 0; chain < newest.count; chain++) {
      context.strokeStyle = basinColour(ink, ends[chain]!);
      context.globalAlpha = 0.5;
      stroke(
        context,
        trail.slice(0, 10).map(({ values }) => at([values[2 * chain]!, values[2 * chain + 1]!])),
      );
      context.globalAlpha = 1;
      const [x, y] = at([newest.values[2 * chain]!, newest.values[2 * chain + 1]!]);
      dot(context, x, y, 4, basinColour(ink, ends[chain]!), ink.paper, 1.2);
    }
  }
  for (const [i, point] of scene.points.entries()) {
    const [x, y] = at(point);
    dot(context, x, y, 9, ink.paper, basinColour(ink, i), 3);
  }
  if (scene.cursor) cross(context, ...at(scene.cursor), ink);
}

/** The domain on the canvas. */
export function squareIn(width: number, height: number): { left: number; top: number; side: number } {
  const side = Math.min(width, height) - 2 * margin;
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}

let kept: { readonly of: Scene['field']; readonly ink: Ink; readonly picture: HTMLCanvasElement } | undefined;

function pictureOf(field: NonNullable<Scene['field']>, ink: Ink): HTMLCanvasElement {
  if (kept?.of === field && kept.ink === ink) return kept.picture;
  const picture = document.createElement('canvas');
  picture.width = field.side;
  picture.height = field.side;
  const context = picture.getContext('2d')!;
  const most = Math.sqrt(Math.max(...field.loss));
  for (let i = 0; i < field.loss.length; i++) {
    context.globalAlpha = 0.12 + (0.5 * Math.sqrt(field.loss[i]!)) / most;
    context.fillStyle = basinColour(ink, field.basin[i]!);
    context.fillRect(i % field.side, field.side - 1 - Math.floor(i / field.side), 1, 1);
  }
  kept = { of: field, ink, picture };
  return picture;
}
