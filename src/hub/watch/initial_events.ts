/** What a watch begins with (API concepts, "Semantics for watch"; KEP-3157, streaming lists). @module */
import { forbiddenField } from "../request/field_error.ts";
import { readBoolean } from "../request/parameters.ts";
import { invalid } from "../request/refusals.ts";
import { readMatch, readRevision } from "../request/resource_version.ts";

/**
 * "state": an ADDED for every object, then changes. "stateAndEnd": the same, with a bookmark between the two.
 * "changes": only changes after the version asked for. "now": only changes from now on.
 */
export type InitialEvents = "state" | "stateAndEnd" | "changes" | "now";

const listOptions = { group: "meta.k8s.io", resource: "options", kind: "ListOptions" };

/** @throws KubeError 422 for parameters that do not go together. */
export function readInitialEvents(query: Readonly<Record<string, string>>): InitialEvents {
  const wanted = readBoolean(query, "sendInitialEvents");
  const match = readMatch(query);
  if (wanted === undefined) {
    if (match !== undefined) {
      refuse("resourceVersionMatch", "is forbidden for watch unless sendInitialEvents is provided");
    }
    return isAnyVersion(query) ? "state" : "changes";
  }
  if (match !== "NotOlderThan") {
    refuse("sendInitialEvents", "is forbidden for watch unless resourceVersionMatch is NotOlderThan");
  }
  if (wanted) return "stateAndEnd";
  return isAnyVersion(query) ? "now" : "changes";
}

function isAnyVersion(query: Readonly<Record<string, string>>): boolean {
  return (readRevision(query) ?? 0) === 0;
}

function refuse(field: string, detail: string): never {
  throw invalid(listOptions, "", [forbiddenField(field, `${field} ${detail}`)]);
}
