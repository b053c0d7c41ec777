/** What a model server says when it refuses. @module */
import type { ApiResource } from "../../kube/resource.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import { KubeError, type Reason } from "../../ports/kube_error.ts";

export function refuse(status: number, reason: Reason, message: string, name?: string): ApiAnswer {
  return { ok: false, error: new KubeError(status, reason, message, name === undefined ? {} : { name }) };
}

export function notFound({ resource }: ApiResource, name: string): ApiAnswer {
  return refuse(404, "NotFound", `${resource} "${name}" not found`, name);
}

export function conflict(name: string): ApiAnswer {
  return refuse(409, "Conflict", `${name} has been modified`, name);
}

/** What kube-apiserver answers to a version that it has not reached (F7). */
export function tooLarge(): KubeError {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  return new KubeError(504, "Timeout", "Too large resource version", { causes, retryAfterSeconds: 1 });
}
