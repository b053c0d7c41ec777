/** Writing only what is different, and failing loudly where a write was refused. @module */
import { equal } from "../../../kube/equality.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { ApiAnswer } from "../../../ports/cluster_api.ts";
import type { Reason } from "../../../ports/kube_error.ts";
import type { DeleteOptions, ObjectAddress, Objects } from "../../objects.ts";

/** The object a write ended in; throws the refusal, which makes the work queue try again. */
export function written(answer: ApiAnswer<KubeObject>): KubeObject {
  if (!answer.ok) throw answer.error;
  return answer.body;
}

/** As `written`, but these refusals are as good as success. */
export function writtenOr(answer: ApiAnswer<KubeObject>, ...fine: readonly Reason[]): void {
  if (!answer.ok && !fine.includes(answer.error.reason)) throw answer.error;
}

/** Replaces the status through its subresource unless it is already so. */
export function updateStatus(
  objects: Objects,
  address: ObjectAddress,
  old: KubeObject,
  status: unknown,
  manager: string,
): "written" | "same" {
  if (equal(old.status ?? {}, status)) return "same";
  written(objects.update(address, { ...old, status }, { manager, subresource: "status" }));
  return "written";
}

/** Deletes exactly the object that was looked at. Already gone, or another by now, is fine. */
export function deleteExact(
  objects: Objects,
  address: ObjectAddress,
  object: KubeObject,
  options: DeleteOptions = {},
): void {
  writtenOr(objects.delete(address, { ...options, uid: object.metadata.uid }), "NotFound", "Conflict");
}

/** The object without one of its finalizers. */
export function withoutFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** The object with a finalizer; the same object when it has it. */
export function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

/** Whether deletion has begun. */
export function isDeleting(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}
