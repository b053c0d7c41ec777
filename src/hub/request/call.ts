/** A request after it was resolved: which server, which cluster, which kind, who asks. @module */
import type { KubeObject } from "../../kube/object.ts";
import { apiVersionOf, groupResourceKey } from "../../kube/resource.ts";
import type { Caller } from "../../ports/api_backend.ts";
import { type Clock, timestamp } from "../../ports/clock.ts";
import type { ApiRequest } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Admission } from "../admission/admission.ts";
import type { Profile } from "../hub.ts";
import type { Catalog } from "../resources/catalog.ts";
import type { HookContext, KindDefinition } from "../resources/kind_definition.ts";
import type { LogicalClusterIndex } from "../resources/logical_cluster_index.ts";
import type { ObjectKey } from "../storage/object_key.ts";
import type { Storage, Write } from "../storage/storage.ts";
import type { ChangeFeed } from "../watch/change_feed.ts";
import type { Parameters } from "./parameters.ts";
import { unknownResource } from "./refusals.ts";

/** The parts of the server that requests work with. */
export interface Server {
  readonly profile: Profile;
  readonly storage: Storage;
  readonly feed: ChangeFeed;
  readonly catalog: Catalog;
  readonly clusters: LogicalClusterIndex;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Asked in order of every write by a client. */
  readonly admission: readonly Admission[];
}

/** Controllers inside the server may do what clients may not (see `Objects`). */
export type Privilege = "client" | "controller";

export interface Call {
  readonly server: Server;
  readonly request: ApiRequest;
  readonly caller: Caller;
  readonly privilege: Privilege;
  /** Logical cluster id, or "*". */
  readonly cluster: string;
  readonly kind: KindDefinition;
  readonly parameters: Parameters;
  /** What the caller should know although the request succeeds; grows while it is answered (KEP-1693). */
  readonly warnings: string[];
}

/** The storage key of an object of this kind. */
export function keyOf({ cluster, kind, request }: Call, name: string): ObjectKey {
  return { resource: groupResourceKey(kind), cluster, namespace: request.namespace ?? "", name };
}

/** The name in the request; a request without one is for a path that does not exist. */
export function requestedName({ request }: Call): string {
  if (request.name === undefined || request.name === "") throw unknownResource();
  return request.name;
}

/** The object as the version asked for: versions of one resource differ in nothing but apiVersion (conversion "None"). */
export function asVersion(object: KubeObject, kind: KindDefinition): KubeObject {
  const apiVersion = apiVersionOf(kind);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** The apiVersion in which objects of this kind are stored. */
export function storedApiVersion({ group, version, storageVersion }: KindDefinition): string {
  return apiVersionOf({ group, version: storageVersion ?? version });
}

/** Stores one object, or removes it, and tells everybody. Returns the object at its new revision. */
export function commit({ server }: Call, write: Write): KubeObject {
  const changes = server.storage.commit([write]);
  const stored = changes[0]!.object;
  server.feed.publish(changes);
  return stored;
}

export function hookContextOf({ server, cluster, caller }: Call): HookContext {
  return {
    cluster,
    caller,
    now: () => timestamp(server.clock),
    randomName: (length) => server.randomness.base36(length),
    find: (resource, namespace, name) =>
      server.storage.get({ resource: groupResourceKey(resource), cluster, namespace: namespace ?? "", name }),
  };
}

/** Asks admission about a write of a client. @throws KubeError when it is refused. */
export function requireAdmission(call: Call, object: KubeObject, old: KubeObject | undefined): void {
  if (call.privilege === "controller") return;
  const context = hookContextOf(call);
  for (const admit of call.server.admission) {
    const refusal = admit({ context, kind: call.kind, object, old });
    if (refusal !== null) throw refusal;
  }
}
