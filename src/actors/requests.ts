/** Answers of an API server turned into events, whatever they are: every request ends in one. @module */
import type { KubeObject } from "../kube/object.ts";
import type { ApiRequest, ClusterApi } from "../ports/cluster_api.ts";
import type { KubeError } from "../ports/kube_error.ts";

/** Makes a request whose answer is one object. */
export function callForObject<T extends KubeObject>(
  api: ClusterApi,
  request: ApiRequest,
  onObject: (object: T) => void,
  onRefusal: (error: KubeError) => void,
): void {
  api.call(request, (answer) => answer.ok ? onObject(answer.body as T) : onRefusal(answer.error));
}

/** The preconditions of a delete: this very object, at this version if one is given. */
export function deleteOptions(uid: string, resourceVersion?: string): KubeObject["metadata"] | object {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid, ...(resourceVersion !== undefined && { resourceVersion }) },
    propagationPolicy: "Background",
  };
}
