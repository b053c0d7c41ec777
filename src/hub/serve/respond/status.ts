/** Refusals as `Status` objects. @module */
import type { KubeError, StatusDetails } from "../../../ports/kube_error.ts";

export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Failure";
  readonly message: string;
  readonly reason: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** The `Status` that clients know a refusal by (API conventions, "Response Status Kind"). */
export function statusOf({ status: code, reason, message, details }: KubeError): Status {
  // As Go's `omitempty`: the core group has no name, so it is not told.
  const told = Object.entries(details).filter(([, value]) => value !== undefined && value !== "");
  const known = told.length === 0 ? {} : { details: Object.fromEntries(told) };
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...known,
    code,
  };
}
