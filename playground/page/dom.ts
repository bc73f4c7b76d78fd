/** The element of the page that has this id, of the class that it is. */
export function the<E extends Element>(id: string, Kind: abstract new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof Kind) return found;
  throw new Error(`the page has no ${Kind.name} #${id}`);
}

export const button = (id: string): HTMLButtonElement => the(id, HTMLButtonElement);
export const canvas = (id: string): HTMLCanvasElement => the(id, HTMLCanvasElement);
export const part = (id: string): HTMLElement => the(id, HTMLElement);

/** All with a `data-…` attribute, and what it says. */
export function marked<E extends HTMLElement>(name: string): [element: E, said: string][] {
  return Array.from(document.querySelectorAll<E>(`[data-${name}]`), (each) => [each, each.dataset[name]!]);
}
