/** Serves CustomResourceDefinitions, and empties them when they go (apiextensions-apiserver's controllers). @module */
import { customResourceDefinitions } from "../../../kube/core_api.ts";
import type { Condition } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { timestamp } from "../../../ports/clock.ts";
import { definitionsOfCrd } from "../../kinds/exports/resource_definition.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { withFindings } from "../machinery/conditions.ts";
import type { Finding } from "../machinery/conditions.ts";
import { emptyCollection } from "../machinery/contents.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, updateStatus, withFinalizer, withoutFinalizer, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "customresource-controller";
const finalizer = "customresourcecleanup.apiextensions.k8s.io";

interface CrdSpec {
  readonly group: string;
  readonly names: { readonly plural: string; readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly storage: boolean }[];
}

interface CrdStatus {
  readonly conditions?: readonly Condition[];
  readonly storedVersions?: readonly string[];
}

/** The name by which the catalog knows what a CRD provides. */
const sourceOf = (name: string) => `crd/${name}`;

/** Starts the controller. CRDs that are established already are served before this returns. */
export function createCrdController(ports: ControllerPorts): Controller {
  const { objects, catalog } = ports.hub;
  /** The generation that each CRD is served at. */
  const served = new Map<string, number>();
  /** CRDs that wait for their last instance to go. */
  const emptying = new Set<string>();
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile({ cluster, name }: NameInCluster): void {
    const address = { cluster, resource: customResourceDefinitions, name };
    const crd = objects.get(address);
    if (crd === undefined) return withdraw(cluster, name);
    if (isDeleting(crd)) return cleanUp(cluster, crd);
    const guarded = withFinalizer(crd, finalizer);
    if (guarded !== crd) written(objects.update(address, guarded, { manager }));
    else establish(cluster, crd);
  }

  function establish(cluster: string, crd: KubeObject): void {
    const { name } = crd.metadata;
    const conflict = conflictOf(cluster, crd);
    if (conflict === undefined) provide(cluster, crd);
    else withdraw(cluster, name);
    const address = { cluster, resource: customResourceDefinitions, name };
    updateStatus(objects, address, crd, statusOf(crd, conflict, timestamp(ports.clock)), manager);
  }

  /** Another definition of the same resource or kind in this group, told in a sentence. */
  function conflictOf(cluster: string, crd: KubeObject): string | undefined {
    const { group, names } = crd.spec as CrdSpec;
    const ours = served.has(nameKey({ cluster, name: crd.metadata.name }));
    const other = catalog.list(cluster).find((kind) =>
      kind.group === group && (kind.resource === names.plural || kind.kind === names.kind)
    );
    return other === undefined || ours ? undefined : `"${names.plural}" is already in use by ${other.kind}`;
  }

  function provide(cluster: string, crd: KubeObject): void {
    const key = nameKey({ cluster, name: crd.metadata.name });
    const generation = crd.metadata.generation ?? 0;
    if (served.get(key) === generation) return;
    served.set(key, generation);
    catalog.provide(cluster, sourceOf(crd.metadata.name), definitionsOfCrd(crd));
  }

  function withdraw(cluster: string, name: string): void {
    if (served.delete(nameKey({ cluster, name }))) catalog.provide(cluster, sourceOf(name), []);
  }

  function cleanUp(cluster: string, crd: KubeObject): void {
    const { name, finalizers = [] } = crd.metadata;
    if (!finalizers.includes(finalizer)) return;
    const key = nameKey({ cluster, name });
    emptying.add(key);
    if (served.has(key) && instancesLeft(cluster, crd).length > 0) return;
    emptying.delete(key);
    withdraw(cluster, name);
    const address = { cluster, resource: customResourceDefinitions, name };
    written(objects.update(address, withoutFinalizer(crd, finalizer), { manager }));
  }

  function instancesLeft(cluster: string, crd: KubeObject): readonly KubeObject[] {
    const { group, names, versions } = crd.spec as CrdSpec;
    const version = versions.find(({ storage }) => storage)!.name;
    return emptyCollection(objects, { cluster, resource: { group, version, resource: names.plural } });
  }

  const observed = [
    objects.observe(customResourceDefinitions, ({ cluster, object }) => {
      queue.add({ cluster, name: object.metadata.name });
    }),
    objects.observe("*", ({ type, cluster, resource: { group, resource } }) => {
      // A CRD's name is its resource and group.
      const item = { cluster, name: `${resource}.${group}` };
      if (type === "DELETED" && emptying.has(nameKey(item))) queue.add(item);
    }),
  ];
  for (const { id } of ports.hub.logicalClusters()) {
    for (const crd of objects.list({ cluster: id, resource: customResourceDefinitions })) {
      if (isEstablished(crd)) provide(id, crd);
      queue.add({ cluster: id, name: crd.metadata.name });
    }
  }
  return together([...observed, queue]);
}

function isEstablished(crd: KubeObject): boolean {
  const { conditions = [] } = (crd.status ?? {}) as CrdStatus;
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}

function statusOf(crd: KubeObject, conflict: string | undefined, now: string): unknown {
  const spec = crd.spec as CrdSpec;
  const status = (crd.status ?? {}) as CrdStatus;
  const storage = spec.versions.find((version) => version.storage)!.name;
  const stored = status.storedVersions ?? [];
  return {
    ...status,
    acceptedNames: conflict === undefined ? spec.names : { plural: "", kind: "" },
    storedVersions: stored.includes(storage) ? stored : [...stored, storage],
    conditions: withFindings(status.conditions, findingsOf(conflict), now),
  };
}

function findingsOf(conflict: string | undefined): readonly Finding[] {
  return conflict === undefined
    ? [
      { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" },
      {
        type: "Established",
        status: "True",
        reason: "InitialNamesAccepted",
        message: "the initial names have been accepted",
      },
    ]
    : [
      { type: "NamesAccepted", status: "False", reason: "PluralConflict", message: conflict },
      { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" },
    ];
}
