/** What an APIBinding says of itself: phase, bound resources, conditions. @module */
import type { ApiBinding } from "../../../kube/kcp_api.ts";
import { by } from "../../../kube/order.ts";
import { identityOf } from "./api_exports.ts";
import type { BoundExport, Obstacle } from "./bound_export.ts";
import { isFalse, isTrue, withFindings } from "../machinery/conditions.ts";
import type { Finding } from "../machinery/conditions.ts";

type Status = NonNullable<ApiBinding["status"]>;

const ready = "Ready";
const exportValid = "APIExportValid";
const upToDate = "BindingUpToDate";
const initialized = "InitialBindingCompleted";

/** A binding that nothing is known of yet. */
export function newStatus({ status }: ApiBinding): Status {
  return { ...status, phase: "Binding" };
}

/** A binding that cannot be bound, or can no longer be checked. What is bound stays bound. */
export function obstructedStatus({ status }: ApiBinding, { reason, message }: Obstacle, now: string): Status {
  const findings = reason === "NamingConflicts"
    ? [isTrue(exportValid), isFalse(upToDate, reason, message), isFalse(ready, reason, message)]
    : [isFalse(exportValid, reason, message), isFalse(ready, reason, message)];
  const first = status?.phase === "Bound" ? [] : [isFalse(initialized, reason, message)];
  return withConditions({ phase: "Binding", ...status }, [...findings, ...first], now);
}

/** A binding whose resources are served. */
export function boundStatus({ status }: ApiBinding, found: BoundExport, now: string): Status {
  const identityHash = identityOf(found.exported);
  const boundResources = found.schemas.map(({ metadata, spec }) => ({
    group: spec!.group,
    resource: spec!.names.plural,
    schema: { name: metadata.name, UID: metadata.uid ?? "", identityHash },
    storageVersions: spec!.versions.filter(({ storage }) => storage).map(({ name }) => name),
  })).sort(by(({ group, resource }) => `${group}/${resource}`));
  const findings = [ready, exportValid, upToDate, initialized].map(isTrue);
  const bound = { ...status, phase: "Bound" as const, apiExportClusterName: found.cluster, boundResources };
  return withConditions(bound, findings, now);
}

function withConditions(status: Status, findings: readonly Finding[], now: string): Status {
  return { ...status, conditions: withFindings(status.conditions, findings, now) };
}
