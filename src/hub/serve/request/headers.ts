/** Headers that decide about a request before anything else does. @module */
import type { IncomingHttpHeaders } from "node:http";
import { KubeError } from "../../../ports/kube_error.ts";

/**
 * Throws `KubeError` 403 for a request that a web page may have sent (a Host that is not ours: DNS rebinding; any
 * Origin), or that asks to act as somebody else. Identity headers of a front proxy (`X-Remote-…`) need no
 * refusal: nothing here reads them.
 */
export function checkHeaders(headers: IncomingHttpHeaders, hosts: readonly string[]): void {
  if (!hosts.includes(hostName(headers.host ?? ""))) {
    throw new KubeError(403, "Forbidden", "the Host header does not name this server");
  }
  if (headers.origin !== undefined) {
    throw new KubeError(403, "Forbidden", "requests of web pages are not served");
  }
  if (Object.keys(headers).some((name) => name.startsWith("impersonate-"))) {
    // Dropping them would do as oneself what was meant to be tried as somebody with fewer rights.
    throw new KubeError(403, "Forbidden", "impersonation is not served");
  }
}

/** The host of a Host header without its port; IPv6 addresses without brackets; lower case. */
function hostName(header: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:\s]+))(?::\d+)?$/i.exec(header);
  return (match?.[1] ?? match?.[2] ?? "").toLowerCase();
}
