import { BehaviorSubject, debounceTime, fromEvent } from 'rxjs';
import { readLink, writeLink } from './link.js';
import { defaultsFor, type Settings, type Subject } from './settings.js';

/** The settings as they are now. They stand in the address, and stay over a reload without one. */
export class Store {
  readonly settings$: BehaviorSubject<Settings>;
  /** Whether the link that the page was opened by could be read. */
  readonly wholeLink: boolean;

  constructor() {
    const { settings, whole } = readLink(location.hash || (localStorage.getItem(key) ?? ''));
    this.settings$ = new BehaviorSubject(settings);
    this.wholeLink = whole;
    this.settings$.pipe(debounceTime(300)).subscribe((settings) => {
      history.replaceState(null, '', `#${writeLink(settings)}`);
      localStorage.setItem(key, writeLink(settings));
    });
    fromEvent(window, 'hashchange').subscribe(() => this.settings$.next(readLink(location.hash).settings));
  }

  get now(): Settings {
    return this.settings$.value;
  }

  set(changed: Partial<Settings>): void {
    this.settings$.next({ ...this.now, ...changed });
  }

  /** Another subject comes with its own defaults. */
  choose(subject: Subject): void {
    this.settings$.next(defaultsFor(subject));
  }
}

const key = 'kaleidoflow playground';
