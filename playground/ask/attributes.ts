import { announce } from '../page/announce.js';
import { part } from '../page/dom.js';
import { readAttributes, writeAttributes } from '../settings/attributes.js';
import type { Store } from '../settings/store.js';
import type { Attribute } from '../watch/source.js';

/** A sentence that says what the chains are to show: each attribute is a choice, and what is open is left to them. */
export function showAttributes(attributes: readonly Attribute[], store: Store): void {
  const place = part('attributes');
  place.hidden = attributes.length === 0;
  const names = attributes.map(({ name }) => name).join();
  if (place.dataset.names !== names) {
    place.dataset.names = names;
    place.replaceChildren(...sentence(attributes, store));
  }
  const asked = readAttributes(store.now.attributes);
  for (const select of place.querySelectorAll('select')) select.value = asked[select.name] ?? '';
}

function sentence(attributes: readonly Attribute[], store: Store): (Node | string)[] {
  const choices = attributes.map(({ name, categories }, i) => {
    const words = wordsOf(name);
    const select = Object.assign(document.createElement('select'), { name, ariaLabel: words });
    select.append(new Option('any', ''), ...categories.map((each) => new Option(wordsOf(String(each)), String(each))));
    select.addEventListener('change', () => {
      const { [name]: _, ...others } = readAttributes(store.now.attributes);
      store.set({ attributes: writeAttributes(select.value ? { ...others, [name]: select.value } : others) });
      announce(`The chains show ${select.value ? wordsOf(select.value) : 'any'} ${words}.`);
    });
    return [i === 0 ? 'Draw faces with ' : i === attributes.length - 1 ? ' and ' : ', ', select, ` ${words}`];
  });
  return [...choices.flat(), '.'];
}

/** Words of a name such as hairColor. */
const wordsOf = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
