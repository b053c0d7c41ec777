/**
 * StatefulSets of the simulated cluster: pods with names of their own, one after the other (pkg/controller/statefulset).
 *
 * A claim template makes no claim, as there are no volumes to be had; pods run without. A pod below the partition of a rolling update
 * that is lost comes back with the new template, because old ones are not kept. @module
 */
import { pods, statefulSets } from "../../kube/core_api.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { isDeleting } from "../../hub/controllers/machinery/writes.ts";
import { controlledObjects } from "./adoption.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { createPodOwner, OwnedPods } from "./owned_pods.ts";
import { availableTimes, isFinished, isReady, untilNext } from "./readiness.ts";
import { isOfRevision, podOf, revisionOf } from "./template_revision.ts";
import type { Pod, StatefulSet } from "./workload_types.ts";

const manager = "statefulset-controller";

/** Starts the controller. */
export function createStatefulSetController(ports: EdgePorts): Controller {
  const owned = new OwnedPods(ports, manager);

  function reconcile(set: StatefulSet): Reconciled {
    controlledObjects(ports.hub.objects, set, pods, manager);
    for (const { step, pod } of nextSteps(set, owned.of(set))) {
      if (step === "create") owned.create(set, pod);
      else owned.delete(set, pod);
    }
    return report(set);
  }

  function report(set: StatefulSet): Reconciled {
    const present = owned.of(set).filter((pod) => !isDeleting(pod));
    const now = ports.clock.now();
    const times = availableTimes(present, set.spec.minReadySeconds);
    owned.report(set, statefulSets, statusOf(set, present, times.filter((time) => time <= now).length));
    return untilNext(times, now);
  }

  return createPodOwner<StatefulSet>(ports, {
    ...{ manager, resource: statefulSets, kind: "StatefulSet", reconcile },
  });
}

/** One pod to make, or to give up. */
interface Step {
  readonly step: "create" | "delete";
  readonly pod: Pod;
}

/** What to do now: in order one thing at a time, and only while all before it are ready; in parallel all that is missing or too many. */
export function nextSteps(set: StatefulSet, present: readonly Pod[]): readonly Step[] {
  const replicas = set.spec.replicas ?? 1;
  const byOrdinal = new Map(present.map((pod) => [ordinalOf(set, pod), pod]));
  const wanted = Array.from(
    { length: replicas },
    (_, ordinal) => stepTowards(set, ordinal, byOrdinal.get(ordinal)),
  );
  const surplus = [...byOrdinal].filter(([ordinal]) => ordinal >= replicas).sort(([a], [b]) => b - a)
    .map(([, pod]): Step => ({ step: "delete", pod }));
  if (set.spec.podManagementPolicy === "Parallel") {
    const steps = [...wanted.filter((step) => step !== "wait").filter((step) => step !== null), ...surplus];
    return steps.length > 0 ? steps : update(set, byOrdinal);
  }
  const [first] = wanted.filter((step) => step !== null);
  if (first !== undefined) return first === "wait" ? [] : [first];
  return surplus.length > 0 ? surplus.slice(0, 1) : update(set, byOrdinal);
}

/** `wait`: it is on its way up or down; null: it is as it should be. */
function stepTowards(set: StatefulSet, ordinal: number, pod: Pod | undefined): Step | "wait" | null {
  if (pod === undefined) return { step: "create", pod: podAt(set, ordinal) };
  if (isDeleting(pod)) return "wait";
  if (isFinished(pod)) return { step: "delete", pod };
  return isReady(pod) ? null : "wait";
}

/** The last pod of an older template goes, when all others are there. */
function update(set: StatefulSet, byOrdinal: ReadonlyMap<number, Pod>): readonly Step[] {
  const { type = "RollingUpdate", rollingUpdate: { partition = 0 } = {} } = set.spec.updateStrategy ?? {};
  if (type === "OnDelete" || [...byOrdinal.values()].some(isDeleting)) return [];
  const outdated = [...byOrdinal].filter(([ordinal, pod]) =>
    ordinal >= partition && !isOfRevision(pod, revisionOf(set))
  ).sort(([a], [b]) => b - a);
  return outdated.slice(0, 1).map(([, pod]): Step => ({ step: "delete", pod }));
}

function podAt(set: StatefulSet, ordinal: number): Pod {
  const name = `${set.metadata.name}-${ordinal}`;
  const pod = podOf(set, name, {
    "apps.kubernetes.io/pod-index": String(ordinal),
    "statefulset.kubernetes.io/pod-name": name,
  });
  return { ...pod, spec: { ...pod.spec, hostname: name } };
}

function ordinalOf({ metadata }: StatefulSet, pod: Pod): number {
  return Number(pod.metadata.name.slice(metadata.name.length + 1));
}

function statusOf(set: StatefulSet, present: readonly Pod[], availableReplicas: number): unknown {
  const updateRevision = revisionOf(set);
  const updated = present.filter((pod) => isOfRevision(pod, updateRevision)).length;
  const before = set.status?.currentRevision ?? updateRevision;
  const isDone = updated === present.length && present.length === (set.spec.replicas ?? 1) &&
    present.every(isReady);
  const currentRevision = isDone ? updateRevision : before;
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: present.length,
    readyReplicas: present.filter(isReady).length,
    availableReplicas,
    currentReplicas: present.filter((pod) => isOfRevision(pod, currentRevision)).length,
    updatedReplicas: updated,
    currentRevision,
    updateRevision,
    collisionCount: 0,
  };
}
