/** CronJobs of the simulated cluster: a Job at each time of a schedule, in UTC (pkg/controller/cronjob). @module */
import { cronJobs, jobs } from "../../kube/core_api.ts";
import { by } from "../../kube/order.ts";
import { timestamp } from "../../ports/clock.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { type Controller, together } from "../../hub/controllers/machinery/controller.ts";
import { createWorkQueue, type Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { deleteExact, isDeleting, updateStatus, writtenOr } from "../../hub/controllers/machinery/writes.ts";
import { type CronSchedule, lastDue, nextTime, parseSchedule } from "./cron_schedule.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { isOver } from "./job_status.ts";
import { onlyCluster } from "./only_cluster.ts";
import {
  conditionOf,
  controllerOf,
  controllerReference,
  type CronJob,
  isControlledBy,
  type Job,
} from "./workload_types.ts";

const manager = "cronjob-controller";
/** Times that were missed longer ago than this are not looked for. */
const lookBackMs = 7 * 24 * 3_600_000;

function timeText(ms: number): string {
  return timestamp({ now: () => ms });
}

interface CronName {
  readonly namespace: string;
  readonly name: string;
}

/** Starts the controller. */
export function createCronJobController(ports: EdgePorts): Controller {
  const { objects } = ports.hub;
  const keyOf = ({ namespace, name }: CronName) => `${namespace}/${name}`;
  const queue = createWorkQueue<CronName>({ ...ports, name: manager, keyOf, reconcile });

  function reconcile(item: CronName): Reconciled {
    const cron = objects.get({ cluster: onlyCluster, resource: cronJobs, ...item }) as CronJob | undefined;
    if (cron === undefined || isDeleting(cron)) return;
    forget(cron);
    const schedule = cron.spec.suspend === true ? null : scheduleOf(cron);
    const due = schedule === null ? undefined : dueTime(cron, schedule);
    report(cron, due !== undefined && begin(cron, due) === "begun" ? due : undefined);
    const next = schedule === null ? undefined : nextTime(schedule, ports.clock.now());
    return next === undefined ? undefined : next - ports.clock.now();
  }

  function scheduleOf(cron: CronJob): CronSchedule | null {
    const { schedule, timeZone = "UTC" } = cron.spec;
    const parsed = ["UTC", "Etc/UTC"].includes(timeZone) ? parseSchedule(schedule) : null;
    if (parsed === null) {
      const message = `a simulated node cannot follow the schedule "${schedule}" in time zone ${timeZone}`;
      ports.events.warning(cron, "InvalidSchedule", message);
    }
    return parsed;
  }

  function dueTime({ metadata, spec, status }: CronJob, schedule: CronSchedule): number | undefined {
    const now = ports.clock.now();
    const deadlineMs = (spec.startingDeadlineSeconds ?? Infinity) * 1000;
    const last = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp ?? "");
    return lastDue(schedule, Math.max(last, now - Math.min(deadlineMs, lookBackMs)), now);
  }

  function begin(cron: CronJob, due: number): "begun" | "held" {
    const { concurrencyPolicy = "Allow" } = cron.spec;
    const active = jobsOf(cron).filter((job) => !isOver(job));
    if (concurrencyPolicy === "Forbid" && active.length > 0) {
      ports.events.normal(cron, "JobAlreadyActive", "Not starting job because prior execution is running");
      return "held";
    }
    if (concurrencyPolicy === "Replace") active.forEach(remove);
    const job = jobAt(cron, due);
    const place = { cluster: onlyCluster, resource: jobs, namespace: cron.metadata.namespace };
    writtenOr(objects.create(place, job, { manager }), "AlreadyExists");
    ports.events.normal(cron, "SuccessfulCreate", `Created job ${job.metadata.name}`);
    return "begun";
  }

  function jobAt(cron: CronJob, due: number): Job {
    const { metadata = {}, spec } = cron.spec.jobTemplate;
    const { namespace, name } = cron.metadata;
    const annotations = {
      ...metadata.annotations,
      "batch.kubernetes.io/cronjob-scheduled-timestamp": timeText(due),
    };
    const called = { name: `${name}-${Math.floor(due / 60_000)}`, namespace };
    const ownerReferences = controllerReference(cron);
    return {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { ...metadata, ...called, annotations, ownerReferences },
      spec,
    };
  }

  /** A CronJob's Jobs, oldest first. */
  function jobsOf(cron: CronJob): readonly Job[] {
    const all = objects.list({ cluster: onlyCluster, resource: jobs, namespace: cron.metadata.namespace });
    return (all as readonly Job[]).filter((job) => isControlledBy(job, cron) && !isDeleting(job))
      .sort(by(({ metadata }) => metadata.creationTimestamp ?? ""));
  }

  function remove(job: Job): void {
    deleteExact(objects, addressOf(onlyCluster, jobs, job), job, { propagationPolicy: "Background" });
  }

  /** Keeps so many finished Jobs for people to look at. */
  function forget(cron: CronJob): void {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cron.spec;
    const limits = [["Complete", successfulJobsHistoryLimit], ["Failed", failedJobsHistoryLimit]] as const;
    for (const [type, limit] of limits) {
      const ended = jobsOf(cron).filter(({ status }) => conditionOf(status, type)?.status === "True");
      ended.slice(0, Math.max(0, ended.length - limit)).forEach(remove);
    }
  }

  function report(cron: CronJob, begun: number | undefined): void {
    const all = jobsOf(cron);
    const lastScheduleTime = begun === undefined ? cron.status?.lastScheduleTime : timeText(begun);
    const ends = all.flatMap(({ status }) => status?.completionTime ?? []);
    const lastSuccessfulTime = [...ends, cron.status?.lastSuccessfulTime ?? ""].sort().at(-1) ?? "";
    const active = all.filter((job) => !isOver(job)).map(({ apiVersion, kind, metadata }) => {
      const { name, namespace, uid } = metadata;
      return { apiVersion, kind, name, namespace, uid };
    });
    const status = {
      ...(active.length > 0 && { active }),
      ...(lastScheduleTime !== undefined && { lastScheduleTime }),
      ...(lastSuccessfulTime !== "" && { lastSuccessfulTime }),
    };
    updateStatus(objects, addressOf(onlyCluster, cronJobs, cron), cron, status, manager);
  }

  const add = (namespace = "", name: string) => queue.add({ namespace, name });
  const observed = [
    objects.observe(cronJobs, ({ object: { metadata } }) => add(metadata.namespace, metadata.name)),
    objects.observe(jobs, ({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "CronJob") add(object.metadata.namespace, owner.name);
    }),
  ];
  for (const { metadata } of objects.list({ cluster: onlyCluster, resource: cronJobs })) {
    add(metadata.namespace, metadata.name);
  }
  return together([...observed, queue]);
}
