import { check, isObject, notNegative, oneOf, optional, type Rule, whole, yesOrNo } from '../../src/base/check.js';
import type { Walked } from '../walked.js';
import { type Limits, most } from './limits.js';

/** What a client asks for. */
export interface Settings extends Walked {
  readonly chains: number;
  readonly first: number;
  readonly seed: number;
  readonly burnIn: number;
  readonly thin: number;
  /** What the values of a draw are sent as. */
  readonly values: 'uint8' | 'float32';
}

/** A whole number between two others. */
export const within = (min: number, max: number, fallback: number): Rule<number> => ({
  ...whole(min, fallback),
  allowed: `a whole number from ${min} to ${max}`,
  accepts: (value) => whole(min, fallback).accepts(value) && (value as number) <= max,
});

const label: Rule<Walked['label']> = {
  types: ['number', 'string', 'array'],
  allowed: 'a class or a list of them, each a whole number or a name',
  accepts: (value) => [value].flat().every((each) => typeof each === 'string' || Number.isSafeInteger(each)),
  fallback: undefined,
};

const attributes = (chains: number): Rule<Walked['attributes']> => ({
  types: ['object', 'array'],
  allowed: `an object with a value for each attribute that is given, or a list of at most ${chains} such`,
  accepts: (value) => isObject(value) || isRows(value, chains),
  fallback: undefined,
});

const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every(Number.isFinite);

const isPart = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length === 2 && isNumbers(value.values) && isNumbers(value.mask);

const isRows = (value: unknown, most: number): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= most && value.every(isObject);

const given = (chains: number): Rule<Walked['given']> => ({
  types: ['array', 'object'],
  allowed: `a list of at most ${chains} rows of the table, or { values, mask } with a list of numbers each`,
  accepts: (value) => isRows(value, chains) || isPart(value),
  fallback: undefined,
});

/** The settings in a message, with what they are where they are not said. */
export function settingsOf(message: object, { chains }: Limits): Settings {
  const settings = check('settings', message, {
    chains: within(1, chains, Math.min(48, chains)),
    first: whole(0, 0),
    seed: whole(0, 0),
    noise: optional(notNegative(0)),
    turns: optional(whole(1, 16)),
    walk: yesOrNo(false),
    label,
    attributes: attributes(chains),
    given: given(chains),
    burnIn: within(0, most.burnIn, 0),
    thin: within(1, most.thin, 1),
    values: oneOf(['uint8', 'float32'], 'uint8'),
  });
  if (settings.walk && settings.turns !== undefined)
    throw new RangeError('settings: walk and turns do not go together');
  return settings;
}
