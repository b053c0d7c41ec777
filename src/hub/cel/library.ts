/**
 * The functions that expressions may call: CEL's own, and of Kubernetes' libraries the strings, lists and regular
 * expressions (k8s.io/apiserver `cel/library`). @module
 */
import { Environment, EvaluationError } from "@marcbachmann/cel-js";
import type { Duration } from "@marcbachmann/cel-js/evaluator";
import { byCodeUnit } from "../../kube/order.ts";
import { compilePattern } from "../schema/pattern.ts";
import type { Meter } from "./meter.ts";
import { openFunction, weighFunction } from "./metered.ts";

const timestamp = "google.protobuf.Timestamp";
const duration = "google.protobuf.Duration";

/** What may be called by name. The library knows more, which Kubernetes does not. */
export const knownFunctions: ReadonlySet<string> = new Set([
  ...[
    "bool",
    "bytes",
    "double",
    "duration",
    "dyn",
    "has",
    "int",
    "size",
    "string",
    "timestamp",
    "type",
    "uint",
  ],
  ...["all", "exists", "exists_one", "filter", "map"],
  ...["hasValue", "none", "of", "or", "orValue", "value"],
  ...[
    "bind",
    "charAt",
    "contains",
    "endsWith",
    "find",
    "findAll",
    "indexOf",
    "isSorted",
    "join",
    "lastIndexOf",
  ],
  ...[
    "lowerAscii",
    "matches",
    "max",
    "min",
    "replace",
    "split",
    "startsWith",
    "substring",
    "sum",
    "trim",
    "upperAscii",
  ],
  ...[
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
  ],
  ...["getMinutes", "getMonth", "getSeconds"],
]);

/** An environment without variables, whose functions pay with `meter`. */
export function celLibrary(meter: Meter): Environment {
  const environment = new Environment({ enableOptionalTypes: true });
  addConversions(environment);
  addTexts(environment, meter);
  addPatterns(environment, meter);
  for (const type of ["int", "double", "string", timestamp, duration]) addOrder(environment, type);
  addNumbers(environment);
  environment.registerFunction(`${openFunction}(A, int): A`, (value, steps) => meter.open(value, steps));
  environment.registerFunction(`${weighFunction}(A): A`, (value) => meter.weigh(value));
  return environment;
}

function failed(message: string): EvaluationError {
  return new EvaluationError({ message });
}

function addConversions(environment: Environment): void {
  environment
    .registerFunction(`string(${timestamp}): string`, (at: Date) => at.toISOString().replace(".000Z", "Z"))
    .registerFunction(`string(${duration}): string`, (span: Duration) => span.toString())
    .registerFunction(`int(${timestamp}): int`, (at: Date) => BigInt(Math.floor(at.getTime() / 1000)));
}

function addTexts(environment: Environment, meter: Meter): void {
  const replaced = (text: string, from: string, to: string, times: bigint) => {
    const parts = text.split(from);
    const count = times < 0n ? parts.length - 1 : Math.min(Number(times), parts.length - 1);
    meter.spend(count * (1 + to.length / 10));
    return parts.slice(0, count + 1).join(to) + parts.slice(count + 1).map((part) => from + part).join("");
  };
  const joined = (texts: readonly string[], separator: string) => {
    meter.spend(texts.length * (1 + separator.length / 10));
    return texts.join(separator);
  };
  environment
    .registerFunction("string.charAt(int): string", (text: string, at: bigint) => {
      if (at < 0n || at > BigInt(text.length)) throw failed(`index out of range: ${at}`);
      return text.charAt(Number(at));
    })
    .registerFunction("string.replace(string, string): string", (t, from, to) => replaced(t, from, to, -1n))
    .registerFunction("string.replace(string, string, int): string", replaced)
    .registerFunction("list<string>.joinMetered(): string", (texts) => joined(texts, ""))
    .registerFunction("list<string>.joinMetered(string): string", joined);
}

/** Patterns are RE2's: those of the language's own library could take for ever. */
function addPatterns(environment: Environment, meter: Meter): void {
  const matcherOf = (text: string, pattern: string) => {
    // RE2 takes time for each character and each part of the pattern.
    meter.spend(text.length * (1 + pattern.length / 4));
    const made = compilePattern(pattern);
    if (made === null) throw failed(`error parsing regexp: ${pattern}`);
    return made.matcher(text);
  };
  const all = (text: string, pattern: string, max: bigint) => {
    const matcher = matcherOf(text, pattern);
    const found: string[] = [];
    while ((max < 0n || found.length < Number(max)) && matcher.find()) found.push(matcher.group() ?? "");
    return found;
  };
  environment
    .registerFunction("string.matchesRe2(string): bool", (t, pattern) => matcherOf(t, pattern).find())
    .registerFunction("string.find(string): string", (text, pattern) => all(text, pattern, 1n)[0] ?? "")
    .registerFunction("string.findAll(string): list<string>", (text, pattern) => all(text, pattern, -1n))
    .registerFunction("string.findAll(string, int): list<string>", all);
}

type Ordered = string | bigint | number | Date | Duration;

function compare(a: Ordered, b: Ordered): number {
  return typeof a === "string" && typeof b === "string" ? byCodeUnit(a, b) : a < b ? -1 : a > b ? 1 : 0;
}

function addOrder(environment: Environment, type: string): void {
  const extreme = (items: readonly Ordered[], sign: 1 | -1) => {
    if (items.length === 0) throw failed(`${sign > 0 ? "max" : "min"} called on empty list`);
    return items.reduce((best, item) => compare(item, best) * sign > 0 ? item : best);
  };
  const isSorted = (items: readonly Ordered[]) =>
    items.every((item, at) => at === 0 || compare(items[at - 1]!, item) <= 0);
  environment
    .registerFunction(`list<${type}>.isSorted(): bool`, isSorted)
    .registerFunction(`list<${type}>.min(): ${type}`, (items) => extreme(items, -1))
    .registerFunction(`list<${type}>.max(): ${type}`, (items) => extreme(items, 1));
}

const int64Max = 2n ** 63n - 1n;

function addNumbers(environment: Environment): void {
  const sum = (items: readonly bigint[]) => {
    const total = items.reduce((a, b) => a + b, 0n);
    if (total > int64Max || total < -int64Max - 1n) throw failed("integer overflow");
    return total;
  };
  environment
    .registerFunction("list<int>.sum(): int", sum)
    .registerFunction(
      "list<double>.sum(): double",
      (items: readonly number[]) => items.reduce((a, b) => a + b, 0),
    );
  for (const type of ["int", "double", "string", "bool"]) {
    environment
      .registerFunction(`list<${type}>.indexOf(${type}): int`, (items, item) => BigInt(items.indexOf(item)))
      .registerFunction(
        `list<${type}>.lastIndexOf(${type}): int`,
        (items, item) => BigInt(items.lastIndexOf(item)),
      );
  }
}
