/** DeleteOptions from the body and the query of a delete. @module */
import { isRecord, own } from "../json_value.ts";
import { invalidValue, notSupported } from "./field_error.ts";
import { readBoolean, readWhole } from "./parameters.ts";
import { badRequest, invalid } from "./refusals.ts";

export type PropagationPolicy = "Background" | "Foreground" | "Orphan";

export interface DeletionOptions {
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly gracePeriodSeconds: number | undefined;
  /** Undefined: the kind's default, which is Background. */
  readonly propagationPolicy: PropagationPolicy | undefined;
  readonly isDryRun: boolean;
}

type Query = Readonly<Record<string, string>>;

const policies: readonly string[] = ["Foreground", "Background", "Orphan"];
const kind = { group: "meta.k8s.io", resource: "options", kind: "DeleteOptions" };

/** The body wins over the query. @throws KubeError 400 or 422 for what is not allowed. */
export function readDeleteOptions(body: unknown, query: Query = {}): DeletionOptions {
  if (body !== undefined && body !== null && !isRecord(body)) {
    throw badRequest("DeleteOptions must be an object");
  }
  const preconditions = own(body, "preconditions");
  return {
    uid: readText(preconditions, "uid"),
    resourceVersion: readText(preconditions, "resourceVersion"),
    gracePeriodSeconds: readGrace(own(body, "gracePeriodSeconds") ?? readWhole(query, "gracePeriodSeconds")),
    propagationPolicy: readPolicy(body, query),
    isDryRun: readDryRun(own(body, "dryRun")) || query["dryRun"] === "All",
  };
}

function readText(record: unknown, key: string): string | undefined {
  const value = own(record, key);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw badRequest(`preconditions.${key} must be a string`);
}

function readGrace(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(kind, "", [invalidValue("gracePeriodSeconds", value, "must be greater than or equal to 0")]);
}

function readPolicy(body: unknown, query: Query): PropagationPolicy | undefined {
  const policy = own(body, "propagationPolicy") ?? query["propagationPolicy"];
  const orphan = own(body, "orphanDependents") ?? readBoolean(query, "orphanDependents");
  if (typeof orphan === "boolean") {
    if (policy === undefined || policy === null) return orphan ? "Orphan" : "Background";
    const detail = "orphanDependents and deletionPropagation cannot be both set";
    throw invalid(kind, "", [invalidValue("propagationPolicy", policy, detail)]);
  }
  if (policy === undefined || policy === null || policy === "") return undefined;
  if (policies.includes(policy as string)) return policy as PropagationPolicy;
  throw invalid(kind, "", [notSupported("propagationPolicy", policy, policies)]);
}

function readDryRun(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value) && value.every((item) => item === "All")) return value.length > 0;
  throw invalid(kind, "", [notSupported("dryRun", value, ["All"])]);
}
