/** The rules of one schema, compiled: each place of the schema has the variables `self` and `oldSelf`. @module */
import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import type { JsonSchema } from "../schema/json_schema.ts";
import { celLibrary, knownFunctions } from "./library.ts";
import { Meter } from "./meter.ts";
import { metered } from "./metered.ts";
import { SchemaTypes } from "./schema_types.ts";
import { rulesIn, type ValidationRule } from "./validation_rule.ts";

/** Longer expressions are refused unread. */
export const expressionMax = 16_384;

/** An expression that can be evaluated. */
export interface CompiledExpression {
  readonly usesOldSelf: boolean;
  /** @throws what the evaluation fails with. */
  evaluate(variables: Readonly<Record<string, unknown>>): unknown;
}

/** Or why it cannot: `ERROR: <input>:1:6: …`. */
export interface ExpressionProblem {
  readonly problem: string;
}

export interface CompiledRule {
  readonly written: ValidationRule;
  readonly rule: CompiledExpression | ExpressionProblem;
  readonly message: CompiledExpression | ExpressionProblem | undefined;
}

export function isProblem(made: CompiledExpression | ExpressionProblem): made is ExpressionProblem {
  return "problem" in made;
}

export class CompiledSchema {
  readonly meter = new Meter();
  readonly types: SchemaTypes;
  readonly #environment: Environment;
  readonly #rules = new Map<JsonSchema, readonly CompiledRule[]>();

  /** `root` is the schema of a whole object. */
  constructor(root: JsonSchema) {
    this.#environment = celLibrary(this.meter);
    this.types = new SchemaTypes(this.#environment, root);
    // All types first: an environment takes no more of them once it has been used.
    for (const schema of schemasWithRules(root)) this.types.nameOf(schema);
    for (const schema of schemasWithRules(root)) this.#rules.set(schema, this.#compileAll(schema));
  }

  /** The rules that stand at this place of the schema, in their order. */
  rulesOf(schema: JsonSchema): readonly CompiledRule[] {
    return this.#rules.get(schema) ?? [];
  }

  #compileAll(schema: JsonSchema): readonly CompiledRule[] {
    const type = this.types.nameOf(schema);
    const scopes = new Map<boolean, Environment>();
    return rulesIn(schema).map((written) => {
      const isOptional = written.hasOptionalOldSelf;
      const scope = scopes.get(isOptional) ?? this.#scope(type, isOptional);
      scopes.set(isOptional, scope);
      const { rule, messageExpression } = written;
      return {
        written,
        rule: compile(scope, rule, "bool"),
        message: messageExpression === "" ? undefined : compile(scope, messageExpression, "string"),
      };
    });
  }

  #scope(type: string | undefined, isOptional: boolean): Environment {
    const scope = this.#environment.clone();
    if (type === undefined) return scope;
    return scope.registerVariable("self", type).registerVariable(
      "oldSelf",
      isOptional ? `optional<${type}>` : type,
    );
  }
}

/** Every place of a schema that has rules; also where Kubernetes allows none, for whoever looks for those. */
export function schemasWithRules(schema: JsonSchema): readonly JsonSchema[] {
  const { properties, items, additionalProperties } = schema;
  const own = (schema["x-kubernetes-validations"]?.length ?? 0) > 0 ? [schema] : [];
  const below = [...Object.values(properties ?? {}), items, additionalProperties];
  return [...own, ...below.flatMap((child) => typeof child === "object" ? schemasWithRules(child) : [])];
}

function compile(
  scope: Environment,
  text: string,
  type: "bool" | "string",
): CompiledExpression | ExpressionProblem {
  if (text.length > expressionMax) return { problem: `longer than ${expressionMax} characters` };
  try {
    const { ast, check } = scope.parse(text);
    const names = namesIn(ast);
    const unknown = names.calls.find(({ name }) => !knownFunctions.has(name));
    if (unknown) return { problem: at(text, unknown.start, `undeclared reference to '${unknown.name}'`) };
    const checked = check();
    if (!checked.valid) return { problem: problemText(text, checked.error) };
    if (checked.type !== type && checked.type !== "dyn") {
      return { problem: `cel expression must evaluate to a ${type}` };
    }
    return { usesOldSelf: names.variables.has("oldSelf"), evaluate: scope.parse(metered(ast)) };
  } catch (error) {
    return { problem: problemText(text, error) };
  }
}

function problemText(text: string, error: unknown): string {
  const { summary, message, range } = error as {
    summary?: string;
    message: string;
    range?: { start: number };
  };
  return at(text, range?.start ?? 0, celWords(summary ?? message));
}

const words: readonly (readonly [RegExp, string])[] = [
  [/^Unknown variable: (.*)$/s, "undeclared reference to '$1' (in container '')"],
  [/^No such key: (.*)$/s, "undefined field '$1'"],
];

/** The library's words as cel-go's, where users know those. */
function celWords(text: string): string {
  return words.reduce((said, [theirs, ours]) => said.replace(theirs, ours), text);
}

/** As cel-go says where something is wrong. */
function at(text: string, offset: number, what: string): string {
  const lines = text.slice(0, offset).split("\n");
  return `ERROR: <input>:${lines.length}:${lines.at(-1)!.length + 1}: ${what}`;
}

interface Names {
  readonly variables: Set<string>;
  readonly calls: { readonly name: string; readonly start: number }[];
}

/** Every name in an expression. The language's limits bound its depth. */
function namesIn(node: ASTNode, names: Names = { variables: new Set(), calls: [] }): Names {
  if (node.op === "id") names.variables.add(node.args);
  if (node.op === "call" || node.op === "rcall") names.calls.push({ name: node.args[0], start: node.start });
  for (const child of nodesIn(node.args)) namesIn(child, names);
  return names;
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}
