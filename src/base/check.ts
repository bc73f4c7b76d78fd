import { plain } from './plain.js';
import { withoutSecrets } from './secrets.js';

/** A type of values as people speak of them: `typeof` calls lists and null objects too. */
type TypeName = 'number' | 'string' | 'boolean' | 'object' | 'function' | 'array' | 'typed array';

/** What an option may be: a test, the words for the error, and the value taken when it is left out. */
export interface Rule<T> {
  readonly allowed: string;
  /** The types among which a value is refused with a RangeError; one of another, with a TypeError. */
  readonly types: readonly TypeName[];
  readonly accepts: (value: unknown) => boolean;
  readonly fallback: T;
}

type Values<Rules> = { [K in keyof Rules]: Rules[K] extends Rule<infer T> ? T : never };

/** A whole number of at least `min`. */
export const whole = <T extends number | undefined>(min: number, fallback: T): Rule<T> => ({
  types: ['number'],
  allowed: `a whole number of at least ${min}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= min,
  fallback,
});

/** A finite number above 0. */
export const positive = (fallback: number): Rule<number> => ({
  types: ['number'],
  allowed: 'a finite number above 0',
  accepts: (value) => Number.isFinite(value) && (value as number) > 0,
  fallback,
});

/** A number from `low` to `high`. */
export const between = (low: number, high: number, fallback: number): Rule<number> => ({
  types: ['number'],
  allowed: `a number from ${low} to ${high}`,
  accepts: (value) => typeof value === 'number' && value >= low && value <= high,
  fallback,
});

/** A finite number of at least 0. */
export const notNegative = (fallback: number): Rule<number> => ({
  types: ['number'],
  allowed: 'a finite number of at least 0',
  accepts: (value) => Number.isFinite(value) && (value as number) >= 0,
  fallback,
});

/** A number from 0 to 1. */
export const share = (fallback: number): Rule<number> => between(0, 1, fallback);

/** One of a few words, or of a few numbers. */
export const oneOf = <T extends string | number>(choices: readonly T[], fallback: T): Rule<T> => ({
  types: [typeof fallback as 'string' | 'number'],
  allowed: choices.map(show).join(' or '),
  accepts: (value) => choices.includes(value as T),
  fallback,
});

export const yesOrNo = (fallback: boolean): Rule<boolean> => ({
  types: ['boolean'],
  allowed: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  fallback,
});

/** A function that hears of something; none by default. */
export const listener = <Heard>(): Rule<((heard: Heard) => void) | undefined> => ({
  types: ['function'],
  allowed: 'a function',
  accepts: (value) => typeof value === 'function',
  fallback: undefined,
});

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** A path of this kind; none by default. */
export const path = (allowed: string): Rule<string | undefined> => ({
  types: ['string'],
  allowed,
  accepts: isText,
  fallback: undefined,
});

export const directory = path('the path of a directory');

interface Tagged {
  readonly Float32Array: Float32Array;
  readonly Int32Array: Int32Array;
  readonly Int8Array: Int8Array;
  readonly Uint8Array: Uint8Array;
  readonly BigInt64Array: BigInt64Array;
  readonly BigUint64Array: BigUint64Array;
  readonly Date: Date;
}

/**
 * Whether a value is of a built-in class, of whatever realm: frames, and the tests of Jest, have constructors of their
 * own each, of which `instanceof` knows one.
 */
export const isA = <Tag extends keyof Tagged>(tag: Tag, value: unknown): value is Tagged[Tag] => tagOf(value) === tag;

/** The same numbers in an array of this realm, for libraries that ask by `instanceof`. */
export const ofThisRealm = (values: Float32Array): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values);

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

export const isBlob = (value: unknown): value is Blob => ['Blob', 'File'].includes(tagOf(value));

const isSource = (value: unknown): boolean => isText(value) || isBlob(value);

/** A path of this kind, or a Blob. */
export const source = (allowed: string): Rule<string | Blob> => ({
  types: ['string'],
  allowed,
  accepts: isSource,
  fallback: '',
});

/** A path of this kind or a Blob, or a list of one or more. */
export const sources = (allowed: string): Rule<string | Blob | readonly (string | Blob)[]> => ({
  types: ['string', 'array'],
  allowed,
  accepts: (value) => isSource(value) || (Array.isArray(value) && value.length > 0 && value.every(isSource)),
  fallback: '',
});

/** A rule for what may be left out, and is then not there. */
export const optional = <T>(rule: Rule<T>): Rule<T | undefined> => ({ ...rule, fallback: undefined });

/**
 * The options of `name` with every default filled in.
 * @throws TypeError for an unknown option or a value of the wrong type, RangeError for a value that is not allowed.
 */
// biome-ignore lint/suspicious/noExplicitAny: a rule of any type fits here, and Values gives each its own back
export function check<Rules extends Record<string, Rule<any>>>(
  name: string,
  options: object,
  rules: Rules,
): Values<Rules> {
  if (!isObject(options)) throw new TypeError(`${name}: options must be an object, not ${show(options)}`);
  for (const option of Object.keys(options))
    if (!Object.hasOwn(rules, option))
      throw new TypeError(`${name}: unknown option ${show(option)}; allowed are ${Object.keys(rules).join(', ')}`);
  const given = options as Record<string, unknown>;
  const entries = Object.entries(rules).map(([option, rule]) => [
    option,
    given[option] === undefined ? rule.fallback : checkValue(`${name}: ${option}`, given[option], rule),
  ]);
  return Object.fromEntries(entries);
}

/** One value against its rule. */
export function checkValue<T>(name: string, value: unknown, rule: Rule<T>): T {
  if (rule.accepts(value)) return value as T;
  const Refusal = rule.types.some((type) => type === typeOf(value)) ? RangeError : TypeError;
  throw new Refusal(`${name} must be ${rule.allowed}, not ${show(value)}`);
}

function typeOf(value: unknown): TypeName | 'null' | 'bigint' | 'symbol' | 'undefined' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return ArrayBuffer.isView(value) ? 'typed array' : typeof value;
}

/** A value as an error message shows it: short, with its type apparent, and without secrets or what would move a terminal. */
export const show = (value: unknown): string => shown(value, 4);

function shown(value: unknown, deep: number): string {
  if (typeof value === 'string') {
    const text = plain(withoutSecrets(value));
    return `'${text.length > 200 ? `${text.slice(0, 200)}…` : text}'`;
  }
  if (Array.isArray(value)) {
    const first = value.slice(0, 6).map((each) => (deep > 1 ? shown(each, deep - 1) : '…'));
    return `[${first.join(', ')}${value.length > 6 ? ', …' : ''}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const kind = value.constructor?.name ?? 'Object';
    return `a ${kind === 'Object' ? 'plain' : kind} object`;
  }
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** Whether a value is an object with names of its own, and no list. */
export const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';

/** Refuses a value that came from the wrong place: an operator that stands where it does not belong, in plain JavaScript. */
export function checkKind(name: string, kind: string, value: unknown, isIt: boolean): void {
  if (!isIt) throw new TypeError(`${name}: expected ${kind}, not ${show(value)}`);
}
