import type { Draw, Samples } from 'kaleidoflow';
import { combineLatest, distinctUntilChanged, filter, map } from 'rxjs';
import { announce } from '../page/announce.js';
import { button, canvas, part } from '../page/dom.js';
import { type Asked, readPart, writePart } from '../settings/part.js';
import type { Source } from '../watch/source.js';
import type { World } from '../world.js';
import { showAttributes } from './attributes.js';
import { type Brush, Pad } from './pad.js';

export function openAsking({ store, source$, seen$ }: World): void {
  const pad = new Pad(canvas('pad'));

  combineLatest([source$, store.settings$])
    .pipe(distinctUntilChanged(([f, a], [g, b]) => f === g && a.label === b.label && a.attributes === b.attributes))
    .subscribe(([source, { label }]) => {
      if (source) showLabels(source, label);
      const hasLabels = (source?.labels.length ?? 0) > 0;
      const completes = source?.completes !== undefined;
      showAttributes(source?.attributes ?? [], store);
      part('labels').hidden = !hasLabels;
      part('parts').hidden = !completes;
      part('ask-nothing').hidden = source === undefined || completes || hasLabels || source.attributes.length > 0;
    });

  function showLabels({ labels }: Source, asked: number): void {
    const place = part('label-choices');
    if (place.childElementCount !== labels.length + 1) {
      place.replaceChildren(choice('anything', 0), ...labels.map((label, i) => choice(String(label), i + 1)));
    }
    for (const input of place.querySelectorAll('input')) input.checked = input.value === String(asked);
  }

  function choice(name: string, value: number): HTMLLabelElement {
    const label = document.createElement('label');
    const input = Object.assign(document.createElement('input'), {
      type: 'radio',
      name: 'label',
      value: String(value),
    });
    input.addEventListener('change', () => {
      store.set({ label: value });
      announce(value === 0 ? 'The chains show anything.' : `The chains are asked for ${name}.`);
    });
    label.append(input, Object.assign(document.createElement('span'), { textContent: name }));
    return label;
  }

  // What a link asks for is on the pad, too.
  let asked: Asked | undefined;
  combineLatest([source$, store.settings$])
    .pipe(
      map(([source, { part }]) => [source?.completes, part] as const),
      distinctUntilChanged(([a, b], [c, d]) => a === c && b === d),
    )
    .subscribe(([completes, part]) => {
      asked = completes && readPart(part, completes);
      if (asked) pad.take(asked.samples, asked.mask);
      button('pad-end').hidden = asked === undefined;
    });

  // Else it begins with a picture of the plate's, of which the lower half is left to the chains.
  seen$
    .pipe(
      filter((draw): draw is Draw => draw !== undefined && draw.shape.length === 3 && draw.step > 30),
      distinctUntilChanged((a, b) => String(a.shape) === String(b.shape)),
    )
    .subscribe((draw) => {
      if (asked) return;
      pad.take(pictureOf(draw, 0));
      pad.forget((row, _, rows) => row >= rows / 2);
    });

  button('pad-take').addEventListener('click', () => {
    const draw = seen$.value;
    if (draw?.shape.length === 3) pad.take(pictureOf(draw, Math.floor(Math.random() * draw.count)));
  });
  button('pad-lower').addEventListener('click', () => pad.forget((row, _, rows) => row >= rows / 2));
  button('pad-right').addEventListener('click', () => pad.forget((_, column, __, columns) => column >= columns / 2));
  button('pad-clear').addEventListener('click', () => pad.forget(() => true));
  for (const input of document.querySelectorAll<HTMLInputElement>('[name=brush]'))
    input.addEventListener('change', () => {
      pad.brush = input.value as Brush;
    });
  button('pad-ask').addEventListener('click', () => {
    const painted = pad.asked();
    if (!painted) return;
    store.set({ part: writePart(painted) });
    announce('Every chain completes the picture in its own way.');
  });
  button('pad-end').addEventListener('click', () => store.set({ part: '' }));
}

/** One picture of a draw. */
function pictureOf({ values, shape, range, count }: Draw, chain: number): Samples {
  const size = values.length / count;
  return { values: values.slice(chain * size, (chain + 1) * size), count: 1, shape, range };
}
