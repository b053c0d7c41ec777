/** `status` of a Deployment, as Kubernetes writes it: counters that are zero are left out. @module */
import { allowances } from "./rollout.ts";
import { conditionOf } from "./workload_types.ts";
import type { Deployment, DeploymentStatus, ReplicaSet, WorkloadCondition } from "./workload_types.ts";

type Said = Pick<WorkloadCondition, "type" | "status" | "reason" | "message">;

/** The status for these sets; `current` is absent before the first one is made. `now` is RFC 3339. */
export function deploymentStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  all: readonly ReplicaSet[],
  now: string,
): DeploymentStatus {
  const sum = (value: (set: ReplicaSet) => number | undefined) =>
    all.reduce((total, set) => total + (value(set) ?? 0), 0);
  const available = sum(({ status }) => status?.availableReplicas);
  const counters = {
    replicas: sum(({ status }) => status?.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(({ status }) => status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(sum(({ spec }) => spec.replicas) - available, 0),
  };
  const shown = Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0));
  const conditions = conditionsOf(deployment, current, counters, now);
  return { observedGeneration: deployment.metadata.generation ?? 0, ...shown, conditions };
}

type Counters = Readonly<Record<"replicas" | "updatedReplicas" | "availableReplicas", number>>;

function conditionsOf(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  counters: Counters,
  now: string,
): readonly WorkloadCondition[] {
  const { status } = deployment;
  const progressed = hasMoved(status, counters);
  return [
    dated(conditionOf(status, "Available"), availability(deployment, counters), now, "keep"),
    dated(
      conditionOf(status, "Progressing"),
      progress(deployment, current, counters, now),
      now,
      progressed ? "renew" : "keep",
    ),
  ];
}

/** Whether the counters by which a rollout is judged differ from what was said last. */
function hasMoved(status: DeploymentStatus = {}, counters: Counters): boolean {
  return (["replicas", "updatedReplicas", "availableReplicas"] as const)
    .some((counter) => (status[counter] ?? 0) !== counters[counter]);
}

function availability(deployment: Deployment, { availableReplicas }: Counters): Said {
  const desired = deployment.spec.replicas ?? 1;
  const enough = availableReplicas >= desired - allowances(deployment, desired).unavailable;
  return enough
    ? {
      type: "Available",
      status: "True",
      reason: "MinimumReplicasAvailable",
      message: "Deployment has minimum availability.",
    }
    : {
      type: "Available",
      status: "False",
      reason: "MinimumReplicasUnavailable",
      message: "Deployment does not have minimum availability.",
    };
}

/** Whether everything is new and available (pkg/controller/deployment/util, DeploymentComplete). */
function isComplete(
  { spec }: Deployment,
  { replicas, updatedReplicas, availableReplicas }: Counters,
): boolean {
  const desired = spec.replicas ?? 1;
  return updatedReplicas === desired && replicas === desired && availableReplicas === desired;
}

function progress(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  counters: Counters,
  now: string,
): Said {
  const type = "Progressing";
  const name = current?.metadata.name ?? "";
  if (isComplete(deployment, counters)) {
    const message = `ReplicaSet "${name}" has successfully progressed.`;
    return { type, status: "True", reason: "NewReplicaSetAvailable", message };
  }
  if (isTooLate(deployment, counters, now)) {
    const message = `ReplicaSet "${name}" has timed out progressing.`;
    return { type, status: "False", reason: "ProgressDeadlineExceeded", message };
  }
  const first = conditionOf(deployment.status, type) === undefined;
  return first
    ? { type, status: "True", reason: "NewReplicaSetCreated", message: `Created new replica set "${name}"` }
    : { type, status: "True", reason: "ReplicaSetUpdated", message: `ReplicaSet "${name}" is progressing.` };
}

/** A rollout that has failed stays so until something moves. */
function isTooLate(deployment: Deployment, counters: Counters, now: string): boolean {
  if (hasMoved(deployment.status, counters)) return false;
  const due = progressDeadline(deployment);
  const failed = conditionOf(deployment.status, "Progressing")?.reason === "ProgressDeadlineExceeded";
  return failed || (due !== undefined && Date.parse(now) >= due);
}

/** When a rollout that does not move on will have failed, in milliseconds since the epoch. */
export function progressDeadline({ spec, status }: Deployment): number | undefined {
  const last = conditionOf(status, "Progressing");
  if (last?.lastUpdateTime === undefined || last.reason === "NewReplicaSetAvailable") return undefined;
  return Date.parse(last.lastUpdateTime) + (spec.progressDeadlineSeconds ?? 600) * 1000;
}

function dated(
  old: WorkloadCondition | undefined,
  said: Said,
  now: string,
  update: "keep" | "renew",
): WorkloadCondition {
  const same = old?.status === said.status && old.reason === said.reason && update === "keep";
  return {
    ...said,
    lastUpdateTime: same ? old.lastUpdateTime ?? now : now,
    lastTransitionTime: old?.status === said.status ? old.lastTransitionTime ?? now : now,
  };
}
