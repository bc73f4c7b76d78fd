import type { TimeForm } from '../core/table.js';

/** An ISO date, or a date-time, as it is written. */
export interface Time {
  /** Milliseconds since 1970, to the microsecond. */
  readonly ms: number;
  /** What is between date and time: 'T' or ' ', and nothing where there is no time. */
  readonly separator: string;
  /** How many characters the time has, to the microsecond: 5 of 12:30, 15 of 12:30:00.000001. */
  readonly length: number;
  /** 'Z', an offset such as '+02:00', or nothing where none is said. */
  readonly zone: string;
}

const iso = /^(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-][01]\d(?::?[0-5]\d)?)?)?$/;
const [first, end] = [Date.parse('0000-01-01'), Date.UTC(10_000, 0)];

/** Whether a moment has a year of four digits. */
export const isMoment = (ms: number): boolean => ms >= first && ms < end;

/** What an ISO date or date-time says: 2024-05-01, 2024-05-01 12:30, 2024-05-01T12:30:00.5+02:00; undefined of any other text. */
export function timeOf(text: string): Time | undefined {
  const [, date, separator = '', time = '', zone = ''] = iso.exec(text) ?? [];
  if (date === undefined) return undefined;
  const clock = `${date}T${time.slice(0, 8) || '00:00'}`;
  const whole = Date.parse(`${clock}Z`);
  if (Number.isNaN(whole) || !new Date(whole).toISOString().startsWith(clock)) return undefined;
  const fraction = Math.round(Number(`0${time.slice(8)}`) * 1e6) / 1e3;
  const ms = whole + fraction - offsetOf(zone);
  return isMoment(ms) ? { ms, separator, length: Math.min(time.length, 15), zone } : undefined;
}

/** Milliseconds that a zone is ahead of UTC. */
function offsetOf(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.length > 3 ? zone.slice(-2) : 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Whether only one of two says a time zone; a date alone goes with both. */
export const differInZone = (a: Time, b: Pick<Time, 'separator' | 'zone'>): boolean =>
  Boolean(a.separator && b.separator) && (a.zone === '') !== (b.zone === '');

/** The form that all of some times can be written in: the finest, in UTC where their offsets differ. */
export function timeForm(times: readonly Time[]): TimeForm {
  const timed = times.filter(({ separator }) => separator !== '');
  const [one] = timed;
  if (!one) return { is: 'date' };
  return {
    is: 'date-time',
    separator: one.separator,
    length: timed.reduce((most, { length }) => Math.max(most, length), 0),
    zone: timed.every(({ zone }) => zone === one.zone) ? one.zone : 'Z',
  };
}

/** A moment as a form writes it, rounded to what it shows. */
export function writeTime(form: TimeForm, ms: number): string {
  const { length, separator, zone } = form.is === 'date' ? { length: 0, separator: '', zone: '' } : form;
  const step =
    length === 0 ? 86_400_000 : length === 5 ? 60_000 : length === 8 ? 1_000 : 10 ** Math.max(0, 12 - length);
  const parts = 10 ** Math.max(0, length - 12);
  const count = Math.round(((ms + offsetOf(zone)) * parts) / step) * step;
  const whole = Math.floor(count / parts);
  const [date, time] = new Date(whole).toISOString().slice(0, 23).split('T') as [string, string];
  return `${date}${separator}${`${time}${String(count - whole * parts).padStart(length - 12, '0')}`.slice(0, length)}${zone}`;
}
