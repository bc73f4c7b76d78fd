import { defaultsFor, fields, type Name, names, type Settings } from './settings.js';

/** What a link said. */
export interface Read {
  readonly settings: Settings;
  /** Whether all of it could be read; what could not is as by default. */
  readonly whole: boolean;
}

/** The part of a link behind #: what is not as by default. */
export function writeLink(settings: Settings): string {
  const usual = writtenOf(defaultsFor(settings.subject));
  const written = writtenOf(settings);
  const said = names.filter((name) => name === 'subject' || written[name] !== usual[name]);
  return new URLSearchParams(said.map((name): [string, string] => [name, written[name]])).toString();
}

/** More than this of a text is not read. */
const longest = 32_000;

/** Reads any text as a link, and takes from it only what is allowed. */
export function readLink(text: string): Read {
  const said = new Map(new URLSearchParams(text.replace(/^#/, '').slice(0, longest)));
  const subject = fields.subject.read(said.get('subject') ?? 'digits');
  const usual = defaultsFor(subject ?? 'digits');
  let whole = subject !== undefined;
  const read: Partial<Record<Name, unknown>> = {};
  for (const [name, text] of said) {
    const value = isName(name) ? fields[name].read(text) : undefined;
    if (isName(name) && value !== undefined && fits(name, value, usual)) read[name] = value;
    else whole = false;
  }
  return { settings: { ...usual, ...read, subject: usual.subject } as Settings, whole };
}

const isName = (name: string): name is Name => Object.hasOwn(fields, name);

/** Points of the line are no points of the plane. */
const fits = (name: Name, value: unknown, { points }: Settings): boolean =>
  name !== 'points' || (value as Settings['points'])[0]!.length === points[0]!.length;

function writtenOf(settings: Settings): Record<Name, string> {
  const write = <N extends Name>(name: N) =>
    (fields[name] as unknown as { write(value: Settings[N]): string }).write(settings[name]);
  return Object.fromEntries(names.map((name) => [name, write(name)])) as Record<Name, string>;
}
