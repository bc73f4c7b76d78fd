import { ByteSink } from '../../base/bytes.js';

/** The fields of messages by their names: [type, field number], and 'repeated' where there may be many. */
export type Schema = Readonly<
  Record<string, Readonly<Record<string, readonly [type: string, id: number, rule?: 'repeated']>>>
>;

type Message = Record<string, unknown>;

/** How values stand in the bytes: numbers of seven bits a byte, a length and as many bytes, or eight or four bytes. */
const wire = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 };
const wireTypes: Record<string, number> = {
  int32: wire.varint,
  int64: wire.varint,
  float: wire.fixed32,
  double: wire.fixed64,
};
const wireTypeOf = (type: string): number => wireTypes[type] ?? wire.delimited;

export function encodeMessage(schema: Schema, type: string, message: object): Uint8Array<ArrayBuffer> {
  const out = new ByteSink();
  for (const [field, [fieldType, id, rule]] of Object.entries(schema[type]!)) {
    const value = (message as Message)[field];
    if (value === undefined) continue;
    for (const each of rule ? (value as unknown[]) : [value]) {
      writeVarint(out, BigInt((id << 3) | wireTypeOf(fieldType)));
      if (wireTypeOf(fieldType) === wire.varint) writeVarint(out, BigInt(each as number));
      else if (fieldType === 'float') out.bytes(new Uint8Array(Float32Array.of(each as number).buffer));
      else if (fieldType === 'double') out.bytes(new Uint8Array(Float64Array.of(each as number).buffer));
      else {
        const bytes = delimited(schema, fieldType, each);
        writeVarint(out, BigInt(bytes.length));
        out.bytes(bytes);
      }
    }
  }
  return out.take();
}

function delimited(schema: Schema, type: string, value: unknown): Uint8Array {
  if (type === 'bytes') return value as Uint8Array;
  if (type === 'string') return new TextEncoder().encode(value as string);
  return encodeMessage(schema, type, value as object);
}

/** Seven bits a byte, the lowest first; a negative number as its complement of 64 bits. */
function writeVarint(out: ByteSink, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) out.byte(Number(rest & 127n) | 128);
  out.byte(Number(rest));
}

/** The most messages in a message: a few bytes of a file become an object each. */
const mostMessages = 100_000;

/** @throws Error when the bytes are no such message; fields that the schema does not have are passed over. */
export function decodeMessage(schema: Schema, type: string, bytes: Uint8Array, count = { messages: 0 }): Message {
  if (++count.messages > mostMessages) throw new Error(`it has more than ${mostMessages} parts`);
  const fields = new Map(Object.entries(schema[type]!).map(([name, [type, id, rule]]) => [id, { name, type, rule }]));
  const message: Message = {};
  for (const { name, rule } of fields.values()) if (rule) message[name] = [];
  const reader = new Reader(bytes);
  while (!reader.isOver) {
    const tag = Number(reader.varint());
    const found = tag & 7;
    const value = reader.value(found);
    const field = fields.get(Math.floor(tag / 8));
    if (!field) continue;
    const { name, rule } = field;
    const isPacked = rule && found === wire.delimited && wireTypeOf(field.type) !== wire.delimited;
    if (!isPacked && found !== wireTypeOf(field.type)) throw new Error(`'${name}' is of another type`);
    const values = isPacked ? unpacked(value as Uint8Array, field.type) : [value];
    for (const each of values) {
      const decoded = decodeValue(schema, field.type, each, count);
      if (rule) (message[name] as unknown[]).push(decoded);
      else message[name] = decoded;
    }
  }
  return message;
}

/** Numbers that stand together, without a tag each. */
function unpacked(bytes: Uint8Array, type: string): unknown[] {
  const reader = new Reader(bytes);
  const values: unknown[] = [];
  while (!reader.isOver) values.push(reader.value(wireTypeOf(type)));
  return values;
}

function decodeValue(schema: Schema, type: string, value: unknown, count: { messages: number }): unknown {
  if (type === 'float' || type === 'double' || type === 'bytes') return value;
  if (type === 'string') return new TextDecoder('utf-8', { fatal: true }).decode(value as Uint8Array);
  if (wireTypeOf(type) === wire.varint) return Number(BigInt.asIntN(64, value as bigint));
  return decodeMessage(schema, type, value as Uint8Array, count);
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(wireType: number): bigint | number | Uint8Array {
    if (wireType === wire.varint) return this.varint();
    if (wireType === wire.delimited) return this.#take(Number(this.varint()));
    if (wireType !== wire.fixed32 && wireType !== wire.fixed64) throw new Error(`there is no wire type ${wireType}`);
    const { buffer, byteOffset } = this.#take(wireType === wire.fixed64 ? 8 : 4);
    const number = new DataView(buffer, byteOffset);
    return wireType === wire.fixed64 ? number.getFloat64(0, true) : number.getFloat32(0, true);
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte = 0] = this.#take(1);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Error('a number has no end');
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count;
    if (!(end <= this.#bytes.length)) throw new Error('it is cut off');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
