/** Bodies of type application/vnd.kubernetes.protobuf, read into the objects they stand for. @module */
import { Buffer } from "node:buffer";
import { KubeError } from "../../../ports/kube_error.ts";
import { type MessageField, messageType } from "./message_types.ts";
import { readFields } from "./wire.ts";

/** Every body starts with these four bytes (Kubernetes "API concepts", protobuf encoding). */
const magic = "k8s\0";
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes an envelope into the object that its JSON form would give. Throws `KubeError`: 415 for a kind or field
 * we have no number for (better than an object with something missing), 400 for bytes that are no message.
 */
export function decodeEnvelope(body: Uint8Array): Record<string, unknown> {
  try {
    return decodeUnknown(body);
  } catch (error) {
    if (error instanceof KubeError) throw error;
    throw new KubeError(
      400,
      "BadRequest",
      `the body is not protobuf: ${(error as Error).message}`,
      {},
      error,
    );
  }
}

function decodeUnknown(body: Uint8Array): Record<string, unknown> {
  if (Buffer.from(body.subarray(0, 4)).toString("latin1") !== magic) throw new RangeError("no k8s prefix");
  const parts = new Map(readFields(body.subarray(4)));
  const typeMeta = decodeMessage("TypeMeta", parts.get(1) as Uint8Array);
  const name = `${String(typeMeta.apiVersion)}/${String(typeMeta.kind)}`;
  const object = decodeMessage(name, (parts.get(2) ?? new Uint8Array()) as Uint8Array);
  return { ...typeMeta, metadata: {}, ...object };
}

function decodeMessage(type: string, bytes: Uint8Array): Record<string, unknown> {
  const known = messageType(type);
  if (known === undefined) throw unsupported(`protobuf bodies of ${type} are not served`);
  const object = new Map<string, unknown>();
  for (const [number, value] of readFields(bytes)) {
    const field = known.get(number);
    if (field === undefined) throw unsupported(`protobuf field ${number} of ${type} is not served`);
    put(object, field, value);
  }
  return Object.fromEntries(object);
}

function put(object: Map<string, unknown>, field: MessageField, wire: bigint | Uint8Array): void {
  const { name, type, shape, keepEmpty } = field;
  if (shape === "list") {
    object.set(name, [...(object.get(name) as unknown[] ?? []), decodeValue(type, wire)]);
  } else if (shape === "map") {
    object.set(name, { ...(object.get(name) ?? {}), ...decodeEntry(type, wire as Uint8Array) });
  } else {
    const value = decodeValue(type, wire);
    if (shape === "inline") {
      for (const [key, inner] of Object.entries(value as object)) object.set(key, inner);
    } else if (keepEmpty || !isEmpty(value)) object.set(name, value);
  }
}

function decodeEntry(type: string, bytes: Uint8Array): Record<string, unknown> {
  const entry = new Map(readFields(bytes));
  const key = decodeValue("string", entry.get(1) ?? new Uint8Array()) as string;
  return Object.fromEntries([[key, decodeValue(type, entry.get(2) ?? new Uint8Array())]]);
}

/** How each scalar, and each message whose JSON form is not an object, is read. */
const readers: Readonly<Record<string, (wire: bigint | Uint8Array) => unknown>> = {
  string: (wire) => decoder.decode(wire as Uint8Array),
  bytes: (wire) => Buffer.from(wire as Uint8Array).toString("base64"),
  int: (wire) => toInteger(wire as bigint),
  bool: (wire) => wire !== 0n,
  Quantity: (wire) => decoder.decode(fieldOf(wire, 1) as Uint8Array | undefined ?? new Uint8Array()),
  Time: (wire) => toTimestamp(fieldOf(wire, 1) as bigint | undefined),
  IntOrString: (wire) =>
    fieldOf(wire, 1) === 1n
      ? decoder.decode(fieldOf(wire, 3) as Uint8Array | undefined ?? new Uint8Array())
      : toInteger(fieldOf(wire, 2) as bigint | undefined ?? 0n),
};

function decodeValue(type: string, wire: bigint | Uint8Array): unknown {
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const wantsNumber = type === "int" || type === "bool";
  if (wantsNumber !== (typeof wire === "bigint")) throw new RangeError("a field has the wrong wire type");
  return read !== undefined ? read(wire) : decodeMessage(type, wire as Uint8Array);
}

function fieldOf(wire: bigint | Uint8Array, number: number): bigint | Uint8Array | undefined {
  return new Map(readFields(wire as Uint8Array)).get(number);
}

/** int32 and int64 are sent as 64-bit two's complement. */
function toInteger(varint: bigint): number | bigint {
  const value = BigInt.asIntN(64, varint);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** An absent time is Go's zero time, which JSON writes as null and everyone leaves out. */
function toTimestamp(seconds: bigint | undefined): string {
  if (seconds === undefined) return "";
  const milliseconds = Number(BigInt.asIntN(64, seconds)) * 1000;
  return milliseconds < 0 ? "" : new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

function unsupported(message: string): KubeError {
  return new KubeError(415, "UnsupportedMediaType", `${message}; send JSON or YAML (kubectl create -f)`);
}
