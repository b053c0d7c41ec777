/** What makes a schema structural (KEP-1979; apiextensions `schema/validation.go`). @module */
import type { StatusCause } from "../../../ports/kube_error.ts";
import { equalJson, isRecord, own } from "../../json_value.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../request/field_error.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import { isPattern } from "../../schema/pattern.ts";
import { prune } from "../../schema/pruning.ts";
import { validate } from "../../schema/validation.ts";

const types = ["array", "boolean", "integer", "number", "object", "string"];
/** Keywords of JSON Schema that a structural schema does without. */
const forbiddenKeywords = [
  "$ref",
  "additionalItems",
  "definitions",
  "dependencies",
  "id",
  "patternProperties",
];
/** What judges a value only, and must not say what it is. */
const junctors = ["allOf", "anyOf", "oneOf"] as const;
const structure = ["additionalProperties", "default", "description", "nullable", "title", "type"];

/** Causes for 422; `field` is where the schema of a whole object stands. */
export function structuralProblems(schema: JsonSchema, field: string): readonly StatusCause[] {
  if (schema.type !== "object") return [invalidValue(`${field}.type`, schema.type, "must be object")];
  return [...metadataProblems(schema, field), ...problemsAt(schema, field, "root")];
}

function metadataProblems({ properties }: JsonSchema, field: string): readonly StatusCause[] {
  const named = Object.keys((own(properties, "metadata") as JsonSchema | undefined)?.properties ?? {});
  const detail =
    "must not specify anything other than name and generateName, but metadata is implicitly specified";
  return named.every((name) => name === "name" || name === "generateName")
    ? []
    : [forbiddenField(`${field}.properties[metadata]`, detail)];
}

function problemsAt(schema: JsonSchema, field: string, place: string): readonly StatusCause[] {
  const below = (child: JsonSchema, where: string, what: string) =>
    problemsAt(child, `${field}${where}`, what);
  const { properties = {}, items, additionalProperties } = schema;
  return [
    ...typeProblems(schema, field, place),
    ...keywordProblems(schema, field),
    ...listProblems(schema, field),
    ...defaultProblems(schema, field),
    ...junctorProblems(schema, field),
    ...Object.entries(properties).flatMap(([name, child]) =>
      below(child, `.properties[${name}]`, "for specified object fields")
    ),
    ...(isRecord(items) ? below(items, ".items", "for specified array items") : []),
    ...(isRecord(additionalProperties)
      ? below(additionalProperties, ".additionalProperties", "for specified object fields")
      : []),
  ];
}

function typeProblems(schema: JsonSchema, field: string, place: string): readonly StatusCause[] {
  const { type, properties, additionalProperties } = schema;
  const isIntOrString = schema["x-kubernetes-int-or-string"] === true;
  const keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const causes: StatusCause[] = [];
  if (type === undefined && !isIntOrString && !keepsUnknown) {
    causes.push(required(`${field}.type`, `must not be empty ${place}`));
  }
  if (type !== undefined && !types.includes(type)) causes.push(notSupported(`${field}.type`, type, types));
  if (isIntOrString && type !== undefined) {
    causes.push(invalidValue(`${field}.type`, type, "must be empty if x-kubernetes-int-or-string is true"));
  }
  if (keepsUnknown && type !== undefined && type !== "object") {
    causes.push(
      invalidValue(`${field}.type`, type, "must be object if x-kubernetes-preserve-unknown-fields is true"),
    );
  }
  if (additionalProperties === false) {
    causes.push(
      forbiddenField(`${field}.additionalProperties`, "additionalProperties cannot be set to false"),
    );
  } else if (additionalProperties !== undefined && Object.keys(properties ?? {}).length > 0) {
    const detail = "additionalProperties and properties are mutual exclusive";
    causes.push(forbiddenField(`${field}.additionalProperties`, detail));
  }
  return causes;
}

function keywordProblems(schema: JsonSchema, field: string): readonly StatusCause[] {
  const causes = forbiddenKeywords.filter((keyword) => own(schema, keyword) !== undefined)
    .map((keyword) => forbiddenField(`${field}.${keyword}`, `${keyword} is not supported`));
  if (schema.uniqueItems === true) {
    const detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    causes.push(forbiddenField(`${field}.uniqueItems`, detail));
  }
  if (schema.pattern !== undefined && !isPattern(schema.pattern)) {
    const detail = "must be a valid regular expression, but isn't";
    causes.push(invalidValue(`${field}.pattern`, schema.pattern, detail));
  }
  return causes;
}

function listProblems(schema: JsonSchema, field: string): readonly StatusCause[] {
  const { type, items } = schema;
  const listType = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const causes: StatusCause[] = [];
  if (type === "array" && !isRecord(items)) causes.push(required(`${field}.items`, "must be specified"));
  if (listType === undefined) return causes;
  if (!["atomic", "map", "set"].includes(listType)) {
    causes.push(notSupported(`${field}.x-kubernetes-list-type`, listType, ["atomic", "map", "set"]));
  }
  if (type !== "array") {
    causes.push(invalidValue(`${field}.type`, type, "must be array if x-kubernetes-list-type is specified"));
  }
  if (listType === "set" && items?.type === "object" && items["x-kubernetes-map-type"] !== "atomic") {
    const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
    causes.push(invalidValue(`${field}.items.x-kubernetes-map-type`, items["x-kubernetes-map-type"], detail));
  }
  if (listType === "map" && keys.length === 0) {
    const detail = "must not be empty if x-kubernetes-list-type is map";
    causes.push(required(`${field}.x-kubernetes-list-map-keys`, detail));
  }
  const unknown = listType === "map" ? keys.filter((key) => own(items?.properties, key) === undefined) : [];
  return [
    ...causes,
    ...unknown.map((key) =>
      invalidValue(`${field}.x-kubernetes-list-map-keys`, key, "entries must all be names of item properties")
    ),
  ];
}

function defaultProblems(schema: JsonSchema, field: string): readonly StatusCause[] {
  const value = schema.default;
  if (value === undefined) return [];
  const wrong = validate(value, schema).map(({ message }) =>
    invalidValue(`${field}.default`, value, message ?? "")
  );
  if (wrong.length > 0) return wrong;
  const { value: kept } = prune(value, schema);
  return equalJson(kept, value)
    ? []
    : [invalidValue(`${field}.default`, value, "must not have unknown fields")];
}

function junctorProblems(schema: JsonSchema, field: string): readonly StatusCause[] {
  const parts: (readonly [JsonSchema, string])[] = junctors.flatMap((name) =>
    (schema[name] ?? []).map((part, at) => [part, `${field}.${name}[${at}]`] as const)
  );
  if (schema.not !== undefined) parts.push([schema.not, `${field}.not`]);
  return parts.flatMap(([part, where]) => {
    const isIntOrString = schema["x-kubernetes-int-or-string"] === true;
    return structure.filter((name) => own(part, name) !== undefined && !(isIntOrString && name === "type"))
      .map((name) => forbiddenField(`${where}.${name}`, "must be empty to be structural"));
  });
}
