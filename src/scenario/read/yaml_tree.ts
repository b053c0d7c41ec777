/**
 * YAML as a tree in which every value knows its position.
 *
 * Only what JSON can say is let through: no tags, no merge keys, no directives, string keys, and aliases within a bound, so
 * that a file from a stranger can neither construct objects nor blow up when its aliases are expanded. @module
 */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Position } from "../story/position.ts";
import type { Reading } from "./reading.ts";

export interface ScalarTree {
  readonly type: "scalar";
  readonly value: string | number | boolean | null;
  readonly at: Position;
}

export interface ListTree {
  readonly type: "list";
  readonly items: readonly Tree[];
  readonly at: Position;
}

export interface MapTree {
  readonly type: "map";
  readonly entries: readonly MapEntry[];
  readonly at: Position;
}

export interface MapEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: Tree;
}

export type Tree = ScalarTree | ListTree | MapTree;

export const yamlLimits = { characters: 1_048_576, depth: 64, aliases: 100, nodes: 100_000 } as const;

/** One broken bracket can make a thousand errors; the first ones tell enough. */
const complaintsMax = 20;

const oneDocument = "the file holds more than one document: one file tells one story, without ---";

/** A message shows so many characters of a value. */
const shownMax = 60;

/** One walk over one document; `nodes` counts expanded nodes and `depth` follows the path from the root. */
interface Walk {
  readonly document: Document.Parsed;
  readonly reading: Reading;
  readonly positionOf: (offset: number) => Position;
  aliases: number;
  nodes: number;
  depth: number;
  failed: boolean;
}

function complain(walk: Walk, at: Position, message: string): void {
  walk.failed = true;
  walk.reading.add(at, message);
}

/** The tree of a YAML text with one document; null when something is wrong, which is reported. */
export function parseYamlTree(text: string, file: string, reading: Reading): Tree | null {
  const start = { file, line: 1, column: 1 };
  if (text.length > yamlLimits.characters) {
    reading.add(start, `the file is longer than ${yamlLimits.characters} characters`);
    return null;
  }
  const lineCounter = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: false,
    logLevel: "error",
  });
  const complaints = [...document.errors, ...document.warnings].slice(0, complaintsMax);
  for (const { pos, code, message } of complaints) {
    reading.add(positionOf(pos[0]), code === "MULTIPLE_DOCS" ? oneDocument : message);
  }
  if (complaints.length > 0) return null;
  const walk: Walk = { document, reading, positionOf, aliases: 0, nodes: 0, depth: 0, failed: false };
  if (document.directives.yaml.explicit) complain(walk, start, "a %YAML directive is not allowed");
  else if (document.contents === null) complain(walk, start, "the file is empty");
  const tree = walk.failed || document.contents === null ? null : toTree(document.contents, walk);
  return walk.failed ? null : tree;
}

function toTree(node: Node, walk: Walk): Tree {
  const at = walk.positionOf(node.range?.[0] ?? 0);
  walk.nodes += 1;
  const problem = boundProblem(walk) ?? tagProblem(node);
  if (problem !== undefined) {
    // The bounds are told once; without them the walk would go on for ever.
    if (walk.nodes <= yamlLimits.nodes + 1) complain(walk, at, problem);
    return nothingAt(at);
  }
  walk.depth += 1;
  const tree = isAlias(node)
    ? resolveAlias(node.resolve(walk.document), at, walk)
    : toOwnTree(node, at, walk);
  walk.depth -= 1;
  return tree;
}

function boundProblem({ nodes, depth }: Walk): string | undefined {
  if (nodes > yamlLimits.nodes) return `more than ${yamlLimits.nodes} values after aliases are expanded`;
  if (depth > yamlLimits.depth) return `nested deeper than ${yamlLimits.depth} levels`;
  return undefined;
}

function tagProblem(node: Node): string | undefined {
  const tag = isAlias(node) ? undefined : node.tag;
  return tag === undefined ? undefined : `the tag ${tag} is not allowed: write the value itself`;
}

function resolveAlias(target: Node | undefined, at: Position, walk: Walk): Tree {
  walk.aliases += 1;
  if (walk.aliases === yamlLimits.aliases + 1) {
    complain(walk, at, `more than ${yamlLimits.aliases} aliases`);
  }
  if (target === undefined) complain(walk, at, "no anchor of this name stands before this alias");
  return target === undefined || walk.aliases > yamlLimits.aliases ? nothingAt(at) : toTree(target, walk);
}

function toOwnTree(node: Node, at: Position, walk: Walk): Tree {
  if (isMap(node)) return { type: "map", entries: node.items.flatMap((pair) => toEntry(pair, walk)), at };
  if (isSeq(node)) return { type: "list", items: node.items.map((item) => toTree(item as Node, walk)), at };
  return toScalar(isScalar(node) ? node.value : undefined, at, walk);
}

/** None, with a problem reported, when the key is not one that JSON has. */
function toEntry(pair: { readonly key: unknown; readonly value: unknown }, walk: Walk): MapEntry[] {
  const key = pair.key as Node;
  const keyAt = walk.positionOf(key.range?.[0] ?? 0);
  const problem = keyProblem(key);
  if (problem !== undefined) {
    complain(walk, keyAt, problem);
    return [];
  }
  const name = String((key as { readonly value?: unknown }).value);
  const value = pair.value === null ? nothingAt(keyAt) : toTree(pair.value as Node, walk);
  return [{ key: name, keyAt, value }];
}

function keyProblem(key: Node): string | undefined {
  if (!isScalar(key) || typeof key.value !== "string") return "a key must be a string: put it in quotes";
  return key.value === "<<" ? "merge keys are not allowed: write the fields out" : tagProblem(key);
}

function nothingAt(at: Position): ScalarTree {
  return { type: "scalar", value: null, at };
}

function toScalar(value: unknown, at: Position, walk: Walk): ScalarTree {
  if (typeof value === "number" && !isExactNumber(value)) {
    complain(walk, at, "this number cannot be kept exactly: put it in quotes");
  } else if (
    value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number"
  ) {
    return { type: "scalar", value, at };
  } else complain(walk, at, "only strings, numbers, booleans and null are allowed");
  return nothingAt(at);
}

/** JSON has no infinities, and an integer above 2^53 would be rounded in silence. */
function isExactNumber(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** The tree without positions. Built with fromEntries, so that a key `__proto__` is data. */
export function plainOf(tree: Tree): unknown {
  if (tree.type === "scalar") return tree.value;
  if (tree.type === "list") return tree.items.map(plainOf);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plainOf(value)]));
}

/** What a person would call this tree in a sentence. */
export function describeTree(tree: Tree): string {
  if (tree.type === "map") return "a map";
  if (tree.type === "list") return tree.items.length === 0 ? "an empty list" : "a list";
  if (tree.value === null) return "nothing";
  const value = JSON.stringify(tree.value);
  const shown = value.length > shownMax ? `${value.slice(0, shownMax)}…` : value;
  return `the ${typeof tree.value} ${shown}`;
}
