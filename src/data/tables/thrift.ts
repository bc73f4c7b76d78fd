/** A value of Thrift's compact protocol, as Parquet has them: a struct by its field numbers, all else by its kind. */
export type Thrift = boolean | number | Uint8Array | Thrift[] | Map<number, Thrift>;

const mostNested = 32;

/**
 * Reads a struct, and says where it ends. It refuses what a writer would not write, and takes no more time or memory than the
 * bytes that are there allow.
 */
export function readStruct(bytes: Uint8Array, from: number): { fields: Map<number, Thrift>; end: number } {
  let at = from;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  const byte = (): number => {
    if (at >= bytes.length) throw new RangeError('it ends too early');
    return bytes[at++]!;
  };

  /** A whole number of at most 64 bits; what is beyond 53 is not exact. */
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (let length = 0; length < 10; length++, scale *= 128) {
      const next = byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
    throw new RangeError('a number in it is too long');
  };

  const signed = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };

  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError('it ends too early');
    at += length;
    return bytes.subarray(at - length, at);
  };

  const value = (type: number, depth: number): Thrift => {
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return byte();
    if (type >= 4 && type <= 6) return signed();
    if (type === 7) {
      take(8);
      return view.getFloat64(at - 8, true);
    }
    if (type === 8) return take(varint());
    if (type === 9) return list(depth);
    if (type === 12) return struct(depth + 1);
    throw new RangeError(`a value in it is of an unknown kind, ${type}`);
  };

  const list = (depth: number): Thrift[] => {
    const head = byte();
    const length = head >> 4 === 15 ? varint() : head >> 4;
    const type = head & 15;
    if (length > bytes.length - at) throw new RangeError('a list in it is too long');
    return Array.from({ length }, () => (type === 1 || type === 2 ? byte() === 1 : value(type, depth)));
  };

  const struct = (depth: number): Map<number, Thrift> => {
    if (depth > mostNested) throw new RangeError('it is nested too deep');
    const fields = new Map<number, Thrift>();
    let id = 0;
    for (let head = byte(); (head & 15) !== 0; head = byte()) {
      id = head >> 4 === 0 ? signed() : id + (head >> 4);
      fields.set(id, value(head & 15, depth));
    }
    return fields;
  };

  const fields = struct(0);
  return { fields, end: at };
}
