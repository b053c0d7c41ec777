/** Validation of values against structural schemas, with kube-apiserver's field paths and wording. @module */
import type { StatusCause } from "../../ports/kube_error.ts";
import { equalJson, isRecord, type JsonRecord, own } from "../json_value.ts";
import { invalidValue, notSupported, required, tooLong, tooMany, wrongType } from "../request/field_error.ts";
import { correlatedItem } from "./correlation.ts";
import { formatProblem } from "./formats.ts";
import type { JsonSchema } from "./json_schema.ts";
import { matchesPattern } from "./pattern.ts";
import { schemaOfField } from "./pruning.ts";
import { repeatedItems } from "./repeated_items.ts";
import { typeProblem } from "./type_check.ts";

/** More causes than this help nobody, and a hostile object could have millions. */
const causesMax = 50;

/**
 * What is wrong with `value`; empty when nothing is. `path` is "" for the whole object. What is as it was in `old` may
 * stay, also when a newer schema forbids it (KEP-4008 Validation ratcheting).
 */
export function validate(
  value: unknown,
  schema: JsonSchema,
  path = "",
  old?: unknown,
): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  validateAt(value, schema, path, causes);
  if (causes.length === 0 || old === undefined) return causes.slice(0, causesMax);
  const changed: StatusCause[] = [];
  validateAt(value, schema, path, changed, old);
  return changed.slice(0, causesMax);
}

function validateAt(
  value: unknown,
  schema: JsonSchema,
  path: string,
  causes: StatusCause[],
  old?: unknown,
): void {
  if (causes.length >= causesMax || (old !== undefined && equalJson(value, old))) return;
  const problem = typeProblem(value, schema);
  if (problem !== null) {
    causes.push(wrongType(path, value, problem));
    return;
  }
  if (value === null) return;
  if (schema.enum !== undefined && !schema.enum.some((allowed) => equalJson(allowed, value))) {
    causes.push(notSupported(path, value, schema.enum));
  }
  if (typeof value === "string") validateString(value, schema, path, causes);
  else if (typeof value === "number" || typeof value === "bigint") {
    validateNumber(value, schema, path, causes);
  } else if (Array.isArray(value)) validateArray(value, schema, path, causes, old);
  else if (isRecord(value)) validateRecord(value, schema, path, causes, old);
  validateCombinations(value, schema, path, causes);
}

function validateString(value: string, schema: JsonSchema, path: string, causes: StatusCause[]): void {
  const { minLength, maxLength, pattern, format } = schema;
  const wrong = (detail: string) => causes.push(invalidValue(path, value, `${path} in body ${detail}`));
  if (minLength !== undefined && lengthOf(value) < minLength) {
    wrong(`should be at least ${minLength} chars long`);
  }
  if (maxLength !== undefined && lengthOf(value) > maxLength) {
    causes.push(tooLong(path, maxLength));
  }
  if (pattern !== undefined && !matchesPattern(pattern, value)) wrong(`should match '${pattern}'`);
  const problem = format === undefined ? null : formatProblem(value, format);
  if (problem !== null) wrong(problem);
}

/** Characters as Go counts them: code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function validateNumber(
  value: number | bigint,
  schema: JsonSchema,
  path: string,
  causes: StatusCause[],
): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const wrong = (detail: string) => causes.push(invalidValue(path, value, `${path} in body ${detail}`));
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    wrong(`should be greater than ${exclusiveMinimum === true ? "" : "or equal to "}${minimum}`);
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    wrong(`should be less than ${exclusiveMaximum === true ? "" : "or equal to "}${maximum}`);
  }
  if (multipleOf !== undefined && Number(value) % multipleOf !== 0) {
    wrong(`should be a multiple of ${multipleOf}`);
  }
  const problem = schema.format === undefined ? null : formatProblem(value, schema.format);
  if (problem !== null) wrong(problem);
}

function validateArray(
  items: readonly unknown[],
  schema: JsonSchema,
  path: string,
  causes: StatusCause[],
  old: unknown,
): void {
  const { minItems, maxItems } = schema;
  const wrong = (detail: string) =>
    causes.push(invalidValue(path, items.length, `${path} in body ${detail}`));
  if (minItems !== undefined && items.length < minItems) wrong(`should have at least ${minItems} items`);
  if (maxItems !== undefined && items.length > maxItems) {
    return void causes.push(tooMany(path, items.length, maxItems));
  }
  if (schema.items !== undefined) {
    items.forEach((item, at) => {
      validateAt(item, schema.items!, `${path}[${at}]`, causes, correlatedItem(schema, item, old));
    });
  }
  causes.push(...repeatedItems(items, schema, path));
}

function validateRecord(
  record: JsonRecord,
  schema: JsonSchema,
  path: string,
  causes: StatusCause[],
  old: unknown,
): void {
  for (const name of schema.required ?? []) {
    if (own(record, name) === undefined) causes.push(required(join(path, name), ""));
  }
  const size = Object.keys(record).length;
  const wrong = (detail: string) => causes.push(invalidValue(path, size, `${path} in body ${detail}`));
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && size < minProperties) {
    wrong(`should have at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && size > maxProperties) {
    wrong(`should have at most ${maxProperties} properties`);
  }
  for (const [key, value] of Object.entries(record)) {
    const field = schemaOfField(schema, key, path === "");
    if (field !== undefined) validateAt(value, field, join(path, key), causes, own(old, key));
  }
}

function validateCombinations(value: unknown, schema: JsonSchema, path: string, causes: StatusCause[]): void {
  const fits = (other: JsonSchema) => validate(value, other, path).length === 0;
  for (const part of schema.allOf ?? []) validateAt(value, part, path, causes);
  const wrong = (detail: string) => causes.push(invalidValue(path, value, `${path} in body ${detail}`));
  if (schema.anyOf !== undefined && !schema.anyOf.some(fits)) {
    wrong("must validate at least one schema (anyOf)");
  }
  if (schema.oneOf !== undefined && schema.oneOf.filter(fits).length !== 1) {
    wrong("must validate one and only one schema (oneOf)");
  }
  if (schema.not !== undefined && fits(schema.not)) wrong("must not validate the schema (not)");
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
