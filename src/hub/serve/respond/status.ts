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
  const known = Object.keys(details).length === 0 ? {} : { details };
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
