/** The protobuf wire format: reading fields, and writing messages. @module */

/** Field number, and a varint (bigint) or the bytes of a length-delimited value. */
export type WireField = readonly [number: number, value: bigint | Uint8Array];

/** Splits a message into its fields, in order. Throws `RangeError` when the bytes are not a message. */
export function readFields(bytes: Uint8Array): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [tag, afterTag] = readVarint(bytes, at);
    const [value, next] = readValue(bytes, afterTag, Number(tag & 7n));
    fields.push([Number(tag >> 3n), value]);
    at = next;
  }
  return fields;
}

function readValue(bytes: Uint8Array, at: number, wireType: number): readonly [bigint | Uint8Array, number] {
  if (wireType === 0) return readVarint(bytes, at);
  if (wireType === 1) return readSlice(bytes, at, 8);
  if (wireType === 5) return readSlice(bytes, at, 4);
  if (wireType !== 2) throw new RangeError(`protobuf wire type ${wireType} is not supported`);
  const [length, start] = readVarint(bytes, at);
  return readSlice(bytes, start, Number(length));
}

function readSlice(bytes: Uint8Array, start: number, length: number): readonly [Uint8Array, number] {
  const end = start + length;
  if (end > bytes.length) throw new RangeError("protobuf message is cut short");
  return [bytes.subarray(start, end), end];
}

function readVarint(bytes: Uint8Array, start: number): readonly [bigint, number] {
  let value = 0n;
  for (let at = start, shift = 0n; shift < 70n; at++, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError("protobuf message is cut short");
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at + 1];
  }
  throw new RangeError("protobuf number is too long");
}

const encoder = new TextEncoder();

/** A message made of encoded fields; absent ones are left out. */
export function message(...fields: readonly (Uint8Array | undefined)[]): Uint8Array {
  const present = fields.filter((field) => field !== undefined);
  const whole = new Uint8Array(present.reduce((length, field) => length + field.length, 0));
  let at = 0;
  for (const field of present) {
    whole.set(field, at);
    at += field.length;
  }
  return whole;
}

/** A length-delimited field: bytes or a nested message. */
export function bytesField(number: number, value: Uint8Array | undefined): Uint8Array | undefined {
  return value && message(varint(number * 8 + 2), varint(value.length), value);
}

/** A string field; absent when empty, as proto3 has it. */
export function stringField(number: number, value: string | undefined): Uint8Array | undefined {
  return value ? bytesField(number, encoder.encode(value)) : undefined;
}

/** A true boolean field; false is left out. */
export function trueField(number: number): Uint8Array {
  return message(varint(number * 8), varint(1));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
