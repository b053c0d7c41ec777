/**
 * CEL's types for a structural schema (apiextensions-apiserver `schema/cel/model`): what an expression may name, and
 * of which type it is. Values without a schema cannot be named. @module
 */
import type { Environment } from "@marcbachmann/cel-js";
import { equalJson, isRecord } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { celFieldName } from "./field_name.ts";

/** An object of a schema with named fields; every type has a class of its own, by which CEL tells them apart. */
export class CelObject extends Map<string, unknown> {
  /** The JSON that it is made of; what two objects are compared by. */
  readonly json: unknown;

  constructor(fields: Iterable<readonly [string, unknown]>, json: unknown) {
    super(fields);
    this.json = json;
  }
}

/** A type with named fields. */
export interface ObjectType {
  readonly name: string;
  readonly make: new (fields: Iterable<readonly [string, unknown]>, json: unknown) => CelObject;
  /** By the field's name in JSON. */
  readonly fields: ReadonlyMap<string, { readonly celName: string; readonly schema: JsonSchema }>;
}

const metaSchema: JsonSchema = {
  type: "object",
  properties: { name: { type: "string" }, generateName: { type: "string" } },
};
const resourceFields: Readonly<Record<string, JsonSchema>> = {
  apiVersion: { type: "string" },
  kind: { type: "string" },
  metadata: metaSchema,
};

/** Timestamps, durations and bytes are strings in JSON and types of their own in CEL. */
const stringTypes: Readonly<Record<string, string>> = {
  byte: "bytes",
  date: "google.protobuf.Timestamp",
  "date-time": "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};

/** More than any definition needs; each costs time, and a tenant chooses how many there are. */
export const objectTypesMax = 1000;

/** A schema has more types than are served. */
export class TooManyTypes extends Error {
  constructor() {
    super(`a schema with validation rules may have at most ${objectTypesMax} objects with properties`);
  }
}

/** Declares types in one environment, each schema once. */
export class SchemaTypes {
  readonly #environment: Environment;
  readonly #root: JsonSchema;
  readonly #objects = new Map<JsonSchema, ObjectType>();

  constructor(environment: Environment, root: JsonSchema) {
    this.#environment = environment;
    this.#root = root;
  }

  /** The type's name; undefined for a value that expressions cannot name. @throws TooManyTypes */
  nameOf(schema: JsonSchema): string | undefined {
    if (schema["x-kubernetes-int-or-string"] === true) return "dyn";
    switch (schema.type) {
      case "array": {
        const item = schema.items && this.nameOf(schema.items);
        return item && `list<${item}>`;
      }
      case "object":
        return this.#nameOfObject(schema);
      case "string":
        return stringTypes[schema.format ?? ""] ?? "string";
      case "integer":
        return "int";
      case "number":
        return "double";
      case "boolean":
        return "bool";
      case undefined:
        return undefined;
    }
  }

  #nameOfObject(schema: JsonSchema): string | undefined {
    if (!isRecord(schema.additionalProperties)) return this.objectType(schema).name;
    const value = this.nameOf(schema.additionalProperties);
    return value && `map<string, ${value}>`;
  }

  /** The type of an object schema with properties. @throws TooManyTypes */
  objectType(schema: JsonSchema): ObjectType {
    const known = this.#objects.get(schema);
    if (known !== undefined) return known;
    if (this.#objects.size >= objectTypesMax) throw new TooManyTypes();
    const made = {
      name: `Object${this.#objects.size}`,
      make: class extends CelObject {},
      fields: new Map<string, { readonly celName: string; readonly schema: JsonSchema }>(),
    };
    this.#objects.set(schema, made);
    this.#register(made, this.#propertiesOf(schema));
    return made;
  }

  #propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
    const isResource = schema === this.#root || schema["x-kubernetes-embedded-resource"] === true;
    return isResource ? { ...schema.properties, ...resourceFields } : schema.properties ?? {};
  }

  #register(
    { name, make, fields }: ObjectType & { readonly fields: Map<string, unknown> },
    properties: Readonly<Record<string, JsonSchema>>,
  ): void {
    const types: [string, string][] = [];
    for (const [field, schema] of Object.entries(properties)) {
      const celName = celFieldName(field);
      const type = celName && this.nameOf(schema);
      if (!celName || !type) continue;
      fields.set(field, { celName, schema });
      types.push([celName, type]);
    }
    this.#environment.registerType(name, { ctor: make, fields: Object.fromEntries(types) });
    this.#environment.registerOperator(
      `${name} == ${name}`,
      (a: CelObject, b: CelObject) => equalJson(a.json, b.json),
    );
  }
}
