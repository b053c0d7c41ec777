/** Stage 5: one StatusSummary per placement and workload object. @module */
import {
  type Destination,
  edgeApiVersion,
  edgePlacementLabel,
  type EdgeSummary,
  type ReplicaCounts,
  type StatusSummary,
  subjectNameLabel,
  subjectNamespaceLabel,
  subjectResourceLabel,
  type WorkloadSummary,
} from "../kube/edge_api.ts";
import type { OwnerReference } from "../kube/object.ts";
import { by } from "../kube/order.ts";
import { type Gvr, gvrKey } from "../kube/resource.ts";
import { mailboxName } from "./mailbox_name.ts";
import { labelValueOf, shortened, withDigest } from "./short_name.ts";
import type { WorkloadReport } from "./workload_report.ts";

/** The object in the workload workspace that is summed up. */
export interface Subject {
  readonly gvr: Gvr;
  readonly namespace: string;
  readonly name: string;
}

/** One destination and what it has reported; null as long as there is no copy or no status. */
export interface DestinationReport {
  readonly destination: Destination;
  readonly report: WorkloadReport | null;
  /** RFC 3339; when the edge was last heard from, given only while it is silent for too long (L6). */
  readonly silentSince?: string;
}

const noCounts: ReplicaCounts = {
  replicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  updatedReplicas: 0,
  unavailableReplicas: 0,
};

/**
 * The sum over the destinations of a placement. A SyncTarget that is selected through two Locations counts once, because it holds
 * one copy. A destination that has not reported is present without counters; a silent one is never ready. No destination
 * at all is a summary too.
 */
export function summaryOf(
  subject: Subject,
  placement: string,
  reports: readonly DestinationReport[],
): WorkloadSummary {
  const edges = oncePerMailbox(reports).map(edgeSummary);
  return {
    subject: subjectOf(subject),
    placement,
    destinations: edges.length,
    reported: edges.filter(({ reported }) => reported).length,
    ready: edges.filter(({ ready }) => ready).length,
    totals: edges.reduce(add, noCounts),
    edges,
  };
}

function oncePerMailbox(reports: readonly DestinationReport[]): readonly DestinationReport[] {
  const sorted = [...reports].sort(by(({ destination: to }) => {
    return [to.cluster, to.syncTargetName, to.syncTargetUID, to.locationName].join("\0");
  }));
  const byMailbox = new Map<string, DestinationReport>();
  for (const report of sorted) {
    const mailbox = mailboxName(report.destination.cluster, report.destination.syncTargetUID);
    if (!byMailbox.has(mailbox)) byMailbox.set(mailbox, report);
  }
  return [...byMailbox.values()];
}

function edgeSummary({ destination, report, silentSince }: DestinationReport): EdgeSummary {
  const { cluster, locationName, syncTargetName, syncTargetUID } = destination;
  return {
    cluster,
    locationName,
    syncTargetName,
    syncTargetUID,
    reported: report !== null,
    ready: report !== null && report.ready && silentSince === undefined,
    ...(report?.counts ?? noCounts),
    ...(silentSince !== undefined && { silentSince }),
  };
}

function add(sum: ReplicaCounts, edge: ReplicaCounts): ReplicaCounts {
  return {
    replicas: sum.replicas + edge.replicas,
    readyReplicas: sum.readyReplicas + edge.readyReplicas,
    availableReplicas: sum.availableReplicas + edge.availableReplicas,
    updatedReplicas: sum.updatedReplicas + edge.updatedReplicas,
    unavailableReplicas: sum.unavailableReplicas + edge.unavailableReplicas,
  };
}

function subjectOf({ gvr, namespace, name }: Subject): WorkloadSummary["subject"] {
  return { ...gvr, ...(namespace !== "" && { namespace }), name };
}

/**
 * `<placement>.<resource>.<name>`, at most 253 characters. Where a dot inside a part would let two summaries meet in one name, a
 * digest of the parts is added.
 */
export function summaryName(placement: string, { gvr, name }: Pick<Subject, "gvr" | "name">): string {
  const text = [placement, gvr.resource, name].join(".");
  if (!placement.includes(".") && !name.includes(".")) return shortened(text, 253);
  return withDigest(text, JSON.stringify([placement, gvr.resource, name]), 253);
}

/** The labels by which the summaries of a placement, or of an object, are found. */
export function summaryLabels(
  placement: string,
  { gvr, namespace, name }: Subject,
): Readonly<Record<string, string>> {
  return {
    [edgePlacementLabel]: labelValueOf(placement),
    [subjectResourceLabel]: labelValueOf(gvrKey(gvr)),
    ...(namespace !== "" && { [subjectNamespaceLabel]: labelValueOf(namespace) }),
    [subjectNameLabel]: labelValueOf(name),
  };
}

/** The StatusSummary to create: in the subject's namespace, owned by the EdgePlacement so that it goes with it. */
export function statusSummary(
  subject: Subject,
  placement: { readonly name: string; readonly uid: string },
  reports: readonly DestinationReport[],
): StatusSummary {
  return {
    apiVersion: edgeApiVersion,
    kind: "StatusSummary",
    metadata: {
      name: summaryName(placement.name, subject),
      ...(subject.namespace !== "" && { namespace: subject.namespace }),
      labels: summaryLabels(placement.name, subject),
      ownerReferences: [ownerReference(placement)],
    },
    summary: summaryOf(subject, placement.name, reports),
  };
}

function ownerReference({ name, uid }: { readonly name: string; readonly uid: string }): OwnerReference {
  return { apiVersion: edgeApiVersion, kind: "EdgePlacement", name, uid };
}
