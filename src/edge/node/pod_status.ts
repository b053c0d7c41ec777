/** `status` of a pod, from what the simulated node knows of it. @module */
import type { Pod, PodStatus, WorkloadCondition } from "../workloads/workload_types.ts";
import { conditionOf } from "../workloads/workload_types.ts";
import { nodeAddress } from "./node_object.ts";

/** Where a pod is in its life on the node. */
export type PodStage =
  | { readonly stage: "creating" }
  | { readonly stage: "running"; readonly podIP: string }
  | { readonly stage: "ready"; readonly podIP: string };

type Truth = WorkloadCondition["status"];

/** The status at this stage. `why` says why a running pod is not ready. Times that still hold are kept. */
export function podStatus(pod: Pod, stage: PodStage, now: string, why: string): PodStatus {
  const running = stage.stage !== "creating";
  const ready: Truth = stage.stage === "ready" ? "True" : "False";
  const reason = ready === "True" ? {} : { reason: "ContainersNotReady", message: why };
  const truths: readonly (readonly [string, Truth, object])[] = [
    ["PodReadyToStartContainers", running ? "True" : "False", {}],
    ["Initialized", "True", {}],
    ["Ready", ready, reason],
    ["ContainersReady", ready, reason],
    ["PodScheduled", "True", {}],
  ];
  return {
    phase: running ? "Running" : "Pending",
    conditions: truths.map(([type, status, more]) => condition(pod, type, status, now, more)),
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(running ? { podIP: stage.podIP, podIPs: [{ ip: stage.podIP }] } : {}),
    startTime: pod.status?.startTime ?? now,
    containerStatuses: containerStatuses(pod, stage, now),
    qosClass: "BestEffort",
  };
}

/** The status of a pod whose containers have ended by themselves, with this code. */
export function finishedStatus(pod: Pod, exitCode: number, now: string): PodStatus {
  const phase = exitCode === 0 ? "Succeeded" : "Failed";
  const reason = exitCode === 0 ? "Completed" : "Error";
  const ended = { reason: exitCode === 0 ? "PodCompleted" : "PodFailed" };
  const truths: readonly (readonly [string, Truth, object])[] = [
    ["PodReadyToStartContainers", "False", {}],
    ["Initialized", "True", exitCode === 0 ? ended : {}],
    ["Ready", "False", ended],
    ["ContainersReady", "False", ended],
    ["PodScheduled", "True", {}],
  ];
  const before = (pod.status?.containerStatuses ?? []) as readonly (ContainerStatus & object)[];
  return {
    ...pod.status,
    phase,
    conditions: truths.map(([type, status, more]) => condition(pod, type, status, now, more)),
    containerStatuses: before.map((one) => {
      const startedAt = one.state?.running?.startedAt;
      const state = { terminated: { exitCode, reason, startedAt, finishedAt: now } };
      return { ...one, ready: false, started: false, state };
    }),
  };
}

/** The status of a pod that no node can take. */
export function unschedulableStatus(pod: Pod, why: string, now: string): PodStatus {
  const more = { reason: "Unschedulable", message: why };
  return {
    ...pod.status,
    phase: "Pending",
    conditions: [condition(pod, "PodScheduled", "False", now, more)],
  };
}

function condition(pod: Pod, type: string, status: Truth, now: string, more: object): WorkloadCondition {
  const old = conditionOf(pod.status, type);
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime ?? now : now;
  return { type, status, lastTransitionTime, ...more };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly running?: { readonly startedAt?: string } };
}

function containerStatuses(pod: Pod, { stage }: PodStage, now: string): readonly unknown[] {
  const before = (pod.status?.containerStatuses ?? []) as readonly ContainerStatus[];
  return pod.spec.containers.map(({ name, image = "" }) => {
    const startedAt = before.find((status) => status.name === name)?.state?.running?.startedAt ?? now;
    const common = { name, image, lastState: {}, restartCount: 0 };
    if (stage === "creating") {
      const state = { waiting: { reason: "ContainerCreating" } };
      return { ...common, imageID: "", ready: false, started: false, state };
    }
    return {
      ...common,
      imageID: `simulated://${image}`,
      containerID: `simulated://${pod.metadata.uid}/${name}`,
      ready: stage === "ready",
      started: true,
      state: { running: { startedAt } },
    };
  });
}
