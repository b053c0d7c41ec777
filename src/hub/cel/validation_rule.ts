/** A rule of `x-kubernetes-validations` (apiextensions/v1 ValidationRule). @module */
import { own, recordOr } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";

export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
  readonly messageExpression: string;
  /** Of the cause; "" means FieldValueInvalid. */
  readonly reason: string;
  /** Where the fault is, relative to the rule's place, such as `.limits.cpu`; "" means the place itself. */
  readonly fieldPath: string;
  /** True for a rule about the past that also holds for what has none. */
  readonly hasOptionalOldSelf: boolean;
}

/** Rules of a schema, as they were written; what is missing is "". */
export function rulesIn(schema: JsonSchema): readonly ValidationRule[] {
  return (schema["x-kubernetes-validations"] ?? []).map((written) => ({
    rule: textAt(written, "rule"),
    message: textAt(written, "message"),
    messageExpression: textAt(written, "messageExpression"),
    reason: textAt(written, "reason"),
    fieldPath: textAt(written, "fieldPath"),
    hasOptionalOldSelf: own(written, "optionalOldSelf") === true,
  }));
}

function textAt(rule: unknown, field: string): string {
  const text = recordOr(rule)[field];
  return typeof text === "string" ? text : "";
}

/** Names of a fieldPath, such as `.spec.a` or `['a-b'].c`; undefined when it is none. */
export function fieldPathNames(path: string): readonly string[] | undefined {
  const part = /\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)*)'\]/y;
  const names: string[] = [];
  while (part.lastIndex < path.length) {
    const found = part.exec(path);
    if (found === null) return undefined;
    names.push(found[1] ?? found[2]!.replace(/\\(.)/g, "$1"));
  }
  return names.length === 0 ? undefined : names;
}
