/** Empties terminating namespaces and lets them go (pkg/controller/namespace). @module */
import { namespaces } from "../../../kube/core_api.ts";
import type { Condition } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { timestamp } from "../../../ports/clock.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { withFindings } from "../machinery/conditions.ts";
import type { Finding } from "../machinery/conditions.ts";
import { emptyCollection, isDeletable, storedKinds } from "../machinery/contents.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, updateStatus, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "namespace-controller";
/** The entry of `spec.finalizers` that this controller takes out. */
const finalizer = "kubernetes";

/** Starts the controller. Deletes whatever stands in a terminating namespace, then the finalizer. */
export function createNamespaceLifecycle(ports: ControllerPorts): Controller {
  const { objects, catalog } = ports.hub;
  /** Namespaces on their way out: a change of anything inside one is another look at it. */
  const terminating = new Set<string>();

  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile({ cluster, name }: NameInCluster): void {
    const address = { cluster, resource: namespaces, name };
    const namespace = objects.get(address);
    if (namespace === undefined || !isDeleting(namespace)) return;
    const left = contentsLeft(cluster, name);
    if (left.length > 0) {
      const status = stuckStatus(namespace, left, timestamp(ports.clock));
      updateStatus(objects, address, namespace, status, manager);
    } else {
      const spec = namespace.spec as { finalizers?: readonly string[] } | undefined;
      const finalizers = (spec?.finalizers ?? []).filter((entry) => entry !== finalizer);
      const finalized = { ...namespace, spec: { ...spec, finalizers } };
      written(objects.update(address, finalized, { manager, subresource: "finalize" }));
    }
  }

  function contentsLeft(cluster: string, namespace: string): readonly KubeObject[] {
    return storedKinds(catalog, cluster).filter((kind) => kind.namespaced && isDeletable(kind))
      .flatMap((resource) => emptyCollection(objects, { cluster, resource, namespace }));
  }

  function look(cluster: string, namespace: KubeObject): void {
    if (!isDeleting(namespace)) return;
    const item = { cluster, name: namespace.metadata.name };
    terminating.add(nameKey(item));
    queue.add(item);
  }

  const everything = objects.observe("*", ({ type, cluster, resource, object }) => {
    const { namespace, name } = object.metadata;
    if (namespace !== undefined) {
      if (terminating.has(nameKey({ cluster, name: namespace }))) queue.add({ cluster, name: namespace });
    } else if (resource.group === "" && resource.resource === "namespaces") {
      if (type === "DELETED") terminating.delete(nameKey({ cluster, name }));
      else look(cluster, object);
    }
  });
  for (const { id } of ports.hub.logicalClusters()) {
    for (const namespace of objects.list({ cluster: id, resource: namespaces })) look(id, namespace);
  }
  return together([everything, queue]);
}

/** Says what keeps a namespace, in the conditions that `kubectl describe ns` shows. */
function stuckStatus(namespace: KubeObject, left: readonly KubeObject[], now: string): unknown {
  const status = namespace.status as { conditions?: readonly Condition[] } | undefined;
  const held = left.filter(({ metadata }) => (metadata.finalizers ?? []).length > 0);
  const findings = [
    finding("NamespaceContentRemaining", "SomeResourcesRemain", "ContentRemoved", left),
    finding("NamespaceFinalizersRemaining", "SomeFinalizersRemain", "ContentHasNoFinalizers", held),
  ];
  return { ...status, phase: "Terminating", conditions: withFindings(status?.conditions, findings, now) };
}

function finding(type: string, some: string, none: string, objects: readonly KubeObject[]): Finding {
  return objects.length === 0
    ? { type, status: "False", reason: none, message: "Nothing remains" }
    : { type, status: "True", reason: some, message: `Some remain: ${countsByKind(objects)}` };
}

function countsByKind(objects: readonly KubeObject[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} (${count})`).join(", ");
}
