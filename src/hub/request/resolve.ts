/** From a request to a call: is the caller allowed, is there such a cluster, such a resource, such a verb. @module */
import type { Caller } from "../../ports/api_backend.ts";
import type { ApiRequest } from "../../ports/cluster_api.ts";
import type { AccessRequest, Authorizer } from "../authorize/authorizer.ts";
import { allVerbs, type KindDefinition } from "../resources/kind_definition.ts";
import type { Call, Privilege, Server } from "./call.ts";
import { readParameters } from "./parameters.ts";
import { accessDenied, badRequest, methodNotAllowed, unknownCluster, unknownResource } from "./refusals.ts";

/** A watch is asked for like a request with a verb of its own. */
export type AskedRequest = Omit<ApiRequest, "verb"> & { readonly verb: ApiRequest["verb"] | "watch" };

/** Verbs that can be asked of all logical clusters at once. */
const wildcardVerbs: readonly string[] = ["list", "watch"];

/**
 * The call. The caller's rights are asked first, so that who has none learns nothing about what exists.
 *
 * @throws KubeError 403, 404, 405 or 400.
 */
export function resolveCall(
  server: Server,
  authorize: Authorizer,
  asked: AskedRequest,
  caller: Caller,
  privilege: Privilege,
): Call {
  // An empty part of a path is an absent one.
  const { subresource, namespace } = asked;
  const request = { ...asked, subresource: subresource || undefined, namespace: namespace || undefined };
  const known = resolveCluster(server, request.cluster);
  const cluster = known ?? request.cluster;
  if (privilege === "client") requireAccess(authorize, accessRequestOf(request, cluster, caller));
  if (known === undefined && privilege === "client") throw unknownCluster(request.cluster);
  if (cluster === "*" && !wildcardVerbs.includes(request.verb)) {
    throw badRequest(`${request.verb} is not possible across logical clusters`);
  }
  const kind = resolveKind(server, cluster, request, privilege);
  const parameters = readParameters(request.query);
  // The verbs after this point are those of ApiRequest; a watch never reaches them.
  return {
    server,
    request: request as ApiRequest,
    caller,
    privilege,
    cluster,
    kind,
    parameters,
    warnings: [],
  };
}

function resolveCluster({ profile, clusters }: Server, cluster: string): string | undefined {
  if (profile === "plain") return cluster === "" || cluster === "*" ? "" : undefined;
  return cluster === "*" ? "*" : clusters.resolve(cluster);
}

function requireAccess(authorize: Authorizer, access: AccessRequest): void {
  if (!authorize(access).allowed) throw accessDenied(access);
}

/** What the authorizer is asked about a request. */
export function accessRequestOf(request: AskedRequest, cluster: string, caller: Caller): AccessRequest {
  const { verb, resource, subresource, namespace, name } = request;
  const { group, version, resource: plural } = resource;
  return { caller, verb, cluster, group, version, resource: plural, subresource, namespace, name };
}

function resolveKind(
  { catalog }: Server,
  cluster: string,
  request: AskedRequest,
  privilege: Privilege,
): KindDefinition {
  const { resource, namespace, subresource, verb } = request;
  const kind = cluster === "*" ? catalog.resolveAnywhere(resource) : catalog.resolve(cluster, resource);
  if (kind === undefined || (!kind.namespaced && namespace !== undefined)) throw unknownResource();
  // What clients may not do to a kind, such as making a LogicalCluster, is what controllers are for.
  const isOffered = privilege === "controller" || (kind.verbs ?? allVerbs).includes(verb);
  if (subresource === undefined && !isOffered) throw methodNotAllowed();
  if (kind.namespaced && namespace === undefined && !isCollectionVerb(verb)) throw methodNotAllowed();
  return kind;
}

function isCollectionVerb(verb: AskedRequest["verb"]): boolean {
  return verb === "list" || verb === "watch";
}
