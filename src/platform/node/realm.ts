import { runInThisContext } from 'node:vm';

/** Whether this is Node's own realm. A `node:vm` context, as Jest has one for each file, has constructors of its own. */
export const isNodesOwn: boolean = runInThisContext('Float32Array') === Float32Array;

/** What a message holds, which Node makes in its own realm, as objects and arrays of this one. Numbers are not copied. */
export function ofThisRealm<T>(value: T): T {
  if (isNodesOwn || typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, length, [Symbol.toStringTag]: kind } = value as unknown as Float32Array;
    return new globalThis[kind as 'Float32Array'](buffer, byteOffset, length) as T;
  }
  if (Array.isArray(value)) return Array.from(value, ofThisRealm) as T;
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, ofThisRealm(part)])) as T;
}
