/** Writes the status of an object and nothing else of it (S12). @module */
import type { KubeObject } from "../../kube/object.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { callForObject } from "../requests.ts";
import type { RequestPlace } from "./target.ts";

const fieldManager = "edge-syncer";

/** What came of it. */
export type StatusWritten =
  | { readonly ok: true; readonly object: KubeObject }
  | { readonly ok: false; readonly error: KubeError };

/** Through the status subresource where the kind has one, and as part of the object where it has not (6.5). */
export function writeStatus(
  api: ClusterApi,
  at: RequestPlace,
  body: KubeObject,
  done: (result: StatusWritten) => void,
): void {
  const whole: ApiRequest = { ...at, verb: "update", body, query: { fieldManager } };
  const wrote = (object: KubeObject) => done({ ok: true, object });
  const failed = (error: KubeError) => done({ ok: false, error });
  callForObject(api, { ...whole, subresource: "status" }, wrote, (error) => {
    const lacksSubresource = error.status === 405 ||
      (error.status === 404 && error.details.name === undefined);
    if (!lacksSubresource) return failed(error);
    callForObject(api, whole, wrote, failed);
  });
}
