/** The key of an object in storage. @module */
import type { GroupResource } from "../../kube/resource.ts";

export interface ObjectKey {
  /** `groupResourceKey`: all versions of a resource share their objects. */
  readonly resource: string;
  readonly cluster: string;
  /** "" for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

/** The inverse of `groupResourceKey`: a plural has no dot. */
export function groupResourceOf(key: string): GroupResource {
  const dot = key.indexOf(".");
  return dot < 0 ? { group: "", resource: key } : { group: key.slice(dot + 1), resource: key.slice(0, dot) };
}
