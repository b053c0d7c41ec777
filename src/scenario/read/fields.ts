/** Reading the fields of a YAML map strictly: known names, right types, every problem with its position. @module */
import { parseDuration } from "../story/duration.ts";
import type { Position } from "../story/position.ts";
import type { Reading } from "./reading.ts";
import { describeTree, type MapEntry, type Tree } from "./yaml_tree.ts";

/** Turns a tree into a value, or reports why not and answers undefined. */
export type Decode<T> = (tree: Tree, reading: Reading) => T | undefined;

export interface Fields {
  readonly at: Position;
  has(name: string): boolean;
  /** The position of the field's key, or of the map when the field is absent. */
  keyAt(name: string): Position;
  /** Undefined when absent, and when wrong, which is then reported. */
  optional<T>(name: string, decode: Decode<T>): T | undefined;
  /** `fallback` when absent or wrong, which is then reported: the scenario is thrown away in the end. */
  required<T>(name: string, decode: Decode<T>, fallback: T): T;
}

/** The fields of a map in which only `known` names may stand; `what` names the map in messages, as "a step". */
export function readFields(tree: Tree, what: string, known: readonly string[], reading: Reading): Fields {
  const entries = new Map<string, MapEntry>();
  if (tree.type !== "map") reading.add(tree.at, `${what} must be a map, not ${describeTree(tree)}`);
  else for (const entry of tree.entries) entries.set(entry.key, entry);
  for (const { key, keyAt } of entries.values()) {
    if (!known.includes(key)) reading.add(keyAt, `${what} has no field "${key}"; it has ${known.join(", ")}`);
  }
  const optional = <T>(name: string, decode: Decode<T>): T | undefined => {
    const entry = entries.get(name);
    return entry === undefined ? undefined : decode(entry.value, reading);
  };
  return {
    at: tree.at,
    has: (name) => entries.has(name),
    keyAt: (name) => entries.get(name)?.keyAt ?? tree.at,
    optional,
    required(name, decode, fallback) {
      if (tree.type === "map" && !entries.has(name)) {
        reading.add(tree.at, `${what} needs the field "${name}"`);
      }
      return optional(name, decode) ?? fallback;
    },
  };
}

function scalarDecode<T>(wanted: string, convert: (value: unknown) => T | undefined): Decode<T> {
  return (tree, reading) => {
    const value = tree.type === "scalar" ? convert(tree.value) : undefined;
    if (value === undefined) reading.add(tree.at, `this must be ${wanted}, not ${describeTree(tree)}`);
    return value;
  };
}

export const text: Decode<string> = scalarDecode(
  "a string",
  (value) => typeof value === "string" && value.trim() !== "" ? value : undefined,
);

/** A whole number from 0 up. */
export const wholeNumber: Decode<number> = scalarDecode(
  "a whole number",
  (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined,
);

/** Only `true` may be said: leaving the field out is the way to say the contrary. */
export const yes: Decode<true> = scalarDecode("true", (value) => value === true ? true : undefined);

/** Milliseconds, written as `30s`, `1m30s` or `500ms`. */
export const duration: Decode<number> = scalarDecode(
  "a duration such as 30s, 1m30s or 500ms",
  (value) => typeof value === "string" ? parseDuration(value) : undefined,
);

/** One of a few words. */
export function word<T extends string>(...words: readonly T[]): Decode<T> {
  return scalarDecode(words.map((w) => `"${w}"`).join(" or "), (value) => words.find((w) => w === value));
}

/** A list of at least one; wrong items are reported and left out. */
export function listOf<T>(decode: Decode<T>): Decode<readonly T[]> {
  return (tree, reading) => {
    if (tree.type !== "list" || tree.items.length === 0) {
      reading.add(tree.at, `this must be a list with at least one item, not ${describeTree(tree)}`);
      return undefined;
    }
    return tree.items.flatMap((item) => {
      const value = decode(item, reading);
      return value === undefined ? [] : [value];
    });
  };
}
