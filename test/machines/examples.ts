/** What is needed to write down one typed example of every event of a machine. @module */
import type { EventObject } from "xstate";
import { namespaces } from "../../src/kube/core_api.ts";
import { reflectorAddress } from "../../src/machines/addresses.ts";
import { ownedSelector } from "../../src/machines/copy_letters.ts";
import { bornSelector, upsyncedSelector } from "../../src/machines/upsync/views.ts";
import type { ObjectFact } from "../../src/kube/facts.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ApiResource, Gvr } from "../../src/kube/resource.ts";
import type { WorkloadReport } from "../../src/placement/workload_report.ts";

/** The member of an event union that has this type. */
type Typed<E, T> = E extends { readonly type: infer U } ? T extends U ? Omit<E, "type"> & { readonly type: T }
  : never
  : never;

/** At least one example of every event: a missing one, or a wrong one, does not compile. */
export type Examples<E extends EventObject> = {
  readonly [T in E["type"]]: readonly [Typed<E, T>, ...Typed<E, T>[]];
};

/** All examples in one list. */
export function listOf<E extends EventObject>(examples: Examples<E>): EventObject[] {
  return Object.values<readonly EventObject[]>(examples).flat();
}

/** A fact about an object; by default `name` in cluster `c1`, at version 1, alive. */
export function fact(gvr: Gvr, name: string, changes: Partial<ObjectFact> = {}): ObjectFact {
  return {
    gvr,
    namespace: "",
    name,
    uid: `uid-of-${name}`,
    resourceVersion: "1",
    generation: 1,
    labels: {},
    annotations: {},
    deleting: false,
    cluster: "c1",
    secretType: "",
    definer: definedBy(gvr, name),
    ...changes,
  };
}

/** A definition is named after what it defines. */
function definedBy({ resource }: Gvr, name: string): ObjectFact["definer"] {
  if (resource === "customresourcedefinitions") return { defines: [name] };
  return resource === "apibindings" ? { defines: [] } : null;
}

/** The reflector from which a letter about an object comes, as the machine that is told so follows it. */
function reflectorOf(type: string, { gvr, cluster, labels }: ObjectFact): string {
  const as = type.split(".")[0] ?? "";
  const isOnEdge = ["landed", "born", "definition"].includes(as);
  const ofCopies = "edge.kcp.io/upsynced" in labels ? upsyncedSelector : ownedSelector;
  const selector = as === "born" ? bornSelector : ["landed", "copy"].includes(as) ? ofCopies : "";
  return reflectorAddress({
    source: isOnEdge ? "edge:florin" : "hub",
    cluster: isOnEdge ? "" : cluster,
    gvr,
    selector,
  });
}

/** A letter of a reflector about one object. */
export function seen<T extends string, O extends KubeObject = never>(
  type: T,
  about: ObjectFact,
  object: O | null = null,
  report: WorkloadReport | null = null,
): {
  readonly type: T;
  readonly source: string;
  readonly fact: ObjectFact;
  readonly object: O | null;
  readonly owner: "ours" | "foreign";
  readonly report: WorkloadReport | null;
} {
  return { type, source: reflectorOf(type, about), fact: about, object, owner: "ours", report };
}

/** A row of discovery that can be listed and watched. */
export function served(gvr: Gvr, namespaced: boolean): ApiResource {
  const verbs = ["create", "delete", "get", "list", "update", "watch"];
  return { ...gvr, kind: gvr.resource, singular: gvr.resource, namespaced, verbs };
}

export const namespacesServed: ApiResource = served(namespaces, false);
