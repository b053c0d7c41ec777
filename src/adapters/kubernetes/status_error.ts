/** What a server answered instead of an object, as `KubeError`. @module */
import type { IncomingHttpHeaders } from "node:http";
import { parseJson } from "../../kube/json.ts";
import { KubeError, type Reason, type StatusDetails } from "../../ports/kube_error.ts";

interface StatusBody {
  readonly kind?: string;
  readonly reason?: Reason;
  readonly message?: string;
  readonly code?: number;
  readonly details?: StatusDetails;
}

/** Reasons for codes whose body is no Status, such as those of a proxy in between. */
const reasonsByCode: Readonly<Record<number, Reason>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The bodies of 401 say nothing but their own name. */
const unknownToServer = "the server does not accept the credentials in the kubeconfig (401)";

/** The refusal in an HTTP answer; `Retry-After` (seconds) counts where the body does not say it. */
export function errorOfAnswer(code: number, headers: IncomingHttpHeaders, text: string): KubeError {
  if (code >= 300 && code < 400) {
    return unreachable(`the server redirects with ${code}, which is not followed`);
  }
  const { message, reason, details = {} } = statusIn(text);
  const seconds = Number(headers["retry-after"]);
  const retryAfterSeconds = details.retryAfterSeconds ?? (Number.isInteger(seconds) ? seconds : undefined);
  if (code === 401) return new KubeError(code, "Unauthorized", unknownToServer, details);
  const known = retryAfterSeconds === undefined ? details : { ...details, retryAfterSeconds };
  return new KubeError(
    code,
    reason ?? reasonsByCode[code] ?? "Unknown",
    message ?? text.slice(0, 200),
    known,
  );
}

/** The refusal in an ERROR event of a watch. */
export function errorOfEvent(object: unknown): KubeError {
  const { code = 500, reason = "Unknown", message = "the watch failed", details = {} } = object as StatusBody;
  return new KubeError(code, reason, message, details);
}

/** An answer that never came. */
export function unreachable(message: string, cause?: unknown): KubeError {
  return new KubeError(0, "Unreachable", message, {}, cause);
}

/** What Node and Deno say of a certificate that the authority in the kubeconfig did not sign. */
const untrusted = /self[- ]signed|unable to (get|verify)|UnknownIssuer|invalid peer certificate|altnames/i;

/** Why a request did not get to the server, in one line. */
export function whyUnreached({ message }: Error): string {
  const line = message.trim().split("\n").at(-1) ?? "";
  return untrusted.test(line)
    ? `the server's certificate is not the one that the kubeconfig expects: ${line}`
    : `cannot reach the server: ${line}`;
}

function statusIn(text: string): StatusBody {
  try {
    const body = parseJson(text) as StatusBody | null;
    return body?.kind === "Status" ? body : {};
  } catch {
    return {}; // a body that is not JSON says nothing that its code does not
  }
}
