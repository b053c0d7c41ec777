/** What is told of a broken rule: in kube-apiserver's words, where the rule says. @module */
import type { StatusCause } from "../../ports/kube_error.ts";
import { duplicate, forbiddenField, invalidValue, required } from "../request/field_error.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { fieldPathNames, type ValidationRule } from "./validation_rule.ts";

/** Invalid, with the type in place of a value that could be large. */
export function fault(path: string, { type = "object" }: JsonSchema, detail: string): StatusCause {
  return {
    reason: "FieldValueInvalid",
    field: fieldAt(path),
    message: `Invalid value: "${type}": ${detail}`,
  };
}

/** As Go writes the path of a whole object. */
function fieldAt(path: string): string {
  return path === "" ? "<nil>" : path;
}

/** The cause that a broken rule at `place` asks for; `told` is what its messageExpression said, "" for nothing. */
export function causeOf(
  { rule, message, reason, fieldPath }: ValidationRule,
  place: { readonly path: string; readonly schema: JsonSchema },
  told: string,
): StatusCause {
  const names = fieldPath === "" ? [] : fieldPathNames(fieldPath) ?? [];
  const path = fieldAt([place.path, ...names].filter((name) => name !== "").join("."));
  const detail = told !== "" && !told.includes("\n") ? told : message.trim() || `failed rule: ${rule}`;
  switch (reason) {
    case "FieldValueForbidden":
      return forbiddenField(path, detail);
    case "FieldValueRequired":
      return required(path, detail);
    case "FieldValueDuplicate":
      return duplicate(path, place.schema.type ?? "object");
    default:
      return { ...fault("", place.schema, detail), field: path };
  }
}

/** The cause that says that there are rules that were not tried. */
export function uncheckedCause(): StatusCause {
  const detail = "some validation rules were not checked because the object was invalid; " +
    "correct the existing errors to complete validation";
  return invalidValue(fieldAt(""), null, detail);
}
