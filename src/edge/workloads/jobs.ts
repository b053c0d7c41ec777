/**
 * Jobs of the simulated cluster: pods until enough of them have succeeded (pkg/controller/job).
 *
 * A pod that failed is not started again in place: it fails, and another is made after a back-off. Indexed completion, success and
 * failure policies are not followed. @module
 */
import { jobs } from "../../kube/core_api.ts";
import { timestamp } from "../../ports/clock.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { deleteExact } from "../../hub/controllers/machinery/writes.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { countPods, finishedCondition, isOver, type JobCounts, jobStatus, retryAt } from "./job_status.ts";
import { onlyCluster } from "./only_cluster.ts";
import { createPodOwner, OwnedPods } from "./owned_pods.ts";
import { podSuffix } from "./pod_hash.ts";
import { isFinished } from "./readiness.ts";
import { controllerReference, type Job, type Pod, type WorkloadCondition } from "./workload_types.ts";

const manager = "job-controller";

/** Starts the controller. */
export function createJobController(ports: EdgePorts): Controller {
  const owned = new OwnedPods(ports, manager);

  function reconcile(job: Job): Reconciled {
    if (isOver(job)) return expire(job);
    const counts = countPods(job, owned.of(job));
    const now = timestamp(ports.clock);
    const verdict = finishedCondition(job, counts, now);
    if (verdict !== undefined) say(job, verdict);
    const wait = verdict === undefined ? work(job, counts) : stop(job);
    const after = countPods(job, owned.of(job));
    owned.report(job, jobs, jobStatus(job, after, verdict, now));
    return wait;
  }

  /** Makes as many pods as may be at work at once and are still needed; later, if the last one failed a moment ago. */
  function work(job: Job, counts: JobCounts): Reconciled {
    if (job.spec.suspend === true) return stop(job);
    const { parallelism = 1, completions = 1 } = job.spec;
    const missing = Math.min(parallelism, completions - counts.succeeded) - counts.active.length;
    const wait = Math.max(retryAt(counts) - ports.clock.now(), 0);
    if (missing > 0 && wait > 0) return Math.min(wait, untilDeadline(job) ?? Infinity);
    for (let left = missing; left > 0; left--) owned.create(job, podOf(job));
    for (const pod of counts.active.slice(0, Math.max(0, -missing))) owned.delete(job, pod);
    return untilDeadline(job);
  }

  function stop(job: Job): void {
    for (const pod of owned.of(job).filter((one) => !isFinished(one))) owned.delete(job, pod);
  }

  function untilDeadline({ spec: { activeDeadlineSeconds }, status }: Job): number | undefined {
    if (activeDeadlineSeconds === undefined) return undefined;
    const start = Date.parse(status?.startTime ?? timestamp(ports.clock));
    return Math.max(start + activeDeadlineSeconds * 1000 - ports.clock.now(), 0);
  }

  /** A finished Job goes when its time is up, and its pods with it. */
  function expire(job: Job): Reconciled {
    const { ttlSecondsAfterFinished } = job.spec;
    if (ttlSecondsAfterFinished === undefined) return;
    const last =
      job.status?.conditions?.map(({ lastTransitionTime = "" }) => Date.parse(lastTransitionTime)) ?? [];
    const wait = Math.max(...last) + ttlSecondsAfterFinished * 1000 - ports.clock.now();
    if (wait > 0) return wait;
    deleteExact(ports.hub.objects, addressOf(onlyCluster, jobs, job), job, {
      propagationPolicy: "Background",
    });
  }

  function podOf(job: Job): Pod {
    const { namespace, name, uid = "" } = job.metadata;
    const { metadata = {}, spec } = job.spec.template;
    const labels = {
      ...metadata.labels,
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": name,
      "controller-uid": uid,
      "job-name": name,
    };
    const generateName = `${name}-`;
    const called = { generateName, name: `${generateName}${podSuffix(ports.randomness)}`, namespace };
    const ownerReferences = controllerReference(job);
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, ...called, labels, ownerReferences },
      spec,
    };
  }

  function say(job: Job, { type, reason = "", message = "" }: WorkloadCondition): void {
    if (type === "Complete") ports.events.normal(job, "Completed", "Job completed");
    else ports.events.warning(job, reason, message);
  }

  return createPodOwner<Job>(ports, { ...{ manager, resource: jobs, kind: "Job", reconcile } });
}
