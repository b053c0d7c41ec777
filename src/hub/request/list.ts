/** The verbs get and list. @module */
import type { KubeList, KubeObject } from "../../kube/object.ts";
import { apiVersionOf, groupResourceKey } from "../../kube/resource.ts";
import type { Position } from "../storage/version_table.ts";
import { asVersion, type Call, requestedName } from "./call.ts";
import { type Continuation, readContinue, writeContinue } from "./continue_token.ts";
import { type ObjectFilter, readFilter } from "./object_filter.ts";
import { readWhole } from "./parameters.ts";
import { badRequest, expiredContinue, tooLargeResourceVersion } from "./refusals.ts";
import { existingObject } from "./replace.ts";
import { listRevision, readRevision, type RevisionRange } from "./resource_version.ts";

/** One object at its newest version, which is never older than the resourceVersion asked for. */
export function get(call: Call): KubeObject {
  const asked = readRevision(call.request.query) ?? 0;
  const newest = call.server.storage.revision;
  if (asked > newest) throw tooLargeResourceVersion(asked, newest);
  return existingObject(call, requestedName(call));
}

/** A consistent list at one revision, possibly in chunks. */
export function list(call: Call): KubeList {
  const { kind, request } = call;
  const query = request.query ?? {};
  const filter = readFilter(kind, query);
  const { revision, after } = startOf(call, query);
  const limit = readWhole(query, "limit") || Infinity;
  const chunk = readChunk(call, { revision, after, filter, limit });
  return {
    apiVersion: apiVersionOf(kind),
    kind: `${kind.kind}List`,
    metadata: { resourceVersion: String(revision), ...chunk.next },
    items: chunk.items,
  };
}

interface ChunkRequest {
  readonly revision: number;
  readonly after: Position | undefined;
  readonly filter: ObjectFilter;
  readonly limit: number;
}

interface Chunk {
  readonly items: readonly KubeObject[];
  readonly next: { readonly continue?: string; readonly remainingItemCount?: number };
}

function readChunk(call: Call, { revision, after, filter, limit }: ChunkRequest): Chunk {
  const items: KubeObject[] = [];
  let remaining = 0;
  for (const object of objectsAt(call, revision, filter, after)) {
    if (items.length < limit) items.push(object);
    else remaining++;
    // How many are left is told only where it can be told without matching them all, and without a long walk.
    if (remaining > (filter.isEverything ? countedMax : 0)) break;
  }
  if (remaining === 0) return { items, next: {} };
  const token = writeContinue(revision, items.at(-1)!);
  return {
    items,
    next: { continue: token, ...countOf(filter, remaining) },
  };
}

const countedMax = 10_000;

function countOf({ isEverything }: ObjectFilter, remaining: number): Chunk["next"] {
  return isEverything && remaining <= countedMax ? { remainingItemCount: remaining } : {};
}

/** Matching objects of the collection at a revision, in the order of cluster, namespace and name. */
export function* objectsAt(
  { server, kind, cluster, request }: Call,
  revision: number,
  filter: ObjectFilter,
  after?: Position,
): Generator<KubeObject> {
  const range = { cluster, namespace: request.namespace, name: filter.name, revision, after };
  for (const object of server.storage.walk(groupResourceKey(kind), range)) {
    if (filter.matches(object)) yield asVersion(object, kind);
  }
}

function startOf(
  { server: { storage } }: Call,
  query: Readonly<Record<string, string>>,
): { readonly revision: number; readonly after: Position | undefined } {
  const token = query["continue"];
  if (token === undefined || token === "") {
    return { revision: listRevision(query, storage), after: undefined };
  }
  return continued(readContinue(token), query, storage);
}

function continued(
  continuation: Continuation,
  query: Readonly<Record<string, string>>,
  storage: RevisionRange,
): Continuation {
  if (query["resourceVersionMatch"]) throw badRequest("resourceVersionMatch is forbidden with continue");
  if (readRevision(query)) throw badRequest("specifying resource version is not allowed when using continue");
  const { revision } = continuation;
  if (revision > storage.revision) throw tooLargeResourceVersion(revision, storage.revision);
  if (revision < storage.oldestFor(revision)) throw expiredContinue();
  return continuation;
}
