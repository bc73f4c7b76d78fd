import type { Field } from './fields.js';

/** Attributes that are asked for, by name; all else is left to the chains. */
export type Attributes = Readonly<Record<string, string>>;

export const readAttributes = (text: string): Attributes => Object.fromEntries(new URLSearchParams(text));

export const writeAttributes = (asked: Attributes): string => new URLSearchParams(asked).toString();

/** What is asked for of those that there are; nothing where that is none. */
export function attributesAsked(text: string, known: readonly { readonly name: string }[]): Attributes | undefined {
  const asked = Object.entries(readAttributes(text)).filter(([name]) => known.some((each) => each.name === name));
  return asked.length > 0 ? Object.fromEntries(asked) : undefined;
}

/** Attributes as in an address, which may be the empty text. */
export const attributes: Field<string> = {
  fallback: '',
  read: (text) => (writeAttributes(readAttributes(text)) === text ? text : undefined),
  write: (value) => value,
};
