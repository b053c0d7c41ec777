/** Refusals as plain data, fit for an event. @module */
import type { KubeError } from "../ports/kube_error.ts";
import type { Refusal } from "../machines/reflector/refusal.ts";

/** Longest message that an actor keeps; a server may answer with a page. */
const messageMax = 300;

export function refusalOf({ status, reason, message, details }: KubeError): Refusal {
  return {
    status,
    reason,
    message: message.slice(0, messageMax),
    retryAfterMs: (details.retryAfterSeconds ?? 0) * 1000,
  };
}
