/** The keys under which what a copy needs, its Namespace and its definition, stand in its book. @module */
import { objectKey } from "../../kube/facts.ts";
import { customResourceDefinitions, namespaces } from "../../kube/core_api.ts";
import { type GroupResource, groupResourceKey } from "../../kube/resource.ts";

/** `name` is the namespace's name. */
export function namespaceKey(name: string): string {
  return objectKey({ gvr: namespaces, namespace: "", name });
}

/** A CustomResourceDefinition is named after the resource that it defines. */
export function definitionKey(resource: GroupResource): string {
  return objectKey({ gvr: customResourceDefinitions, namespace: "", name: groupResourceKey(resource) });
}
