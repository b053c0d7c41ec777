/** The audit line: who did what, where, and what came of it. Never a body, a header or a query. @module */
import type { Exchange, ServerContext } from "./exchange.ts";

const names: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
};

/** Writes one line for a request that has its answer; what was not found out before a refusal is left out. */
export function writeAuditLine(
  { log }: ServerContext,
  seen: Partial<Exchange>,
  code: number,
  from: string | undefined = seen.request?.socket.remoteAddress,
): void {
  const { request, caller, cluster, path } = seen;
  const route = path?.route;
  const about = route?.kind === "resource" ? route : undefined;
  const fields = {
    audit: true,
    user: caller?.user,
    verb: auditVerb(seen),
    cluster: cluster ?? path?.cluster,
    path: about === undefined ? request?.url?.split("?", 1)[0] : undefined,
    group: about?.resource.group,
    resource: about?.resource.resource,
    subresource: about?.subresource,
    namespace: about?.namespace,
    name: about?.name ?? seen.created?.name,
    code,
    decision: code === 401 || code === 403 ? "forbid" : "allow",
    from,
  };
  log.info(fields, "request");
}

/** The verb of RBAC as far as the path tells it; the lower-case method otherwise. */
function auditVerb({ request, path, query }: Partial<Exchange>): string | undefined {
  if (request === undefined) return undefined;
  const method = request.method ?? "";
  const route = path?.route;
  if (route?.kind !== "resource") return method.toLowerCase();
  if (method === "GET") {
    return query?.watch !== undefined ? "watch" : route.name === undefined ? "list" : "get";
  }
  if (method === "DELETE") return route.name === undefined ? "deletecollection" : "delete";
  return Object.hasOwn(names, method) ? names[method]! : method.toLowerCase();
}
