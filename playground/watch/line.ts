import type { Draw } from 'kaleidoflow';
import type { Point } from '../settings/fields.js';
import { type Field, nearestOf } from './field.js';
import { basinColour, type Ink, inkNow, sheet } from './ink.js';

/** What is to be seen of points: the field, the chains so far, and the cursor of the keyboard. */
export interface Scene {
  readonly points: readonly Point[];
  readonly field: Field | undefined;
  /** The last draws, the newest first. */
  readonly trail: readonly Draw[];
  readonly cursor: Point | undefined;
}

export const margin = 28;
/** The part of the height that the stairs take. */
const stairs = 0.46;

/**
 * The line: above, f(x) over x as stairs, with the loss below them; beneath, time runs down, and chains fall like rain
 * onto the points that they come to.
 */
export function paintLine(canvas: HTMLCanvasElement, scene: Scene): void {
  const { context, width, height } = sheet(canvas);
  const ink = inkNow();
  const wide = width - 2 * margin;
  const xOf = (x: number) => margin + x * wide;
  const floor = margin + stairs * (height - 2 * margin);
  const yOf = (y: number) => floor - y * (floor - margin);
  const { field } = scene;

  context.lineWidth = 1;
  context.strokeStyle = ink.line;
  stroke(context, [
    [xOf(0), floor],
    [xOf(1), floor],
  ]);
  context.setLineDash([2, 5]);
  stroke(context, [
    [xOf(0), yOf(0)],
    [xOf(1), yOf(1)],
  ]);
  context.setLineDash([]);

  if (field) {
    bands(context, field, ink, xOf, floor, height - margin);
    loss(context, field, ink, xOf, floor, (floor - margin) * 0.6);
    context.lineWidth = 2.5;
    for (const { from, to, basin } of runsOf(field)) {
      context.strokeStyle = basinColour(ink, basin);
      const cells = Array.from({ length: Math.min(to + 1, field.side) - from }, (_, i) => from + i);
      stroke(
        context,
        cells.map((i) => [xOf((i + 0.5) / field.side), yOf(field.output[i]!)]),
      );
    }
  }
  rain(context, scene, ink, xOf, floor, height - margin);
  for (const [i, [x]] of scene.points.entries()) dot(context, xOf(x!), floor, 6, basinColour(ink, i), ink.paper);
  if (scene.cursor) cross(context, xOf(scene.cursor[0]!), floor, ink);

  context.fillStyle = ink.faint;
  context.font = `italic 15px ${ink.font}`;
  context.fillText('f(x)', xOf(0), yOf(1) - 8);
  context.textAlign = 'right';
  context.fillText('x', xOf(1) + 16, floor + 5);
  context.textAlign = 'left';
  context.fillText('t', xOf(0) - 16, height - margin);
}

type Place = (x: number) => number;

/** The stretches of the line from which chains come to one point. */
function runsOf({ basin, side }: Field): { readonly from: number; readonly to: number; readonly basin: number }[] {
  const runs = [];
  for (let from = 0; from < side; ) {
    let to = from;
    while (to < side && basin[to] === basin[from]) to++;
    runs.push({ from, to, basin: basin[from]! });
    from = to;
  }
  return runs;
}

/** Where the chains of each place end, as pale stripes under the stairs. */
function bands(context: CanvasRenderingContext2D, field: Field, ink: Ink, xOf: Place, top: number, bottom: number) {
  context.globalAlpha = 0.1;
  for (const { from, to, basin } of runsOf(field)) {
    context.fillStyle = basinColour(ink, basin);
    context.fillRect(xOf(from / field.side), top, xOf(to / field.side) - xOf(from / field.side), bottom - top);
  }
  context.globalAlpha = 1;
}

/** The loss, as hills above the line: its square root, so that small losses are seen. */
function loss(context: CanvasRenderingContext2D, field: Field, ink: Ink, xOf: Place, floor: number, most: number) {
  context.globalAlpha = 0.09;
  context.fillStyle = ink.text;
  context.beginPath();
  context.moveTo(xOf(0), floor);
  field.loss.forEach((each, i) => {
    context.lineTo(xOf((i + 0.5) / field.side), floor - Math.sqrt(each) * most);
  });
  context.lineTo(xOf(1), floor);
  context.fill();
  context.globalAlpha = 1;
}

/** The chains of the last draws, the newest at the bottom. */
function rain(context: CanvasRenderingContext2D, scene: Scene, ink: Ink, xOf: Place, top: number, bottom: number) {
  const [newest] = scene.trail;
  if (!newest) return;
  const rows = Math.max(14, scene.trail.length - 1);
  const drawn = scene.trail.length - 1;
  const yOf = (age: number) => top + ((drawn - age) / rows) * (bottom - top);
  const ends = nearestOf(newest, scene.points);
  context.lineWidth = 1.2;
  context.globalAlpha = 0.55;
  for (let chain = 0; chain < newest.count; chain++) {
    context.strokeStyle = basinColour(ink, ends[chain]!);
    stroke(
      context,
      scene.trail.map(({ values }, age) => [xOf(values[chain]!), yOf(age)]),
    );
  }
  context.globalAlpha = 1;
  for (let chain = 0; chain < newest.count; chain++)
    dot(context, xOf(newest.values[chain]!), yOf(0), 3.5, basinColour(ink, ends[chain]!), ink.paper, 1);
}

export function stroke(context: CanvasRenderingContext2D, places: readonly (readonly number[])[]): void {
  context.beginPath();
  for (const [x, y] of places) context.lineTo(x!, y!);
  context.stroke();
}

export function dot(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  fill: string,
  edge: string,
  width = 2,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = width;
  context.stroke();
}

export function cross(context: CanvasRenderingContext2D, x: number, y: number, ink: Ink): void {
  context.strokeStyle = ink.accent;
  context.lineWidth = 2;
  for (const [a, b] of [
    [12, 0],
    [0, 12],
  ] as const) {
    stroke(context, [
      [x - a, y - b],
      [x + a, y + b],
    ]);
  }
}
