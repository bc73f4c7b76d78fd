import type { Dice } from './mutate.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What may stand where something else should: sizes of all kinds most of all. */
const strange: readonly Json[] = [
  ...[-1, 0, 0.5, 1, 3, 1000, 1e5, 3e7, 2 ** 31, 2 ** 32, 1e9, 1e15, 2 ** 53, 1e308],
  ...[null, true, '', '7', '__proto__', 'constructor', {}, [], [[[]]], [1e9], [-1, 1]],
];
const keys = [
  '__proto__',
  'constructor',
  'inbound_nodes',
  'inboundNodes',
  'layers',
  'class_name',
  'config',
  'units',
  'name',
];

/** A few changes to a value: sizes and other parts replaced, left out, doubled, repeated many times, swapped, and nested. */
export function mutatedJson(whole: unknown, roll: Dice): Json {
  const json: Json = JSON.parse(JSON.stringify(whole));
  const root = { json };
  for (let changes = 1 + roll(4); changes > 0; changes--) change(root, roll);
  return root.json ?? null;
}

type Place = [holder: { [key: string]: Json }, key: string];

function placesIn(holder: { [key: string]: Json }, found: Place[] = []): Place[] {
  for (const key of Object.keys(holder)) {
    found.push([holder, key]);
    const part = holder[key];
    if (found.length < 5000 && typeof part === 'object' && part !== null) placesIn(part as typeof holder, found);
  }
  return found;
}

function change(root: { json: Json }, roll: Dice): void {
  const places = placesIn(root);
  if (places.length === 0) return;
  const [holder, key] = places[roll(places.length)]!;
  const [other, otherKey] = places[roll(places.length)]!;
  const part = holder[key]!;
  switch (roll(9)) {
    case 0:
    case 1:
    case 2:
      holder[key] = copy(strange[roll(strange.length)]!);
      return;
    case 3:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 4:
      if (Array.isArray(part) && part.length > 0) part.push(copy(part[roll(part.length)]!));
      return;
    case 5: {
      // Many, and now and then very many.
      const count = roll(50) === 0 ? 20_000 : roll(8);
      if (Array.isArray(part) && part.length > 0 && JSON.stringify(part).length * count < 5e6)
        for (let i = 0; i < count; i++) part.push(copy(part[i % part.length]!));
      return;
    }
    case 6:
      other[otherKey] = copy(part);
      return;
    case 7:
      for (let i = roll(30) === 0 ? 300 : roll(4); i > 0; i--)
        holder[key] = roll(2) ? [holder[key]!] : { inner: holder[key]! };
      return;
    default:
      if (typeof part === 'object' && part !== null && !Array.isArray(part))
        part[keys[roll(keys.length)]!] = copy(strange[roll(strange.length)]!);
      else if (typeof part === 'number') holder[key] = part * 10 ** roll(12) * (roll(4) ? 1 : -1);
  }
}

const copy = (json: Json): Json => JSON.parse(JSON.stringify(json));
