/** ReplicaSets of the simulated cluster: as many pods as they ask for. @module */
import { pods, replicaSets } from "../../kube/core_api.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { together } from "../../hub/controllers/machinery/controller.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import { deleteExact, isDeleting, updateStatus, written } from "../../hub/controllers/machinery/writes.ts";
import { createWorkQueue } from "../../hub/controllers/machinery/work_queue.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { controlledObjects } from "./adoption.ts";
import { onlyCluster } from "./only_cluster.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { podSuffix } from "./pod_hash.ts";
import { availableTimes, isFinished, isReady, untilNext } from "./readiness.ts";
import { controllerOf, controllerReference } from "./workload_types.ts";
import type { Pod, ReplicaSet } from "./workload_types.ts";

const manager = "replicaset-controller";

interface SetName {
  readonly namespace: string;
  readonly name: string;
}

/** Starts the controller. */
export function createReplicaSetController(ports: EdgePorts): Controller {
  const { objects } = ports.hub;
  const keyOf = ({ namespace, name }: SetName) => `${namespace}/${name}`;
  const queue = createWorkQueue<SetName>({ ...ports, name: manager, keyOf, reconcile });

  function reconcile({ namespace, name }: SetName): Reconciled {
    const address = { cluster: onlyCluster, resource: replicaSets, namespace, name };
    const set = objects.get(address) as ReplicaSet | undefined;
    if (set === undefined || isDeleting(set)) return;
    const active = activePods(set);
    const wanted = set.spec.replicas ?? 1;
    for (let missing = wanted - active.length; missing > 0; missing--) createPod(set);
    for (const pod of surplus(active, active.length - wanted)) remove(set, pod);
    return writeStatus(set);
  }

  function activePods(set: ReplicaSet): readonly Pod[] {
    const all = controlledObjects(objects, set, pods, manager) as readonly Pod[];
    return all.filter((pod) => !isFinished(pod));
  }

  function createPod(set: ReplicaSet): void {
    const { namespace, name } = set.metadata;
    const { metadata = {}, spec } = set.spec.template;
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        ...metadata,
        generateName: `${name}-`,
        name: `${name}-${podSuffix(ports.randomness)}`,
        namespace,
        ownerReferences: controllerReference(set),
      },
      spec,
    };
    const made = written(
      objects.create({ cluster: onlyCluster, resource: pods, namespace }, pod, { manager }),
    );
    ports.events.normal(set, "SuccessfulCreate", `Created pod: ${made.metadata.name}`);
  }

  function remove(set: ReplicaSet, pod: Pod): void {
    deleteExact(objects, addressOf(onlyCluster, pods, pod), pod);
    ports.events.normal(set, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  function writeStatus(set: ReplicaSet): Reconciled {
    const now = ports.clock.now();
    const active = activePods(set);
    const availableAt = availableTimes(active, set.spec.minReadySeconds);
    const counters = {
      fullyLabeledReplicas: active.length,
      readyReplicas: active.filter(isReady).length,
      availableReplicas: availableAt.filter((time) => time <= now).length,
    };
    const shown = Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0));
    const status = { replicas: active.length, ...shown, observedGeneration: set.metadata.generation ?? 0 };
    updateStatus(objects, addressOf(onlyCluster, replicaSets, set), set, status, manager);
    return untilNext(availableAt, now);
  }

  const observed = [
    objects.observe(replicaSets, ({ object: { metadata } }) => {
      queue.add({ namespace: metadata.namespace!, name: metadata.name });
    }),
    objects.observe(pods, ({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "ReplicaSet") {
        queue.add({ namespace: object.metadata.namespace!, name: owner.name });
      }
    }),
  ];
  for (const { metadata } of objects.list({ cluster: onlyCluster, resource: replicaSets })) {
    queue.add({ namespace: metadata.namespace!, name: metadata.name });
  }
  return together([...observed, queue]);
}

/** The pods to give up: those without a node, then those not ready, then the newest. */
function surplus(active: readonly Pod[], count: number): readonly Pod[] {
  const worth = (pod: Pod) => (pod.spec.nodeName ? 2 : 0) + (isReady(pod) ? 1 : 0);
  const made = ({ metadata }: Pod) => Date.parse(metadata.creationTimestamp ?? "");
  const order = [...active].sort((a, b) => worth(a) - worth(b) || made(b) - made(a));
  return order.slice(0, Math.max(count, 0));
}
