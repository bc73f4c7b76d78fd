import { BehaviorSubject, debounceTime, fromEvent } from 'rxjs';
import { type Read, writeLink } from './link.js';
import { defaultsFor, type Settings, type Subject } from './settings.js';

/** The settings as they are now. They stand in the address. */
export class Store {
  readonly settings$: BehaviorSubject<Settings>;
  /** Whether the link that the page was opened by could be read. */
  readonly wholeLink: boolean;

  /** @param read What the part of an address behind # says, or where it is empty is to be set. */
  constructor(read: (link: string) => Read) {
    const { settings, whole } = read(location.hash);
    this.settings$ = new BehaviorSubject(settings);
    this.wholeLink = whole;
    this.settings$.pipe(debounceTime(300)).subscribe((settings) => {
      history.replaceState(null, '', `#${writeLink(settings)}`);
    });
    fromEvent(window, 'hashchange').subscribe(() => this.settings$.next(read(location.hash).settings));
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
