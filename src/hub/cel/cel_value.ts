/** JSON as values of CEL, typed by its schema. @module */
import { Buffer } from "node:buffer";
import { Duration } from "@marcbachmann/cel-js/evaluator";
import { isRecord, type JsonRecord } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import type { CelObject, SchemaTypes } from "./schema_types.ts";

/** Makes values, each object and list once: a value has rules at many depths. */
export class CelValues {
  readonly #types: SchemaTypes;
  readonly #made = new Map<object, unknown>();

  constructor(types: SchemaTypes) {
    this.#types = types;
  }

  /** The value of `json`, which is valid by `schema`. */
  of(json: unknown, schema: JsonSchema): unknown {
    if (typeof json !== "object" || json === null) return scalar(json, schema);
    const known = this.#made.get(json);
    if (known !== undefined) return known;
    const made = this.#make(json, schema);
    this.#made.set(json, made);
    return made;
  }

  #make(json: object, schema: JsonSchema): unknown {
    if (Array.isArray(json)) return json.map((item) => this.of(item, schema.items ?? {}));
    if (schema.type !== "object") return json;
    const { additionalProperties } = schema;
    if (!isRecord(additionalProperties)) return this.#object(json as JsonRecord, schema);
    return new Map(Object.entries(json).map(([key, child]) => [key, this.of(child, additionalProperties)]));
  }

  #object(json: JsonRecord, schema: JsonSchema): CelObject {
    const { make, fields } = this.#types.objectType(schema);
    const values: [string, unknown][] = [];
    for (const [field, child] of Object.entries(json)) {
      const known = fields.get(field);
      if (known !== undefined && child !== undefined) {
        values.push([known.celName, this.of(child, known.schema)]);
      }
    }
    return new make(values, json);
  }
}

function scalar(json: unknown, schema: JsonSchema): unknown {
  if (typeof json === "string") return schema.type === "string" ? textValue(json, schema.format) : json;
  if (schema.type === "number") return typeof json === "bigint" ? Number(json) : json;
  return typeof json === "number" && Number.isInteger(json) ? BigInt(json) : json;
}

function textValue(text: string, format: string | undefined): unknown {
  switch (format) {
    case "byte":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "date":
    case "date-time":
      return new Date(text);
    case "duration":
      return durationOf(text);
    default:
      return text;
  }
}

const unitNanos: Readonly<Record<string, number>> = {
  w: 7 * 24 * 3_600e9,
  d: 24 * 3_600e9,
  h: 3_600e9,
  m: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  "µs": 1e3,
  "μs": 1e3,
  ns: 1,
};

/** A duration as Go writes it, such as `1h30m`; the schema's format has been checked. */
function durationOf(text: string): Duration {
  const sign = text.startsWith("-") ? -1 : 1;
  let nanos = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)\s?(w|d|h|ms|m|s|us|µs|μs|ns)/g)) {
    nanos += Number(amount) * unitNanos[unit!]!;
  }
  const seconds = Math.floor(nanos / 1e9);
  return new Duration(BigInt(sign * seconds), sign * Math.round(nanos % 1e9));
}
