/** `serviceaccounts/token`: a fresh token for an account (authentication.k8s.io/v1 TokenRequest, KEP-1205). @module */
import { type Clock, timestamp } from "../../../ports/clock.ts";
import { isRecord, valueAt } from "../../json_value.ts";
import { invalidValue, notSupported } from "../../request/field_error.ts";
import { invalid, methodNotAllowed } from "../../request/refusals.ts";
import type { SubresourceHandler } from "../../resources/kind_definition.ts";
import type { ServiceAccountTokens } from "./service_account_tokens.ts";

const kind = { group: "authentication.k8s.io", resource: "tokenrequests", kind: "TokenRequest" };
const defaultSeconds = 3600;
/** Bounds of Kubernetes: ten minutes, and 2^32 seconds. */
const [leastSeconds, mostSeconds] = [600, 2 ** 32];

/**
 * Issues tokens that are good on this server. One for another audience, or bound to a pod, is refused: it would
 * look as if it were narrower than it is.
 */
export function answerTokenRequest(
  { issue }: Pick<ServiceAccountTokens, "issue">,
  clock: Clock,
): SubresourceHandler {
  return ({ cluster }, { verb, body }, { metadata }) => {
    if (verb !== "create") throw methodNotAllowed();
    const { namespace = "", name, uid = "" } = metadata;
    const spec = readSpec(body, name);
    const token = issue({ cluster, namespace, name, uid }, spec.expirationSeconds);
    const expirationTimestamp = timestamp({ now: () => clock.now() + spec.expirationSeconds * 1000 });
    const status = { token, expirationTimestamp };
    const answer = {
      apiVersion: "authentication.k8s.io/v1",
      kind: kind.kind,
      metadata: { name, namespace },
      spec,
      status,
    };
    return { ok: true, status: 201, body: answer };
  };
}

function readSpec(
  body: unknown,
  name: string,
): { readonly audiences: readonly string[]; readonly expirationSeconds: number } {
  const spec = valueAt(body, ["spec"]);
  const { audiences = [], expirationSeconds = defaultSeconds, boundObjectRef } = isRecord(spec) ? spec : {};
  if (!Array.isArray(audiences) || audiences.length > 0) {
    throw invalid(kind, name, [notSupported("spec.audiences", audiences, [[]])]);
  }
  if (boundObjectRef !== undefined && boundObjectRef !== null) {
    throw invalid(kind, name, [notSupported("spec.boundObjectRef", boundObjectRef, [null])]);
  }
  if (!isLifetime(expirationSeconds)) {
    const detail = "may not specify a duration less than 10 minutes";
    throw invalid(kind, name, [invalidValue("spec.expirationSeconds", expirationSeconds, detail)]);
  }
  return { audiences: [], expirationSeconds: Number(expirationSeconds) };
}

function isLifetime(seconds: unknown): boolean {
  return (typeof seconds === "number" || typeof seconds === "bigint") && seconds >= leastSeconds &&
    seconds <= mostSeconds;
}
