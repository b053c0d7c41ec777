/** An HTTP request for a resource, as the request of the API it stands for. @module */
import { KubeError } from "../../../ports/kube_error.ts";
import type { ApiRequest, PatchType, Verb } from "../../../ports/cluster_api.ts";
import { parseMediaType } from "./media_type.ts";
import type { ResourceRoute } from "./route.ts";

/** What a resource request does: one of the API's verbs, or watching. */
export function verbOf(
  method: string,
  { name, subresource }: ResourceRoute,
  query: Readonly<Record<string, string>>,
): Verb | "watch" {
  const isObject = name !== undefined;
  if (method === "GET" && isWatch(query) && subresource === undefined) return "watch";
  if (method === "GET") return isObject ? "get" : "list";
  if (method === "POST" && (!isObject || subresource !== undefined)) return "create";
  if (method === "PUT" && isObject) return "update";
  if (method === "PATCH" && isObject) return "patch";
  if (method === "DELETE") return isObject ? "delete" : "deletecollection";
  const message = "the server does not allow this method on the requested resource";
  throw new KubeError(405, "MethodNotAllowed", message);
}

/** `watch=true` and `watch=1`, as Go reads a boolean. */
function isWatch({ watch }: Readonly<Record<string, string>>): boolean {
  return watch !== undefined && !["false", "0", "f", "F", "False", "FALSE"].includes(watch);
}

const patchTypes: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** The kind of patch a content type names. Throws `KubeError` 415 for any other. */
export function patchTypeOf(contentType: string | undefined): PatchType {
  const { type } = parseMediaType(contentType ?? "");
  if (Object.hasOwn(patchTypes, type)) return patchTypes[type] as PatchType;
  const known = Object.keys(patchTypes).join(", ");
  const message = `the body of the request was in an unknown format - accepted media types include: ${known}`;
  throw new KubeError(415, "UnsupportedMediaType", message);
}

/** Puts the request of the API together; the verb is not "watch". */
export function apiRequestOf(
  verb: Verb,
  cluster: string,
  { resource, namespace, name, subresource }: ResourceRoute,
  rest: Pick<ApiRequest, "body" | "patchType" | "query">,
): ApiRequest {
  return { verb, cluster, resource, namespace, name, subresource, ...rest };
}
