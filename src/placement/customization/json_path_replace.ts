/** Replacing what a JSON-Path selects (section 5.4). @module */
import type { Budget } from "./budget.ts";
import type { Selector } from "./json_path_parser.ts";

/** What is put in; `text` is its JSON, whose length is what each use costs. */
export interface ReplacementValue {
  readonly value: unknown;
  readonly text: string;
}

interface Replacing extends ReplacementValue {
  readonly path: readonly Selector[];
  readonly budget: Budget;
}

/** Where the walk stands. `definite`: every selector so far selects by name, list or single element. */
interface Position {
  readonly step: number;
  readonly depth: number;
  readonly definite: boolean;
}

/**
 * A copy of `root` in which everything that `path` selects is the replacement; `root` itself is not changed.
 *
 * While the path is definite a missing member of a map is introduced, and is null if the path goes on behind it. Lists are never
 * extended; what is not there, or is of another type, is left alone.
 */
export function replaceAt(
  root: unknown,
  path: readonly Selector[],
  replacement: ReplacementValue,
  budget: Budget,
): unknown {
  return walk(root, { step: 0, depth: 0, definite: true }, { ...replacement, path, budget });
}

function walk(node: unknown, at: Position, replacing: Replacing): unknown {
  replacing.budget.visit(at.depth);
  const selector = replacing.path[at.step];
  if (selector === undefined) return putIn(replacing);
  switch (selector.type) {
    case "members":
      return isMap(node) ? walkMembers(node, selector.names, at, replacing) : node;
    case "elements":
      return Array.isArray(node) ? walkElements(node, new Set(selector.indices), at, replacing) : node;
    case "range":
      return Array.isArray(node) ? walkElements(node, indicesOf(selector, node.length), at, replacing) : node;
    case "every":
      return mapChildren(node, (child) => walk(child, next(at, "indefinite"), replacing));
    case "descend":
      return walkDown(node, at, replacing);
  }
}

function putIn({ value, text, budget }: Replacing): unknown {
  budget.write(text.length);
  return value;
}

function walkMembers(
  node: Readonly<Record<string, unknown>>,
  names: readonly string[],
  at: Position,
  replacing: Replacing,
): unknown {
  replacing.budget.copy(Object.keys(node).length + names.length);
  const present = names.filter((name) => at.definite || Object.hasOwn(node, name));
  const changes = present.map((name): [string, unknown] => {
    const child = Object.hasOwn(node, name) ? node[name] : null;
    return [name, walk(child, next(at, "same"), replacing)];
  });
  return { ...node, ...Object.fromEntries(changes) };
}

function walkElements(
  node: readonly unknown[],
  indices: ReadonlySet<number>,
  at: Position,
  replacing: Replacing,
): unknown {
  replacing.budget.copy(node.length);
  const selector = replacing.path[at.step]!;
  const to = next(at, isDefinite(selector) ? "same" : "indefinite");
  return node.map((child, index) => indices.has(index) ? walk(child, to, replacing) : child);
}

/** A parent before its children; nothing is looked for inside what has just been put in. */
function walkDown(node: unknown, at: Position, replacing: Replacing): unknown {
  const here = walk(node, next(at, "indefinite"), replacing);
  const below: Position = { ...at, depth: at.depth + 1, definite: false };
  return mapChildren(here, (child) => child === replacing.value ? child : walkDown(child, below, replacing));
}

function mapChildren(node: unknown, change: (child: unknown) => unknown): unknown {
  if (Array.isArray(node)) return node.map(change);
  if (!isMap(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, change(child)]));
}

function next(at: Position, definiteness: "same" | "indefinite"): Position {
  return { step: at.step + 1, depth: at.depth + 1, definite: at.definite && definiteness === "same" };
}

function isDefinite(selector: Selector): boolean {
  return selector.type === "elements" ||
    (selector.type === "range" && selector.end !== null && selector.start < selector.end &&
      selector.start + selector.stride >= selector.end);
}

function indicesOf(
  { start, end, stride }: Selector & { type: "range" },
  length: number,
): ReadonlySet<number> {
  const indices = new Set<number>();
  for (let index = start; index < Math.min(end ?? length, length); index += stride) indices.add(index);
  return indices;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
