/** What is wrong with a label selector, as field errors in the API server's words (ValidateLabelSelector). @module */
import { isLabelValue, isQualifiedName } from "./names.ts";

/** One fault at one place, such as `spec.namespaceSelector.matchExpressions[0].values`. */
export interface FieldError {
  readonly path: string;
  readonly reason: "FieldValueInvalid" | "FieldValueRequired" | "FieldValueForbidden";
  readonly message: string;
}

/** Every fault of `selector`, which may be of any type because it comes from outside; empty if it is valid. */
export function fieldErrorsOf(selector: unknown, path: string): readonly FieldError[] {
  if (!isMap(selector)) return [invalid(path, "must be an object")];
  return [
    ...matchLabelsErrors(selector["matchLabels"], `${path}.matchLabels`),
    ...matchExpressionsErrors(selector["matchExpressions"], `${path}.matchExpressions`),
  ];
}

function matchLabelsErrors(labels: unknown, path: string): readonly FieldError[] {
  if (labels === undefined || labels === null) return [];
  if (!isMap(labels)) return [invalid(path, "must be an object")];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyErrors(key, path),
    ...valueErrors(value, path),
  ]);
}

function matchExpressionsErrors(expressions: unknown, path: string): readonly FieldError[] {
  if (expressions === undefined || expressions === null) return [];
  if (!Array.isArray(expressions)) return [invalid(path, "must be a list")];
  return expressions.flatMap((expression: unknown, index) =>
    expressionErrors(expression, `${path}[${index}]`)
  );
}

function expressionErrors(expression: unknown, path: string): readonly FieldError[] {
  if (!isMap(expression)) return [invalid(path, "must be an object")];
  const { key, operator, values } = expression;
  return [...keyErrors(key, `${path}.key`), ...operatorErrors(operator, values ?? [], path)];
}

function operatorErrors(operator: unknown, values: unknown, path: string): readonly FieldError[] {
  if (!Array.isArray(values)) return [invalid(`${path}.values`, "must be a list")];
  const each = values.flatMap((value: unknown, index) => valueErrors(value, `${path}.values[${index}]`));
  if (operator === "In" || operator === "NotIn") {
    return values.length > 0 ? each : [missingValues(`${path}.values`)];
  }
  if (operator === "Exists" || operator === "DoesNotExist") {
    return values.length === 0 ? [] : [unwantedValues(`${path}.values`)];
  }
  return [invalid(`${path}.operator`, "not a valid selector operator")];
}

function keyErrors(key: unknown, path: string): readonly FieldError[] {
  return typeof key === "string" && isQualifiedName(key) ? [] : [invalid(path, "not a valid label key")];
}

function valueErrors(value: unknown, path: string): readonly FieldError[] {
  return typeof value === "string" && isLabelValue(value) ? [] : [invalid(path, "not a valid label value")];
}

function missingValues(path: string): FieldError {
  const message = "must be specified when `operator` is 'In' or 'NotIn'";
  return { path, reason: "FieldValueRequired", message };
}

function unwantedValues(path: string): FieldError {
  const message = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
  return { path, reason: "FieldValueForbidden", message };
}

function invalid(path: string, message: string): FieldError {
  return { path, reason: "FieldValueInvalid", message };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
