/** Holding an object to the rules of its schema (apiextensions-apiserver `schema/cel/validation.go`). @module */
import { Optional } from "@marcbachmann/cel-js";
import type { StatusCause } from "../../ports/kube_error.ts";
import { equalJson, isRecord, own } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { CelValues } from "./cel_value.ts";
import { CompiledSchema, isProblem, schemasWithRules } from "./compiled_schema.ts";
import type { CompiledExpression, CompiledRule } from "./compiled_schema.ts";
import { correlatedItem } from "../schema/correlation.ts";
import { outOfBudget } from "./meter.ts";
import { causeOf, fault, uncheckedCause } from "./rule_causes.ts";
import type { ValidationRule } from "./validation_rule.ts";

/** Compiled schemas; null for one without rules. */
const compiled = new WeakMap<JsonSchema, CompiledSchema | null>();

function compiledSchema(root: JsonSchema): CompiledSchema | null {
  const known = compiled.get(root);
  if (known !== undefined) return known;
  const made = schemasWithRules(root).length === 0 ? null : new CompiledSchema(root);
  compiled.set(root, made);
  return made;
}

/** Causes for 422: every rule that `object` breaks. `old` is what it replaces; undefined when it is new. */
export function brokenRules(root: JsonSchema, object: unknown, old: unknown): readonly StatusCause[] {
  const schema = compiledSchema(root);
  if (schema === null) return [];
  schema.meter.reset();
  const run = new Run(schema);
  try {
    run.check({ schema: root, value: object, old, path: "" });
  } catch (error) {
    if (!schema.meter.isSpent) throw error;
    const detail =
      "validation failed due to running out of cost budget, no further validation rules will be run";
    run.causes.push(fault("", root, detail));
  }
  return run.causes;
}

/** What says that there are rules that were not tried, because the object is wrong in other ways. */
export function uncheckedRules(root: JsonSchema): readonly StatusCause[] {
  return compiledSchema(root) === null ? [] : [uncheckedCause()];
}

interface Place {
  readonly schema: JsonSchema;
  readonly value: unknown;
  /** What stood here before; undefined when that cannot be told. */
  readonly old: unknown;
  readonly path: string;
}

class Run {
  readonly causes: StatusCause[] = [];
  readonly #schema: CompiledSchema;
  readonly #values: CelValues;

  constructor(schema: CompiledSchema) {
    this.#schema = schema;
    this.#values = new CelValues(schema.types);
  }

  /** The rules of this place, then of those below it. */
  check(place: Place): void {
    const { schema, value, old, path } = place;
    if (value === undefined || value === null) return;
    this.#checkHere(place);
    if (Array.isArray(value)) {
      value.forEach((item, at) => {
        const before = correlatedItem(schema, item, old);
        if (schema.items) {
          this.check({ schema: schema.items, value: item, old: before, path: `${path}[${at}]` });
        }
      });
    } else if (isRecord(value)) {
      for (const [key, child] of Object.entries(value)) {
        const below = (own(schema.properties, key) ?? schema.additionalProperties) as
          | JsonSchema
          | boolean
          | undefined;
        if (!isRecord(below)) continue;
        const before = schema["x-kubernetes-map-type"] === "atomic" ? undefined : own(old, key);
        this.check({ schema: below, value: child, old: before, path: pathBelow(place, key) });
      }
    }
  }

  #checkHere(place: Place): void {
    const rules = this.#schema.rulesOf(place.schema);
    if (rules.length === 0) return;
    // What was stored and is not changed may stay, also when a rule is newer (KEP-4008 Validation ratcheting).
    const isUnchanged = place.old !== undefined && equalJson(place.value, place.old);
    for (const rule of rules) this.#checkRule(rule, place, isUnchanged);
  }

  #checkRule({ written, rule, message }: CompiledRule, place: Place, isUnchanged: boolean): void {
    const { schema, path, old } = place;
    if (isProblem(rule)) {
      return void this.causes.push(fault(path, schema, `rule compile error: ${rule.problem}`));
    }
    const needsOld = rule.usesOldSelf && !written.hasOptionalOldSelf;
    if (needsOld ? old === undefined : isUnchanged && !rule.usesOldSelf) return;
    const variables = this.#variables(place, written);
    const result = this.#attempt(rule, variables);
    if (result.value === true) return;
    if (result.error !== undefined) {
      return void this.causes.push(
        fault(path, schema, `${result.error} evaluating rule: ${written.message || written.rule}`),
      );
    }
    const told = message === undefined || isProblem(message)
      ? undefined
      : this.#attempt(message, variables).value;
    this.causes.push(causeOf(written, place, typeof told === "string" ? told.trim() : ""));
  }

  /** @throws outOfBudget, also when the expression made nothing of it, as `true || …` does. */
  #attempt(expression: CompiledExpression, variables: Readonly<Record<string, unknown>>): Outcome {
    let outcome: Outcome;
    try {
      outcome = { value: expression.evaluate(variables) };
    } catch (error) {
      const { summary, message } = error as { summary?: string; message: string };
      outcome = { error: (summary ?? message).replace(/^No such key/, "no such key") };
    }
    if (this.#schema.meter.isSpent) throw outOfBudget;
    return outcome;
  }

  #variables({ schema, value, old }: Place, { hasOptionalOldSelf }: ValidationRule): Record<string, unknown> {
    this.#schema.meter.weigh(value);
    const self = this.#values.of(value, schema);
    const before = old === undefined || old === null ? undefined : this.#values.of(old, schema);
    return {
      self,
      oldSelf: hasOptionalOldSelf ? before === undefined ? Optional.none() : Optional.of(before) : before,
    };
  }
}

/** A key of a map stands in brackets, a field behind a dot. */
function pathBelow({ schema, path }: Place, key: string): string {
  if (own(schema.properties, key) === undefined) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** What came of an evaluation. */
interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
}
