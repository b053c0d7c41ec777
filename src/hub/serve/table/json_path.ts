/** The JSON paths of printer columns: a small language, read by hand in linear time. @module */

type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" }
  | { readonly kind: "filter"; readonly path: readonly string[]; readonly value: string };

/**
 * The values a path leads to, in order: `.spec.replicas`, `.metadata.labels['a.b/c']`, `.a\.b`, `.items[0]`,
 * `.items[*].name`, `.conditions[?(@.type=="Ready")].status`. A path in any other form leads nowhere, as a
 * column that cannot be read is an empty cell (CRD `additionalPrinterColumns`).
 */
export function evaluatePath(path: string, object: unknown): readonly unknown[] {
  const steps = parsePath(path);
  if (steps === undefined) return [];
  return steps.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => take(value, step)), [
    object,
  ]);
}

const parsed = new Map<string, readonly Step[] | undefined>();
/** Paths come from objects that tenants write, so the memory of parsed ones is bounded. */
const parsedMax = 2000;

function parsePath(path: string): readonly Step[] | undefined {
  if (parsed.has(path)) return parsed.get(path);
  const steps = parseSteps(path.replace(/^\{(.*)\}$/s, "$1"));
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(path, steps);
  return steps;
}

const field = /\.((?:\\.|[^.[\\\s])+)/y;
const quotedField = /\['((?:\\.|[^'\\])*)'\]/y;
const bracket = /\[(\*|-?\d+)\]/y;
const filter = /\[\?\(@((?:\.[\w-]+)+)\s*==\s*(?:"([^"]*)"|'([^']*)')\)\]/y;

function parseSteps(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let at = 0;
  while (at < path.length) {
    const found = [field, quotedField, bracket, filter].map((pattern) => matchAt(pattern, path, at));
    const which = found.findIndex((match) => match !== null);
    const match = found[which];
    if (match == null) return undefined;
    steps.push(stepOf(which, match));
    at += match[0].length;
  }
  return steps;
}

function matchAt(pattern: RegExp, path: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(path);
}

function stepOf(which: number, match: RegExpExecArray): Step {
  const text = match[1] ?? "";
  if (which <= 1) return { kind: "field", name: text.replace(/\\(.)/g, "$1") };
  if (which === 2) return text === "*" ? { kind: "all" } : { kind: "index", index: Number(text) };
  return { kind: "filter", path: text.slice(1).split("."), value: match[2] ?? match[3] ?? "" };
}

function take(value: unknown, step: Step): readonly unknown[] {
  switch (step.kind) {
    case "field":
      return property(value, step.name);
    case "index":
      return Array.isArray(value) && value.at(step.index) !== undefined ? [value.at(step.index)] : [];
    case "all":
      return Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    case "filter":
      return Array.isArray(value) ? value.filter((item) => matches(item, step.path, step.value)) : [];
  }
}

function matches(item: unknown, path: readonly string[], wanted: string): boolean {
  const found = path.reduce<readonly unknown[]>((values, name) => values.flatMap((v) => property(v, name)), [
    item,
  ]);
  return found.length === 1 && String(found[0]) === wanted;
}

function property(value: unknown, name: string): readonly unknown[] {
  return isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
