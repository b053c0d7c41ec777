/** Answers of an API server turned into events, whatever they are: every request ends in one. @module */
import type { KubeObject } from "../kube/object.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../ports/cluster_api.ts";
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

/** How often a request is made at most where each may fail for no fault of its own. */
const triesMax = 3;

/** Reads, and asks again at once when the way or the server has failed: of forty requests in a row one is likely to. */
export function callPatiently(
  api: ClusterApi,
  request: ApiRequest,
  answer: (answer: ApiAnswer) => void,
  triesLeft: number = triesMax,
): void {
  api.call(request, (given) => {
    const hasFailed = !given.ok && (given.error.status === 0 || given.error.status >= 500);
    if (hasFailed && triesLeft > 1) callPatiently(api, request, answer, triesLeft - 1);
    else answer(given);
  });
}
