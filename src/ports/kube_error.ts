/** A refusal by an API server, or by the way to it. @module */

/** Reasons of `metav1.Status`, plus `Unreachable` for an answer that never came. */
export type Reason =
  | "BadRequest"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Expired"
  | "Invalid"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "TooManyRequests"
  | "InternalError"
  | "ServiceUnavailable"
  | "Timeout"
  | "Unreachable"
  | "Unknown";

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly retryAfterSeconds?: number;
  readonly causes?: readonly StatusCause[];
}

/**
 * What a server answered instead of the object. `status` is the HTTP code, 0 when there was no answer. Details that are empty,
 * such as the name of the core group, are left out, as Go's `omitempty` does: an answer is the same in process and over HTTPS.
 */
export class KubeError extends Error {
  override readonly name = "KubeError";
  readonly status: number;
  readonly reason: Reason;
  readonly details: StatusDetails;

  constructor(status: number, reason: Reason, message: string, details: StatusDetails = {}, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.reason = reason;
    this.details = Object.fromEntries(Object.entries(details).filter(([, value]) => (value ?? "") !== ""));
  }
}
