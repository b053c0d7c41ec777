/** Reading the nouns of a scenario: places, objects, patterns. @module */
import type { KubeObject } from "../../kube/object.ts";
import { type Decode, readFields, text } from "./fields.ts";
import type { Position } from "../story/position.ts";
import type { Reading } from "./reading.ts";
import type { ObjectReference, Pattern, Place } from "../story/scenario.ts";
import { parseTemplate, type Template } from "../story/template.ts";
import { describeTree, plainOf, type Tree } from "./yaml_tree.ts";

export const template: Decode<Template> = (tree, reading) => {
  const source = text(tree, reading);
  return source === undefined ? undefined : parseTemplate(source, tree.at, reading);
};

/** `root:imw-1`, `{mailboxOf: sync-target-f}` or `{edge: florin}`. */
export const place: Decode<Place> = (tree, reading) => {
  if (tree.type === "scalar") return workspacePlace(tree, reading);
  const fields = readFields(tree, "a place", ["mailboxOf", "edge"], reading);
  const syncTarget = fields.optional("mailboxOf", text);
  const edge = fields.optional("edge", text);
  if (syncTarget !== undefined) reading.mention("uses SyncTarget", syncTarget, tree.at);
  if (edge !== undefined) reading.mention("uses edge", edge, tree.at);
  if (syncTarget !== undefined && edge === undefined) return { type: "mailbox", at: tree.at, syncTarget };
  if (edge !== undefined && syncTarget === undefined) return { type: "edge", at: tree.at, edge };
  reading.add(tree.at, "a place is a workspace path, {mailboxOf: <SyncTarget>} or {edge: <name>}");
  return undefined;
};

function workspacePlace(tree: Tree, reading: Reading): Place | undefined {
  const path = template(tree, reading);
  if (path !== undefined && !/^root(:|$)/.test(path.source)) {
    reading.add(tree.at, `a workspace path begins with root, not "${path.source}"`);
  }
  return path === undefined ? undefined : { type: "workspace", at: tree.at, path };
}

/** `root:org:team`: lower-case names joined by colons. */
export const workspacePath: Decode<string> = (tree, reading) => {
  const path = text(tree, reading);
  if (path === undefined || /^root(:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/.test(path)) return path;
  reading.add(tree.at, `"${path}" is not the path of a workspace below root, such as root:my-org:wmw-c`);
  return undefined;
};

/** `Kind`, or `Kind.group` as in `Deployment.apps`. */
export function readKind(name: string): { readonly kind: string; readonly group?: string } {
  const dot = name.indexOf(".");
  return dot < 0 ? { kind: name } : { kind: name.slice(0, dot), group: name.slice(dot + 1) };
}

/** `Kind name` or `Kind namespace/name`. */
export const objectReference: Decode<ObjectReference> = (tree, reading) => {
  const source = text(tree, reading);
  const match = /^([A-Z]\w*(?:\.[a-z0-9.-]+)?) (?:([^\s/]+)\/)?([^\s/]+)$/.exec(source ?? "");
  if (source !== undefined && match === null) {
    reading.add(tree.at, `"${source}" must be written as "Kind name" or "Kind namespace/name"`);
  }
  if (match === null) return undefined;
  const [, kind = "", namespace, name = ""] = match;
  return {
    at: tree.at,
    ...readKind(kind),
    ...(namespace === undefined ? {} : { namespace: parseTemplate(namespace, tree.at, reading) }),
    name: parseTemplate(name, tree.at, reading),
  };
};

/** A whole object, sent as it is written; only its identity is looked at. */
export const kubeObject: Decode<KubeObject> = (tree, reading) => {
  if (tree.type !== "map") {
    reading.add(tree.at, `an object must be a map, not ${describeTree(tree)}`);
    return undefined;
  }
  const required = new Map(tree.entries.map(({ key, value }) => [key, value]));
  const complete = ["apiVersion", "kind"].every((name) =>
    hasText(required.get(name), `an object's ${name}`, tree.at, reading)
  );
  const metadata = required.get("metadata");
  const name = metadata?.type === "map"
    ? metadata.entries.find(({ key }) => key === "name")?.value
    : undefined;
  const named = hasText(name, "an object's metadata.name", metadata?.at ?? tree.at, reading);
  return complete && named ? plainOf(tree) as KubeObject : undefined;
};

function hasText(tree: Tree | undefined, what: string, at: Position, reading: Reading): boolean {
  if (tree?.type === "scalar" && typeof tree.value === "string" && tree.value !== "") return true;
  reading.add(tree?.at ?? at, `${what} must be a string`);
  return false;
}

/** A map, for a merge patch; JSON null removes a field (RFC 7386). */
export const plainMap: Decode<unknown> = (tree, reading) => {
  if (tree.type === "map") return plainOf(tree);
  reading.add(tree.at, `this must be a map, not ${describeTree(tree)}`);
  return undefined;
};

/** Any value, with its strings as templates. */
export function readPattern(tree: Tree, reading: Reading): Pattern {
  if (tree.type === "list") return { items: tree.items.map((item) => readPattern(item, reading)) };
  if (tree.type === "map") {
    return { fields: new Map(tree.entries.map(({ key, value }) => [key, readPattern(value, reading)])) };
  }
  return typeof tree.value === "string" ? parseTemplate(tree.value, tree.at, reading) : tree.value;
}
