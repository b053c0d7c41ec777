/** The key under which the Namespace of a copy stands in its book. @module */
import { objectKey } from "../../kube/facts.ts";
import { namespaces } from "../../kube/core_api.ts";

/** `name` is the namespace's name. */
export function namespaceKey(name: string): string {
  return objectKey({ gvr: namespaces, namespace: "", name });
}
