import { type Draw, measure } from 'kaleidoflow';
import {
  combineLatest,
  debounceTime,
  distinctUntilChanged,
  EMPTY,
  fromEvent,
  identity,
  type MonoTypeOperatorFunction,
  map,
  pipe,
  startWith,
  switchMap,
  tap,
} from 'rxjs';
import { complain, orComplain } from '../page/announce.js';
import { Curve } from '../page/curve.js';
import { button, part, the } from '../page/dom.js';
import { arePoints, type Name, type Settings } from '../settings/settings.js';
import type { World } from '../world.js';
import { columnsFor } from './plate.js';
import type { Source } from './source.js';

/** What is to be watched now. */
interface View {
  readonly source: Source | undefined;
  readonly settings: Settings;
  readonly learning: boolean;
  readonly columns: number;
  readonly measured: boolean;
}

/** What begins anew when it changes; all else goes on from where the chains are. */
const fresh: readonly Name[] = ['subject', 'chains', 'first', 'seed', 'start'];
/** What the chains depend on. */
const walks: readonly Name[] = [
  ...fresh,
  'burnIn',
  'thin',
  'noise',
  'motion',
  'every',
  'share',
  'pace',
  'level',
  'label',
  'attributes',
  'part',
];

/** Steps that chains take unseen where nothing moves by itself. */
const settled = 24;

export function openWatching({ store, tempo, plate, seen$, ...world }: World): void {
  const curve = new Curve(the('measured', SVGSVGElement), 240);
  const measures = the('measures', HTMLDetailsElement);
  measures.open = matchMedia('(min-width: 60rem)').matches;

  const view$ = combineLatest({
    source: world.source$,
    learning: world.learning$,
    settings: store.settings$.pipe(distinctUntilChanged(same(walks))),
    shape: plate.shape$,
    toggled: fromEvent(measures, 'toggle').pipe(startWith(undefined)),
  }).pipe(
    map(({ shape, toggled: _, ...view }) => ({
      ...view,
      columns: columnsFor(view.settings.chains, shape),
      measured: measures.open,
    })),
    distinctUntilChanged(sameView),
    debounceTime(60),
  );

  let before: View | undefined;
  view$
    .pipe(
      switchMap((view) => {
        const from = before && goesOn(before, view) ? seen$.value : undefined;
        before = view;
        if (!view.source || view.learning) return EMPTY;
        if (!from) curve.clear();
        return watched(view.source, view, from);
      }),
    )
    .subscribe();

  /** The page's pipeline: the draws of a source, held to their pace, painted, measured. */
  function watched(source: Source, { settings, columns, measured }: View, from?: Draw) {
    const stands = source.manifold && !tempo.playing$.value && !arePoints(settings);
    const unseen = stands ? Math.max(settings.burnIn, settled) : settings.burnIn;
    const show = pipe(
      tempo.hold<Draw>(),
      plate.paint<Draw>(settings, columns),
      tap((draw) => {
        seen$.next(draw);
        part('t').textContent = String(draw.step);
        document.body.dataset.state = 'watching';
      }),
      measured ? measuring(source, curve) : identity,
    );
    complain('');
    return source.draws({ settings: { ...settings, burnIn: unseen }, from }, show).pipe(orComplain());
  }

  store.settings$.subscribe(({ speed }) => {
    tempo.speed = speed;
  });

  button('play').addEventListener('click', () => tempo.playing$.next(!tempo.playing$.value));
  button('step').addEventListener('click', () => tempo.step());
  button('again').addEventListener('click', () => store.set({ seed: (store.now.seed + 1) % 1_000_000 }));
  tempo.playing$.subscribe((playing) => {
    button('play').textContent = playing ? 'Pause' : 'Play';
  });
}

/** Energy and movement of each draw, drawn as curves. */
function measuring({ metrics }: Source, curve: Curve): MonoTypeOperatorFunction<Draw> {
  const { energy: low, movement: moved } = { energy: part('energy'), movement: part('movement') };
  return (draws) =>
    draws.pipe(
      measure(metrics),
      tap(({ metrics: { energy, movement } }) => {
        const means = [energy ? mean(energy) : Number.NaN, mean(movement)] as const;
        curve.add(...means);
        low.textContent = short(means[0]);
        moved.textContent = short(means[1]);
      }),
    );
}

const mean = (values: Float32Array): number => values.reduce((sum, each) => sum + each / values.length, 0);
const short = (value: number): string => (Number.isNaN(value) ? '' : value.toPrecision(2));

const same =
  (some: readonly Name[]) =>
  (a: Settings, b: Settings): boolean =>
    some.every((name) => a[name] === b[name]);

const sameView = (a: View, b: View): boolean => (Object.keys(a) as (keyof View)[]).every((name) => a[name] === b[name]);

const goesOn = (a: View, b: View): boolean =>
  a.source === b.source && a.learning === b.learning && same(fresh)(a.settings, b.settings);
