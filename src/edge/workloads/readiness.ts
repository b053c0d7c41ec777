/** What controllers ask of a pod's status (pkg/api/v1/pod). @module */
import { conditionOf, type Pod } from "./workload_types.ts";

/** Whether the pod has ended, well or not. */
export function isFinished({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

export function isReady({ status }: Pod): boolean {
  return conditionOf(status, "Ready")?.status === "True";
}

/** When it became ready, in milliseconds since the epoch; NaN if it never has. */
export function readySince({ status }: Pod): number {
  return Date.parse(conditionOf(status, "Ready")?.lastTransitionTime ?? "");
}

/** When each of the ready pods will have been ready for so many seconds, and so be available. */
export function availableTimes(pods: readonly Pod[], minReadySeconds = 0): readonly number[] {
  return pods.filter(isReady).map((pod) => readySince(pod) + minReadySeconds * 1000);
}

/** Milliseconds until the next of these times, or nothing when all have passed. */
export function untilNext(times: readonly number[], now: number): number | undefined {
  const later = times.filter((time) => time > now);
  return later.length > 0 ? Math.min(...later) - now : undefined;
}
