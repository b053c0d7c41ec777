/** Causes of 422 Invalid (apimachinery `util/validation/field`). @module */
import { stringifyJson } from "../../kube/json.ts";
import type { StatusCause } from "../../ports/kube_error.ts";

export function required(field: string, detail: string): StatusCause {
  return {
    reason: "FieldValueRequired",
    field,
    message: `Required value${detail === "" ? "" : `: ${detail}`}`,
  };
}

export function invalidValue(field: string, value: unknown, detail: string): StatusCause {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${shown(value)}: ${detail}` };
}

export function wrongType(field: string, value: unknown, detail: string): StatusCause {
  return { reason: "FieldValueTypeInvalid", field, message: `Invalid value: ${shown(value)}: ${detail}` };
}

export function notSupported(field: string, value: unknown, allowed: readonly unknown[]): StatusCause {
  const message = `Unsupported value: ${shown(value)}: supported values: ${allowed.map(shown).join(", ")}`;
  return { reason: "FieldValueNotSupported", field, message };
}

export function duplicate(field: string, value: unknown): StatusCause {
  return { reason: "FieldValueDuplicate", field, message: `Duplicate value: ${shown(value)}` };
}

export function forbiddenField(field: string, detail: string): StatusCause {
  return { reason: "FieldValueForbidden", field, message: `Forbidden: ${detail}` };
}

export function tooLong(field: string, max: number): StatusCause {
  return { reason: "FieldValueTooLong", field, message: `Too long: may not be more than ${max} bytes` };
}

export function tooMany(field: string, count: number, max: number): StatusCause {
  return {
    reason: "FieldValueTooMany",
    field,
    message: `Too many: ${count}: must have at most ${max} items`,
  };
}

const shownMax = 200;

/** A refusal repeats the value, but not all of a huge one. */
function shown(value: unknown): string {
  const text = value === undefined ? "null" : stringifyJson(value);
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}…`;
}
