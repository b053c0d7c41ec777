/**
 * Reads one generated model of @kubernetes/client-node (its declaration and its attribute table) into a schema.
 *
 * The models come from Kubernetes' own OpenAPI document, so types, formats, descriptions and required fields are
 * Kubernetes' words. What they do not carry (merge keys, quantities) is in `list_keys.ts`. @module
 */
import { isQuantity, listKeysOf } from "./list_keys.ts";

/** A schema in which a reference to another model is `{ $ref: "V1PodSpec" }`. */
export interface ModelSchema {
  readonly [keyword: string]: unknown;
}

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

/** The two texts of a model: `V1Pod.d.ts` and `V1Pod.js`. */
export interface ModelTexts {
  readonly declaration: string;
  readonly code: string;
}

/** The schema of model `name`. Throws when the attribute table is not there. */
export function modelSchema(name: string, { declaration, code }: ModelTexts): ModelSchema {
  const fields = fieldsOf(declaration);
  const properties: Record<string, ModelSchema> = {};
  const required: string[] = [];
  for (const attribute of attributesOf(name, code)) {
    const field = fields.get(attribute.name);
    if (field?.required) required.push(attribute.baseName);
    properties[attribute.baseName] = {
      ...described(field?.description ?? ""),
      ...fieldSchema(name, attribute),
    };
  }
  const need = required.length > 0 ? { required: required.sort() } : {};
  return { ...described(classDescription(declaration)), type: "object", ...need, properties };
}

/** Names of the models that a schema refers to. */
export function referencesOf(schema: ModelSchema): readonly string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"(\w+)"/g)].map((match) => match[1]!);
}

function attributesOf(name: string, code: string): readonly Attribute[] {
  const table = new RegExp(`${name}\\.attributeTypeMap = (\\[[\\s\\S]*?\\n?\\]);`).exec(code)?.[1];
  if (table === undefined) throw new Error(`Cannot read model ${name}: it has no attributeTypeMap`);
  return JSON.parse(table) as Attribute[];
}

function fieldSchema(model: string, { baseName, type, format }: Attribute): ModelSchema {
  const schema = typeSchema(type, format, isQuantity(baseName));
  const keys = listKeysOf(model, baseName);
  return keys ? { ...schema, ...keys } : schema;
}

function typeSchema(type: string, format: string, quantity: boolean): ModelSchema {
  const item = /^(?:Array|Set)<(.*)>$/.exec(type)?.[1];
  if (item !== undefined) return { type: "array", items: typeSchema(item, format, false) };
  const value = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (value !== undefined) {
    return { type: "object", additionalProperties: typeSchema(value, format, quantity) };
  }
  if (quantity || type === "IntOrString") return { "x-kubernetes-int-or-string": true };
  if (type === "string") return { type, ...(format === "byte" ? { format } : {}) };
  if (type === "boolean") return { type };
  if (type === "number") return numberSchema(format);
  if (type === "Date" || type === "V1MicroTime") return { type: "string", format: "date-time" };
  if (type === "any" || type === "object") return { "x-kubernetes-preserve-unknown-fields": true };
  return { $ref: type };
}

function numberSchema(format: string): ModelSchema {
  return format === "double" ? { type: "number", format } : { type: "integer", format };
}

interface Field {
  readonly required: boolean;
  readonly description: string;
}

function fieldsOf(declaration: string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  const pattern = /(?:\/\*\*\s*\* ([^\n]*)\n\s*\*\/\s*)?'(\w[\w$-]*|\$\w+)'(\?)?: /g;
  for (const [, text, name, optional] of declaration.matchAll(pattern)) {
    fields.set(name!, { required: optional === undefined, description: unescaped(text ?? "") });
  }
  return fields;
}

function classDescription(declaration: string): string {
  return unescaped(/\/\*\*\n\* ([^\n]*)\n\*\/\nexport declare class/.exec(declaration)?.[1] ?? "");
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(['"])/g, "$1").replaceAll("*_/", "*/");
}

function described(description: string): ModelSchema {
  return description === "" ? {} : { description };
}
