import type { Samples } from 'kaleidoflow';
import { defaultsFor, type Settings, type Subject } from '../settings/settings.js';
import type { Attribute } from '../watch/source.js';

/** What a server says of its model: see docs/serve.md. */
export interface Model extends Pick<Samples, 'shape' | 'range'> {
  readonly labels?: readonly (string | number)[];
  readonly attributes?: readonly Partial<Attribute>[];
  readonly blend?: readonly [low: number, high: number];
  readonly given?: { readonly data: number };
  readonly motion?: { readonly kind: 'turns' | 'walk'; readonly every?: number };
  /** What may be asked for, and the bytes of a message. */
  readonly limits: { readonly chains: number; readonly message: number };
}

/** What its samples are shown as. */
function subjectOf({ shape, range }: Model): Subject {
  if (shape.length === 1 && shape[0]! < 3 && range[0] === 0) return shape[0] === 1 ? 'line' : 'plane';
  return shape[2] === 3 ? 'pictures' : 'digits';
}

/** The shape in which they are shown: what is neither a point nor a picture is a row of pixels. */
export function shownAs(model: Model): readonly number[] {
  const { shape } = model;
  const [, , channels = 1] = shape;
  const isPicture = (shape.length === 2 || shape.length === 3) && (channels === 1 || channels === 3);
  if (isPicture || !['digits', 'pictures'].includes(subjectOf(model))) return shape;
  return [1, shape.reduce((product, side) => product * side), 1];
}

/** The settings to begin with: as the model is walked, or else as it has learned to be. */
export function settingsFor(model: Model): Settings {
  const usual = defaultsFor(subjectOf(model));
  const { kind = model.blend ? 'walk' : 'none', every = usual.every } = model.motion ?? {};
  return { ...usual, chains: Math.min(usual.chains, model.limits.chains), motion: kind, every };
}
