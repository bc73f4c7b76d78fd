import {
  type Draw,
  type Manifold,
  toFile,
  toGif,
  toMp4,
  toOnnx,
  toPng,
  toSafetensors,
  type WrittenFile,
} from 'kaleidoflow';
import { defer, EMPTY, exhaustMap, filter, fromEvent, identity, map, type Observable, of, skip, take, tap } from 'rxjs';
import { announce, orComplain } from '../page/announce.js';
import { button, part, the } from '../page/dom.js';
import { writeLink } from '../settings/link.js';
import { arePoints, type Settings } from '../settings/settings.js';
import { columnsFor } from '../watch/plate.js';
import type { World } from '../world.js';
import { asDraw, pngOf } from './painted.js';

/** @param codeFor What a program has to say to do the same. */
export function openKeeping({ store, plate, source$, seen$ }: World, codeFor: (settings: Settings) => string): void {
  const frames = the('frames', HTMLInputElement);
  const now = () => ({ source: source$.value, seen: seen$.value, settings: store.now });
  const name = (ending: string) => `${store.now.subject}.${ending}`;
  const layout = () => ({ columns: columnsFor(store.now.chains, plate.shape$.value), scale: 2 });

  /** The next draws, as pictures: of points, as the plate shows them; of a server, those that are watched. */
  const next = (): Observable<Draw> => {
    const { source, seen, settings } = now();
    if (!source || !seen) return EMPTY;
    const count = Math.max(1, Math.min(600, Math.round(Number(frames.value)) || 1));
    if (arePoints(settings))
      return seen$.pipe(
        map(() => asDraw(plate.canvas, seen)),
        take(count),
      );
    if (!source.manifold)
      return seen$.pipe(
        skip(1),
        filter((draw) => draw !== undefined),
        take(count),
      );
    return source.draws({ settings, from: seen }, identity).pipe(take(count));
  };
  const layoutOf = () => (arePoints(store.now) ? { columns: 1, gap: 0 } : layout());
  const fps = () => Math.min(30, store.now.speed);

  saves('save-gif', () => next().pipe(toGif({ ...layoutOf(), fps: fps() }), toFile(name('gif'))));
  saves('save-mp4', () => next().pipe(toMp4({ ...layoutOf(), fps: fps() }), toFile(name('mp4'))));
  saves('save-png', () => {
    const { seen, settings } = now();
    if (!seen) return EMPTY;
    const bytes$ = arePoints(settings) ? defer(() => pngOf(plate.canvas)) : of(seen).pipe(toPng(layout()));
    return bytes$.pipe(toFile(name('png')));
  });
  const theManifold = () => of(source$.value).pipe(map((source) => source?.manifold as Manifold));
  saves('save-safetensors', () => theManifold().pipe(toSafetensors(), toFile(name('safetensors'))));
  saves('save-onnx', () => theManifold().pipe(toOnnx(), toFile(name('onnx'))));

  const pipeline = part('pipeline');
  pipeline.tabIndex = 0; // it scrolls
  pipeline.role = 'region';
  pipeline.ariaLabel = 'The pipeline as code';
  part('with-movie').hidden = !('VideoEncoder' in window);
  copies('copy-link', () => `${location.href.split('#')[0]}#${writeLink(store.now)}`, 'The link is copied.');
  copies('copy-code', () => part('code').textContent ?? '', 'The code is copied.');
  store.settings$.subscribe((settings) => {
    part('code').textContent = codeFor(settings);
  });
  source$.subscribe((source) => {
    for (const id of ['save-safetensors', 'save-onnx', 'save-gif', 'save-mp4', 'save-png'])
      button(id).disabled = source === undefined;
  });
}

/** A button that writes a file, one after the other. */
function saves(id: string, write: () => Observable<WrittenFile>): void {
  fromEvent(button(id), 'click')
    .pipe(
      exhaustMap(() => {
        announce('It is being made …');
        return write().pipe(
          tap(({ path, bytes }) => announce(`${path} is saved, ${sizeOf(bytes)}.`)),
          orComplain(),
        );
      }),
    )
    .subscribe();
}

function copies(id: string, text: () => string, said: string): void {
  button(id).addEventListener('click', () => {
    navigator.clipboard.writeText(text()).then(
      () => announce(said),
      () => announce('This browser does not let the page copy.'),
    );
  });
}

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
