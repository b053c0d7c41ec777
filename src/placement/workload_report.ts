/** What a workload object says about its replicas, in one form for the four kinds of `apps`. @module */
import type { ReplicaCounts } from "../kube/edge_api.ts";
import type { KubeObject } from "../kube/object.ts";
import type { GroupResource } from "../kube/resource.ts";

/** What the edge reports of one workload object. */
export interface WorkloadReport {
  readonly counts: ReplicaCounts;
  /** As many replicas as wanted are ready and of the current template. */
  readonly ready: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** How to read one resource: the number of replicas wanted, and the counters. */
interface Reading {
  readonly wanted: (spec: Fields, status: Fields) => number;
  readonly counts: (status: Fields, wanted: number) => ReplicaCounts;
}

/** An absent `spec.replicas` is 1 (API defaults of apps/v1). */
const wantedInSpec = (spec: Fields): number => "replicas" in spec ? count(spec, "replicas") : 1;

const readings: ReadonlyMap<string, Reading> = new Map([
  ["deployments", {
    wanted: wantedInSpec,
    counts: (status) => ({
      replicas: count(status, "replicas"),
      readyReplicas: count(status, "readyReplicas"),
      availableReplicas: count(status, "availableReplicas"),
      updatedReplicas: count(status, "updatedReplicas"),
      unavailableReplicas: count(status, "unavailableReplicas"),
    }),
  }],
  ["statefulsets", {
    wanted: wantedInSpec,
    counts: (status, wanted) => ({
      replicas: count(status, "replicas"),
      readyReplicas: count(status, "readyReplicas"),
      availableReplicas: count(status, "availableReplicas"),
      updatedReplicas: count(status, "updatedReplicas"),
      unavailableReplicas: Math.max(0, wanted - count(status, "availableReplicas")),
    }),
  }],
  ["replicasets", {
    wanted: wantedInSpec,
    counts: (status, wanted) => ({
      replicas: count(status, "replicas"),
      readyReplicas: count(status, "readyReplicas"),
      availableReplicas: count(status, "availableReplicas"),
      // A ReplicaSet has one template, so none of its replicas is out of date.
      updatedReplicas: count(status, "replicas"),
      unavailableReplicas: Math.max(0, wanted - count(status, "availableReplicas")),
    }),
  }],
  ["daemonsets", {
    wanted: (_spec, status) => count(status, "desiredNumberScheduled"),
    counts: (status) => ({
      replicas: count(status, "desiredNumberScheduled"),
      readyReplicas: count(status, "numberReady"),
      availableReplicas: count(status, "numberAvailable"),
      updatedReplicas: count(status, "updatedNumberScheduled"),
      unavailableReplicas: count(status, "numberUnavailable"),
    }),
  }],
]);

/** Whether objects of the resource are summarised. */
export function isSummarized({ group, resource }: GroupResource): boolean {
  return group === "apps" && readings.has(resource);
}

/**
 * What `copy`, the object in a mailbox, has reported; null while there is no copy, or no status in it, or for a resource that is
 * not summarised. An empty status is none: the controller of the edge has not yet looked.
 */
export function workloadReport(resource: GroupResource, copy: KubeObject | undefined): WorkloadReport | null {
  const reading = isSummarized(resource) ? readings.get(resource.resource) : undefined;
  const status = fields(copy?.["status"]);
  if (reading === undefined || Object.keys(status).length === 0) return null;
  const wanted = reading.wanted(fields(copy?.["spec"]), status);
  const counts = reading.counts(status, wanted);
  return { counts, ready: counts.readyReplicas >= wanted && counts.updatedReplicas >= wanted };
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function count(from: Fields, field: string): number {
  const value = from[field];
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
