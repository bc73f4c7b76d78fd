import { fork, lowestLoss, type Manifold, type TrainingStep } from 'kaleidoflow';
import {
  debounce,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  filter,
  finalize,
  ignoreElements,
  map,
  type Observable,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { announce, complain, orComplain } from '../page/announce.js';
import { Curve } from '../page/curve.js';
import { button, part, the } from '../page/dom.js';
import { readLink } from '../settings/link.js';
import { arePoints, type Settings } from '../settings/settings.js';
import { fieldOf } from '../watch/field.js';
import { openPointing } from '../watch/pointing.js';
import { sourceOf } from '../watch/walk.js';
import type { World } from '../world.js';
import { isShipped, shipped } from './digits.js';
import { openDropping } from './dropping.js';
import { forgetTraining, type Kept, keepTraining, keptTraining, learnedBy, newTraining } from './kept.js';
import { learning } from './learning.js';
import { preview } from './preview.js';

/** What there is to do: learn, go on with what was left, or open what is there without. */
type Wish = 'learn' | 'go on' | 'open';

export function openLearning(world: World): void {
  const { store, source$, learning$, plate } = world;
  const wish$ = new Subject<Wish>();
  const stop$ = new Subject<void>();
  const curve = new Curve(the('losses', SVGSVGElement), 1_000);

  wish$.pipe(switchMap((wish) => granted(wish).pipe(orComplain()))).subscribe();

  function watch(manifold: Manifold): void {
    source$.next(sourceOf(manifold));
  }

  source$
    .pipe(
      switchMap((source) =>
        source?.manifold && arePoints(store.now) ? fieldOf(source.manifold, store.now.points) : EMPTY,
      ),
    )
    .subscribe((field) => plate.field(field));

  function granted(wish: Wish): Observable<unknown> {
    const { subject } = store.now;
    if (subject === 'faces') return shipped(subject).pipe(tap(watch));
    if (arePoints(store.now)) return trained(store.now);
    const kept = keptTraining();
    if (kept && wish !== 'learn' && (wish === 'go on' || isDone(kept, store.now))) return trained(store.now, kept);
    if (wish === 'open' && isShipped(subject)) return shipped(subject).pipe(tap(watch));
    if (wish === 'open' && subject === 'pictures') return EMPTY;
    return defer(() => newTraining(store.now)).pipe(switchMap((kept) => trained(store.now, kept)));
  }

  /**
   * Learns, and shows meanwhile how it goes: the loss, and what chains come to. Points are learned in less time than it would
   * take to keep checkpoints of them.
   */
  function trained(settings: Settings, kept?: Kept): Observable<unknown> {
    let last: TrainingStep | undefined;
    curve.clear();
    complain('');
    return defer(() => {
      learning$.next(true);
      announce('It learns; the plate shows what its chains come to so far.');
      return learning(settings, kept?.checkpoint).pipe(
        tap((step) => {
          last = step;
          if (kept) keepTraining({ ...kept, step: step.step });
          report(step, settings.steps, curve);
        }),
        fork(
          (steps) =>
            steps.pipe(
              filter(({ step }) => step > 0 && step < settings.steps),
              exhaustMap((step) => preview(step.manifold(), settings, plate)),
              ignoreElements(),
            ),
          (steps) => steps.pipe(lowestLoss()),
        ),
        takeUntil(stop$),
        take(1),
        tap((manifold) => {
          announce('It has learned.');
          last = undefined;
          watch(manifold);
        }),
        finalize(() => {
          if (last && settings.subject === store.now.subject) watch(last.manifold());
          learning$.next(false);
        }),
      );
    });
  }

  let before: Settings | undefined;
  store.settings$
    .pipe(
      distinctUntilChanged((a, b) => learnedBy(a) === learnedBy(b)),
      tap((settings) => {
        if (before?.subject !== settings.subject) {
          stop$.next();
          source$.next(undefined);
        }
      }),
      filter((settings) => before?.subject !== settings.subject || arePoints(settings)),
      debounce((settings) => timer(before && before.subject === settings.subject ? 500 : 0)),
      tap((settings) => {
        before = settings;
      }),
    )
    .subscribe(() => wish$.next('open'));

  learning$.subscribe((runs) => showButtons(runs, store.now));
  source$.subscribe(() => showButtons(learning$.value, store.now));
  store.settings$.pipe(map(learnedBy), distinctUntilChanged()).subscribe(() => showButtons(learning$.value, store.now));

  button('learn-start').addEventListener('click', () => wish$.next('learn'));
  button('learn-on').addEventListener('click', () => {
    const kept = keptTraining();
    if (kept) store.set(learnedSettings(kept, store.now));
    wish$.next('go on');
  });
  button('learn-stop').addEventListener('click', () => {
    stop$.next();
    announce('Stopped. It can go on from here, also after a reload.');
  });
  button('learn-back').addEventListener('click', async () => {
    await forgetTraining();
    wish$.next('open');
  });
  openPointing(world);
  openDropping(store, () => wish$.next('learn'));
}

const isDone = (kept: Kept, settings: Settings): boolean => kept.step >= kept.steps && isOf(kept, settings);

const isOf = ({ link }: Kept, settings: Settings): boolean =>
  learnedBy(readLink(link).settings) === learnedBy(settings);

/** The settings of the training that is kept, and all else as it is now. */
function learnedSettings({ link }: Kept, now: Settings): Settings {
  const kept = readLink(link).settings;
  return kept.subject === now.subject ? { ...now, ...JSON.parse(learnedBy(kept)) } : kept;
}

function report({ step, loss }: TrainingStep, steps: number, curve: Curve): void {
  curve.add(loss);
  part('loss').textContent = `${loss.toPrecision(2)} at step ${step} of ${steps}`;
  the('progress', HTMLProgressElement).value = step / steps;
}

function showButtons(runs: boolean, now: Settings): void {
  const kept = keptTraining();
  const isGiven = now.subject === 'faces';
  const left = kept !== undefined && !arePoints(now) && !isGiven && kept.step < kept.steps;
  button('learn-start').hidden = runs || isGiven;
  button('learn-stop').hidden = !runs;
  button('learn-on').hidden = runs || !left;
  if (left) button('learn-on').textContent = `Go on from step ${kept.step} of ${kept.steps}`;
  button('learn-back').hidden = runs || now.subject !== 'digits' || !kept;
  if (runs) part('learning').hidden = false;
  document.body.classList.toggle('learns', runs);
}
