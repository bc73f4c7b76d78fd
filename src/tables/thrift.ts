/** A struct of Thrift's compact protocol, by the numbers of its fields: whole numbers, booleans as 0 and 1, and structs. */
export interface Struct {
  readonly [field: number]: number | Struct | undefined;
}

/** Bytes that are read one behind the other, in no more time or memory than they allow. */
export class Input {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError('it ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  /** A whole number of so many bytes, the lowest first. */
  little(length: number): number {
    return this.take(length).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  /** A whole number of at most 64 bits; what is beyond 53 is not exact. */
  varint(): number {
    let [value, scale] = [0, 1];
    for (let length = 0; length < 10; length++, scale *= 128) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
    throw new RangeError('a number in it is too long');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A whole number of 32 bits: hyparquet takes no more of one, and would see another. */
  #int(): number {
    const value = this.signed();
    if (value !== (value | 0)) throw new RangeError('a number in it is too long');
    return value;
  }

  /** A struct as far as it is of use here: doubles, texts and lists are passed over. */
  struct(): Struct {
    const fields: { [field: number]: number | Struct | undefined } = {};
    for (let id = 0, head = this.byte(); (head & 15) !== 0; head = this.byte()) {
      id = head >> 4 === 0 ? this.#int() : id + (head >> 4);
      const type = head & 15;
      fields[id] = type <= 2 ? 2 - type : this.#value(type);
    }
    return fields;
  }

  #value(type: number): number | Struct | undefined {
    if (type <= 3) return this.byte();
    if (type <= 5) return this.#int();
    if (type === 6) return this.signed();
    if (type === 12) return this.struct();
    if (type === 7) this.take(8);
    else if (type === 8) this.take(this.varint());
    else if (type === 9) {
      const head = this.byte();
      const length = head >> 4 === 15 ? this.varint() : head >> 4;
      if (length > this.left) throw new RangeError('a list in it is too long');
      for (let i = 0; i < length; i++) this.#value(head & 15);
    } else throw new RangeError(`a value in it is of an unknown kind, ${type}`);
    return undefined;
  }
}
