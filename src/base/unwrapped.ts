/**
 * The same value without proxies around its objects and lists, as Vue, Svelte and Solid make them to see what changes: threads take none. Arrays
 * of numbers are not copied.
 */
export function unwrapped<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unwrapped) as T;
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, unwrapped(part)])) as T;
}
