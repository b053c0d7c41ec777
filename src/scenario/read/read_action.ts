/** Reading what happens in a step. @module */
import type { KubeObject } from "../../kube/object.ts";
import { type Decode, duration, type Fields, listOf, readFields, text, word } from "./fields.ts";
import type { Reading } from "./reading.ts";
import { kubeObject, objectReference, place, plainMap, template, workspacePath } from "./read_place.ts";
import { type Action, type ActionBody, builtinNames, type Place } from "../story/scenario.ts";
import type { Tree } from "./yaml_tree.ts";

type ReadAction = (fields: Fields, name: string, reading: Reading) => readonly ActionBody[];

/** One per verb; a step has at most one of them. */
const readers = new Map<string, ReadAction>([
  ["createWorkspace", plain(workspacePath, (path) => ({ type: "createWorkspace", path }))],
  ["apply", placedList((place, object) => ({ type: "apply", place, object }))],
  [
    "applyBuiltin",
    placed(word(...builtinNames), (place, builtin) => ({ type: "applyBuiltin", place, builtin })),
  ],
  ["create", placedList((place, object) => ({ type: "create", place, object }))],
  ["patch", readPatch],
  [
    "delete",
    placed(objectReference, (place, object) => ({ type: "delete", place, object, ifPresent: false })),
  ],
  [
    "deleteIfPresent",
    placed(objectReference, (place, object) => ({ type: "delete", place, object, ifPresent: true })),
  ],
  ["start", plain(word("runtime"), () => ({ type: "runtime", change: "start" }))],
  ["stop", plain(word("runtime"), () => ({ type: "runtime", change: "stop" }))],
  ["restart", plain(word("runtime"), () => ({ type: "runtime", change: "restart" }))],
  ["hold", plain(word("watches"), () => ({ type: "watches", change: "hold" }))],
  ["release", plain(word("watches"), () => ({ type: "watches", change: "release" }))],
  ["cut", plain(word("watches"), () => ({ type: "watches", change: "cut" }))],
  ["disconnect", plain(edgeName, (edge) => ({ type: "edge", change: "disconnect", edge }))],
  ["reconnect", plain(edgeName, (edge) => ({ type: "edge", change: "reconnect", edge }))],
  ["advance", plain(duration, (byMs) => ({ type: "advance", byMs }))],
  ["remember", plain(remember, (body) => body)],
]);

/** The verbs, for the list of fields that a step may have. */
export const actionNames: readonly string[] = [...readers.keys()];
/** Fields of a step that only an action has. */
export const actionExtras: readonly string[] = ["in", "merge"];

const placedNames: ReadonlySet<string> = new Set([
  "apply",
  "applyBuiltin",
  "create",
  "patch",
  "delete",
  "deleteIfPresent",
]);

/** The actions of a step, one for each object it is about; none when it has no verb or a wrong one, which is then reported. */
export function readActions(fields: Fields, withinMs: number, reading: Reading): readonly Action[] {
  const [name, second] = actionNames.filter((each) => fields.has(each));
  if (second !== undefined) {
    reading.add(fields.keyAt(second), `a step does one thing: it has both ${name} and ${second}`);
  }
  if (name !== "patch" && fields.has("merge")) reading.add(fields.keyAt("merge"), "merge belongs to patch");
  if (fields.has("in") && !placedNames.has(name ?? "")) {
    reading.add(fields.keyAt("in"), `${name ?? "a step without an action"} happens in no place`);
  }
  if (name === undefined) return [];
  const at = fields.keyAt(name);
  return readers.get(name)?.(fields, name, reading).map((body) => ({ at, withinMs, ...body })) ?? [];
}

/** Actions that stand alone, as under `afterEachAction`. */
export function soleActions(withinMs: number): Decode<readonly Action[]> {
  return (tree, reading) => {
    const fields = readFields(tree, "an action", [...actionNames, ...actionExtras], reading);
    if (!actionNames.some((name) => fields.has(name))) reading.add(tree.at, "an action is missing here");
    return readActions(fields, withinMs, reading);
  };
}

/** A verb without a place. */
function plain<T>(decode: Decode<T>, make: (value: T) => ActionBody): ReadAction {
  return (fields, name) => {
    const value = fields.optional(name, decode);
    return value === undefined ? [] : [make(value)];
  };
}

/** A verb with one object in a place. */
function placed<T>(decode: Decode<T>, make: (place: Place, value: T) => ActionBody): ReadAction {
  return (fields, name, reading) => {
    const where = readPlace(fields, name, reading);
    const value = fields.optional(name, decode);
    return where === undefined || value === undefined ? [] : [make(where, value)];
  };
}

/** A verb with a list of whole objects in a place. */
function placedList(make: (place: Place, object: KubeObject) => ActionBody): ReadAction {
  return (fields, name, reading) => {
    const where = readPlace(fields, name, reading);
    const objects = fields.optional(name, listOf(kubeObject)) ?? [];
    return where === undefined ? [] : objects.map((object) => make(where, object));
  };
}

function readPatch(fields: Fields, name: string, reading: Reading): readonly ActionBody[] {
  const merge = fields.required("merge", plainMap, undefined);
  return placed(objectReference, (place, object) => ({ type: "patch", place, object, merge }))(
    fields,
    name,
    reading,
  );
}

function readPlace(fields: Fields, verb: string, reading: Reading): Place | undefined {
  if (!fields.has("in")) reading.add(fields.keyAt(verb), `${verb} needs the field "in": where?`);
  return fields.optional("in", place);
}

/** The name of an edge that the story declares. */
function edgeName(tree: Tree, reading: Reading): string | undefined {
  const name = text(tree, reading);
  if (name !== undefined) reading.mention("uses edge", name, tree.at);
  return name;
}

/** A map with one entry: the name, and the template whose value it keeps. */
function remember(tree: Tree, reading: Reading): ActionBody | undefined {
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
}
