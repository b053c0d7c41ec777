/** The refusals of an API server, worded as kube-apiserver words them (apimachinery `api/errors`). @module */
import { groupResourceKey } from "../../kube/resource.ts";
import { KubeError, type StatusCause } from "../../ports/kube_error.ts";
import type { AccessRequest } from "../authorize/authorizer.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";

/** What a refusal says about the kind; for a resource that is not served, what was asked for. */
export type Refused = Pick<KindDefinition, "group" | "resource" | "kind">;

export function badRequest(message: string): KubeError {
  return new KubeError(400, "BadRequest", message);
}

export function notFound(kind: Refused, name: string): KubeError {
  const details = { name, group: kind.group, kind: kind.resource };
  return new KubeError(404, "NotFound", `${groupResourceKey(kind)} "${name}" not found`, details);
}

/** The resource itself is not served. */
export function unknownResource(): KubeError {
  return new KubeError(404, "NotFound", "the server could not find the requested resource");
}

export function alreadyExists(kind: Refused, name: string): KubeError {
  const details = { name, group: kind.group, kind: kind.resource };
  return new KubeError(409, "AlreadyExists", `${groupResourceKey(kind)} "${name}" already exists`, details);
}

export function conflict(kind: Refused, name: string, why: string): KubeError {
  const details = { name, group: kind.group, kind: kind.resource };
  const message = `Operation cannot be fulfilled on ${groupResourceKey(kind)} "${name}": ${why}`;
  return new KubeError(409, "Conflict", message, details);
}

/** The resourceVersion that came with a write is not the current one. */
export function staleVersion(kind: Refused, name: string): KubeError {
  return conflict(
    kind,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** 422 with one cause per wrong field. */
export function invalid(kind: Refused, name: string, causes: readonly StatusCause[]): KubeError {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const qualified = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `${qualified} "${name}" is invalid: ${list}`;
  return new KubeError(422, "Invalid", message, { name, group: kind.group, kind: kind.kind, causes });
}

export function forbidden(
  kind: Refused,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): KubeError {
  const details = { name, group: kind.group, kind: kind.resource, causes };
  return new KubeError(403, "Forbidden", `${groupResourceKey(kind)} "${name}" is forbidden: ${why}`, details);
}

/** The same for a resource that exists and for one that does not: only the request is repeated. */
export function accessDenied(request: AccessRequest): KubeError {
  const { caller, verb, group, resource, subresource, namespace, name, path } = request;
  if (path !== undefined) {
    return new KubeError(403, "Forbidden", `forbidden: User "${caller.user}" cannot ${verb} path "${path}"`);
  }
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const what = `cannot ${verb} resource "${full}" in API group "${group}" ${where}`;
  const subject = `${groupResourceKey({ group, resource })}${name === undefined ? "" : ` "${name}"`}`;
  const message = `${subject} is forbidden: User "${caller.user}" ${what}`;
  return new KubeError(403, "Forbidden", message, { name, group, kind: resource });
}

export function methodNotAllowed(): KubeError {
  return new KubeError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
  );
}

export function unsupportedPatch(accepted: readonly string[]): KubeError {
  const list = accepted.join(", ");
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return new KubeError(415, "UnsupportedMediaType", message);
}

export function tooLarge(message: string): KubeError {
  return new KubeError(413, "RequestEntityTooLarge", message);
}

/** History before `oldest` is compacted. */
export function expired(asked: number, oldest: number): KubeError {
  return new KubeError(410, "Expired", `too old resource version: ${asked} (${oldest})`);
}

export function expiredContinue(): KubeError {
  const message = "The provided continue parameter is too old to display a consistent list result. " +
    "You must start a new list without the continue parameter.";
  return new KubeError(410, "Expired", message);
}

/** The client has seen a newer state than this server has (KEP-2340); it should fall back and try again. */
export function tooLargeResourceVersion(asked: number, current: number): KubeError {
  const message = `Too large resource version: ${asked}, current: ${current}`;
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  return new KubeError(504, "Timeout", message, { causes, retryAfterSeconds: 1 });
}

/** A logical cluster that does not exist, told to somebody who may know. */
export function unknownCluster(cluster: string): KubeError {
  const details = { name: cluster, group: "core.kcp.io", kind: "logicalclusters" };
  return new KubeError(404, "NotFound", `logicalclusters.core.kcp.io "${cluster}" not found`, details);
}
