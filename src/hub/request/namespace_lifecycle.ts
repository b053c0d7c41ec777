/** Nothing is created in a namespace that is not there, or that is going (admission plugin NamespaceLifecycle). @module */
import type { Gvr } from "../../kube/resource.ts";
import type { Call } from "./call.ts";
import { forbidden, notFound } from "./refusals.ts";

const namespaces: Gvr = { group: "", version: "v1", resource: "namespaces" };

/** @throws KubeError 404 when the namespace is not there, 403 when it is terminating. */
export function requireLivingNamespace(call: Call, name: string): void {
  const { server, cluster, kind, request, privilege } = call;
  if (!kind.namespaced || server.catalog.resolve(cluster, namespaces) === undefined) return;
  const namespace = request.namespace ?? "";
  const key = { resource: "namespaces", cluster, namespace: "", name: namespace };
  const found = server.storage.get(key);
  if (found === undefined) {
    throw notFound({ group: "", resource: "namespaces", kind: "Namespace" }, namespace);
  }
  if (found.metadata.deletionTimestamp === undefined || privilege === "controller") return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  throw forbidden(kind, name, why, [{
    reason: "NamespaceTerminating",
    message,
    field: "metadata.namespace",
  }]);
}
