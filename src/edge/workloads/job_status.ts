/** How far a Job is, and what its status says of it: pure arithmetic (pkg/controller/job). @module */
import { isDeleting } from "../../hub/controllers/machinery/writes.ts";
import { isReady } from "./readiness.ts";
import { conditionOf, type Job, type JobStatus, type Pod, type WorkloadCondition } from "./workload_types.ts";

/** The pods of one Job by how they are doing. */
export interface JobCounts {
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly failed: number;
  /** When the last one failed, in milliseconds since the epoch; -Infinity if none has. */
  readonly failedAt: number;
}

const firstRetryMs = 10_000;
const lastRetryMs = 360_000;

/** A pod that somebody deleted after it had ended still counts, as far as the status remembers it. */
export function countPods({ status }: Job, all: readonly Pod[]): JobCounts {
  const inPhase = (phase: string) => all.filter((pod) => pod.status?.phase === phase);
  const failed = inPhase("Failed");
  return {
    active: all.filter((pod) =>
      !isDeleting(pod) && !["Succeeded", "Failed"].includes(pod.status?.phase ?? "")
    ),
    succeeded: Math.max(inPhase("Succeeded").length, status?.succeeded ?? 0),
    failed: Math.max(failed.length, status?.failed ?? 0),
    failedAt: Math.max(-Infinity, ...failed.map(endOf)),
  };
}

interface ContainerEnd {
  readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
}

function endOf({ status }: Pod): number {
  const ends = (status?.["containerStatuses"] ?? []) as readonly ContainerEnd[];
  return Math.max(...ends.map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? "")));
}

/** When the next pod may be made: ten seconds after a failure, twice as long after each further one, six minutes at most. */
export function retryAt({ failed, failedAt }: JobCounts): number {
  return failedAt + Math.min(firstRetryMs * 2 ** Math.max(0, failed - 1), lastRetryMs);
}

/** Whether the Job has ended, well or not: then it stays as it is. */
export function isOver({ status }: Job): boolean {
  return ["Complete", "Failed"].some((type) => conditionOf(status, type)?.status === "True");
}

/** The condition with which the Job ends now; undefined while it goes on. */
export function finishedCondition(
  { spec, status }: Job,
  { succeeded, failed }: JobCounts,
  now: string,
): WorkloadCondition | undefined {
  const ended = { status: "True", lastProbeTime: now, lastTransitionTime: now } as const;
  if (succeeded >= (spec.completions ?? 1)) {
    return {
      type: "Complete",
      ...ended,
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    };
  }
  const deadline = Date.parse(status?.startTime ?? "") + (spec.activeDeadlineSeconds ?? Infinity) * 1000;
  if (spec.suspend !== true && Date.parse(now) >= deadline) {
    const message = "Job was active longer than specified deadline";
    return { type: "Failed", ...ended, reason: "DeadlineExceeded", message };
  }
  if (failed <= (spec.backoffLimit ?? 6)) return undefined;
  const message = "Job has reached the specified backoff limit";
  return { type: "Failed", ...ended, reason: "BackoffLimitExceeded", message };
}

/** The status; counters that are zero are left out, as Kubernetes leaves them out. */
export function jobStatus(
  job: Job,
  { active, succeeded, failed }: JobCounts,
  verdict: WorkloadCondition | undefined,
  now: string,
): JobStatus {
  const counters = { active: active.length, succeeded, failed };
  const shown = Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0));
  const conditions = [...suspension(job, now), ...(verdict === undefined ? [] : [verdict])];
  return {
    ...(job.spec.suspend !== true && { startTime: job.status?.startTime ?? now }),
    ...shown,
    ready: active.filter(isReady).length,
    ...(verdict?.type === "Complete" && { completionTime: now }),
    ...(conditions.length > 0 && { conditions }),
  };
}

function suspension({ spec, status }: Job, now: string): readonly WorkloadCondition[] {
  const before = conditionOf(status, "Suspended");
  const isSuspended = spec.suspend === true;
  if (!isSuspended && before === undefined) return [];
  const truth = isSuspended ? "True" : "False";
  const said = isSuspended
    ? { reason: "JobSuspended", message: "Job suspended" }
    : { reason: "JobResumed", message: "Job resumed" };
  const lastTransitionTime = before?.status === truth ? before.lastTransitionTime ?? now : now;
  return [{ type: "Suspended", status: truth, ...said, lastTransitionTime }];
}
