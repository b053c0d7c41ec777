/** Reading what happens in a step. @module */
import { type Decode, duration, type Fields, listOf, readFields, text, word } from "./fields.ts";
import type { Reading } from "./reading.ts";
import { kubeObject, objectReference, place, plainMap, template, workspacePath } from "./read_place.ts";
import { type Action, type ActionBody, builtinNames, type Place } from "../story/scenario.ts";
import type { Tree } from "./yaml_tree.ts";

type ReadAction = (fields: Fields, name: string, reading: Reading) => ActionBody | undefined;

const runtime = word("runtime");
const watches = word("watches");
const edgeName: Decode<string> = (tree, reading) => {
  const name = text(tree, reading);
  if (name !== undefined) reading.mention("uses edge", name, tree.at);
  return name;
};

/** One per verb; a step has at most one of them. */
const readers = new Map<string, ReadAction>([
  [
    "createWorkspace",
    (fields, name) =>
      wrap(fields.optional(name, workspacePath), (path) => ({ type: "createWorkspace", path })),
  ],
  [
    "apply",
    (fields, name, reading) =>
      atPlace(fields, name, reading, (where) =>
        wrap(
          fields.optional(name, listOf(kubeObject)),
          (objects) => ({ type: "apply", place: where, objects }),
        )),
  ],
  [
    "applyBuiltin",
    (fields, name, reading) =>
      atPlace(fields, name, reading, (where) =>
        wrap(
          fields.optional(name, word(...builtinNames)),
          (builtin) => ({ type: "applyBuiltin", place: where, builtin }),
        )),
  ],
  [
    "create",
    (fields, name, reading) =>
      atPlace(fields, name, reading, (where) =>
        wrap(
          fields.optional(name, listOf(kubeObject)),
          (objects) => ({ type: "create", place: where, objects }),
        )),
  ],
  [
    "patch",
    (fields, name, reading) => atPlace(fields, name, reading, (where) => readPatch(fields, name, where)),
  ],
  [
    "delete",
    (fields, name, reading) =>
      atPlace(fields, name, reading, (where) =>
        wrap(
          fields.optional(name, objectReference),
          (object) => ({ type: "delete", place: where, object, ifPresent: false }),
        )),
  ],
  [
    "deleteIfPresent",
    (fields, name, reading) =>
      atPlace(fields, name, reading, (where) =>
        wrap(
          fields.optional(name, objectReference),
          (object) => ({ type: "delete", place: where, object, ifPresent: true }),
        )),
  ],
  [
    "start",
    (fields, name) => wrap(fields.optional(name, runtime), () => ({ type: "runtime", change: "start" })),
  ],
  [
    "stop",
    (fields, name) => wrap(fields.optional(name, runtime), () => ({ type: "runtime", change: "stop" })),
  ],
  [
    "restart",
    (fields, name) => wrap(fields.optional(name, runtime), () => ({ type: "runtime", change: "restart" })),
  ],
  [
    "hold",
    (fields, name) => wrap(fields.optional(name, watches), () => ({ type: "watches", change: "hold" })),
  ],
  [
    "release",
    (fields, name) => wrap(fields.optional(name, watches), () => ({ type: "watches", change: "release" })),
  ],
  ["cut", (fields, name) => wrap(fields.optional(name, watches), () => ({ type: "watches", change: "cut" }))],
  [
    "disconnect",
    (fields, name) =>
      wrap(fields.optional(name, edgeName), (edge) => ({ type: "edge", change: "disconnect", edge })),
  ],
  [
    "reconnect",
    (fields, name) =>
      wrap(fields.optional(name, edgeName), (edge) => ({ type: "edge", change: "reconnect", edge })),
  ],
  ["advance", (fields, name) => wrap(fields.optional(name, duration), (byMs) => ({ type: "advance", byMs }))],
  ["remember", (fields, name) => fields.optional(name, remember)],
]);

/** The verbs, for the list of fields that a step may have. */
export const actionNames: readonly string[] = [...readers.keys()];
/** Fields of a step that only an action has. */
export const actionExtras: readonly string[] = ["in", "merge"];

/** The action among the fields of a step, none, or undefined too when it was wrong, which is then reported. */
export function readAction(fields: Fields, withinMs: number, reading: Reading): Action | undefined {
  const given = actionNames.filter((name) => fields.has(name));
  const [name, second] = given;
  if (second !== undefined) {
    reading.add(fields.keyAt(second), `a step does one thing: it has both ${name} and ${second}`);
  }
  if (name !== "patch" && fields.has("merge")) reading.add(fields.keyAt("merge"), "merge belongs to patch");
  if (name === undefined) return undefined;
  const body = readers.get(name)?.(fields, name, reading);
  return body === undefined ? undefined : { at: fields.keyAt(name), withinMs, ...body };
}

/** An action that stands alone, as under `afterEachAction`. */
export function readSoleAction(withinMs: number): Decode<Action> {
  return (tree: Tree, reading) => {
    const fields = readFields(tree, "an action", [...actionNames, ...actionExtras], reading);
    if (!actionNames.some((name) => fields.has(name))) reading.add(tree.at, "an action is missing here");
    return readAction(fields, withinMs, reading);
  };
}

function wrap<T>(value: T | undefined, make: (value: T) => ActionBody): ActionBody | undefined {
  return value === undefined ? undefined : make(value);
}

function atPlace(
  fields: Fields,
  verb: string,
  reading: Reading,
  make: (where: Place) => ActionBody | undefined,
): ActionBody | undefined {
  if (!fields.has("in")) reading.add(fields.keyAt(verb), `${verb} needs the field "in": where?`);
  const where = fields.optional("in", place);
  // Made even without a place, so that the problems inside the objects are told in the same run.
  const made = make(where ?? { type: "edge", at: fields.at, edge: "" });
  return where === undefined ? undefined : made;
}

function readPatch(fields: Fields, name: string, where: Place): ActionBody | undefined {
  const object = fields.optional(name, objectReference);
  const merge = fields.required("merge", plainMap, undefined);
  return object === undefined || merge === undefined
    ? undefined
    : { type: "patch", place: where, object, merge };
}

/** A map with one entry: the name, and the template whose value it keeps. */
const remember: Decode<ActionBody> = (tree, reading) => {
  const [entry, second] = tree.type === "map" ? tree.entries : [];
  const value = entry === undefined ? undefined : template(entry.value, reading);
  if (entry === undefined || second !== undefined || !/^[A-Za-z][\w-]*$/.test(entry.key)) {
    reading.add(
      tree.at,
      'remember needs one name and its value, as {oldMailbox: "${mailbox:sync-target-f}"}',
    );
    return undefined;
  }
  reading.mention("remembers", entry.key, entry.keyAt);
  return value === undefined ? undefined : { type: "remember", name: entry.key, value };
};
