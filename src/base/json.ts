function toJSON(this: Iterable<number> & { readonly length: number }): number[] {
  return this.length === 0 ? [] : Array.from(this); // one that was transferred has none
}

/**
 * The same object. `JSON.stringify` writes its typed arrays as arrays of numbers, also where they are some names further down, and
 * where the object is spread into another: each array says so itself, to nobody else. Copies of an array do not, nor what
 * `structuredClone` and `postMessage` make of it.
 */
export function legible<T extends object>(object: T): T {
  for (const value of Object.values(object))
    if (ArrayBuffer.isView(value)) {
      if (Object.isExtensible(value) && !('toJSON' in value)) Object.defineProperty(value, 'toJSON', { value: toJSON });
    } else if (value?.constructor === Object) legible(value);
  return object;
}
