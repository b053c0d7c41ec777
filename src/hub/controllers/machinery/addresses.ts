/** Names of objects as controllers queue them. @module */
import type { KubeObject } from "../../../kube/object.ts";
import { gvrKey } from "../../../kube/resource.ts";
import type { Gvr } from "../../../kube/resource.ts";
import type { ObjectAddress } from "../../objects.ts";

/** A namespace's or cluster-scoped object's place: its cluster and its name. */
export interface NameInCluster {
  readonly cluster: string;
  readonly name: string;
}

/** Unique among names in clusters: neither part may contain a bar. */
export function nameKey({ cluster, name }: NameInCluster): string {
  return `${cluster}|${name}`;
}

/** Unique among addresses. */
export function addressKey({ cluster, resource, namespace = "", name }: ObjectAddress): string {
  return `${cluster}|${gvrKey(resource)}|${namespace}|${name}`;
}

/** Where an object of this resource is. */
export function addressOf(cluster: string, resource: Gvr, { metadata }: KubeObject): ObjectAddress {
  const { namespace, name } = metadata;
  return { cluster, resource, name, ...(namespace === undefined ? {} : { namespace }) };
}
