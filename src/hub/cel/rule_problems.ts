/** What is wrong with the validation rules of a definition (apiextensions `validation`, KEP-2876). @module */
import type { StatusCause } from "../../ports/kube_error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../request/field_error.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { CompiledSchema, isProblem, schemasWithRules } from "./compiled_schema.ts";
import type { CompiledRule } from "./compiled_schema.ts";
import { areItemsCorrelatable } from "../schema/correlation.ts";
import { TooManyTypes } from "./schema_types.ts";
import { fieldPathNames, type ValidationRule } from "./validation_rule.ts";

/** Compiling takes time, and a tenant chooses how many rules there are. */
export const rulesMax = 500;

const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** Causes for 422; `field` is where the schema stands in the definition. */
export function ruleProblems(root: JsonSchema, field: string): readonly StatusCause[] {
  const misplaced = misplacedRules(root, field);
  const places = schemasWithRules(root);
  if (places.length === 0) return misplaced;
  const count = places.reduce((sum, schema) => sum + schema["x-kubernetes-validations"]!.length, 0);
  if (count > rulesMax) {
    return [forbiddenField(field, `must not have more than ${rulesMax} validation rules`)];
  }
  try {
    const schema = new CompiledSchema(root);
    return [...misplaced, ...problemsAt({ schema: root, field, past: "known" }, schema)];
  } catch (error) {
    if (!(error instanceof TooManyTypes)) throw error;
    return [forbiddenField(field, error.message)];
  }
}

interface Place {
  readonly schema: JsonSchema;
  readonly field: string;
  /** Whether it can be told what stood here before; below a list without keys it cannot. */
  readonly past: "known" | "unknown";
}

function problemsAt(place: Place, compiled: CompiledSchema): readonly StatusCause[] {
  const { schema, field, past } = place;
  const here = compiled.rulesOf(schema).flatMap((rule, at) =>
    problemsOf(rule, place, `${field}.x-kubernetes-validations[${at}]`)
  );
  const below = (child: JsonSchema, where: string, isKnown: boolean) =>
    problemsAt({ schema: child, field: field + where, past: isKnown ? past : "unknown" }, compiled);
  const isGranular = schema["x-kubernetes-map-type"] !== "atomic";
  const { properties = {}, items, additionalProperties } = schema;
  return [
    ...here,
    ...Object.entries(properties).flatMap(([name, child]) =>
      below(child, `.properties[${name}]`, isGranular)
    ),
    ...(items === undefined ? [] : below(items, ".items", areItemsCorrelatable(schema))),
    ...(typeof additionalProperties === "object"
      ? below(additionalProperties, ".additionalProperties", isGranular)
      : []),
  ];
}

function problemsOf(
  { written, rule, message }: CompiledRule,
  place: Place,
  field: string,
): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (written.rule.trim() === "") causes.push(required(`${field}.rule`, "rule is not specified"));
  else if (isProblem(rule)) causes.push(notCompiled(`${field}.rule`, written.rule, rule.problem));
  else if (rule.usesOldSelf && place.past === "unknown") {
    const detail = "oldSelf cannot be used on the uncorrelatable portion of the schema";
    causes.push(invalidValue(`${field}.rule`, written.rule, detail));
  }
  if (message !== undefined && isProblem(message)) {
    causes.push(notCompiled(`${field}.messageExpression`, written.messageExpression, message.problem));
  }
  return [...causes, ...textProblems(written, place, field)];
}

function notCompiled(field: string, text: string, problem: string): StatusCause {
  return invalidValue(field, text, `compilation failed: ${problem}`);
}

function textProblems(written: ValidationRule, { schema }: Place, field: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (written.message.includes("\n")) {
    causes.push(invalidValue(`${field}.message`, written.message, "message must not contain line breaks"));
  }
  if (written.reason !== "" && !reasons.includes(written.reason)) {
    causes.push(notSupported(`${field}.reason`, written.reason, reasons));
  }
  if (written.fieldPath !== "" && !leadsSomewhere(schema, written.fieldPath)) {
    causes.push(invalidValue(`${field}.fieldPath`, written.fieldPath, "fieldPath must be a valid path"));
  }
  return causes;
}

function leadsSomewhere(schema: JsonSchema, fieldPath: string): boolean {
  let at: JsonSchema | undefined = schema;
  for (const name of fieldPathNames(fieldPath) ?? ["\0"]) {
    const more: JsonSchema | boolean | undefined = at?.additionalProperties;
    const named: Readonly<Record<string, JsonSchema>> = at?.properties ?? {};
    at = Object.hasOwn(named, name) ? named[name] : typeof more === "object" ? more : undefined;
  }
  return at !== undefined;
}

/** Rules inside allOf, anyOf, oneOf and not are forbidden: those only judge values. */
function misplacedRules(root: JsonSchema, field: string): readonly StatusCause[] {
  const { allOf = [], anyOf = [], oneOf = [], not, properties = {}, items, additionalProperties } = root;
  const junctors = [
    ...allOf.map((part, at) => [part, `${field}.allOf[${at}]`] as const),
    ...anyOf.map((part, at) => [part, `${field}.anyOf[${at}]`] as const),
    ...oneOf.map((part, at) => [part, `${field}.oneOf[${at}]`] as const),
    ...(not === undefined ? [] : [[not, `${field}.not`] as const]),
  ];
  const below = [
    ...Object.entries(properties).map(([name, child]) => [child, `${field}.properties[${name}]`] as const),
    ...(items === undefined ? [] : [[items, `${field}.items`] as const]),
    ...(typeof additionalProperties === "object"
      ? [[additionalProperties, `${field}.additionalProperties`] as const]
      : []),
  ];
  return [
    ...junctors.filter(([part]) => schemasWithRules(part).length > 0)
      .map(([, where]) =>
        forbiddenField(`${where}.x-kubernetes-validations`, "must be empty to be structural")
      ),
    ...below.flatMap(([child, where]) => misplacedRules(child, where)),
  ];
}
