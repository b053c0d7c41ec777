/**
 * Deletes one copy: this uid at this version and nothing else. A Namespace goes only when nothing foreign is in it (S14), a definition
 * only when there are no objects of its kind: both would take along what we did not make. To look through them is an operation of its own,
 * after which the delete is decided anew. @module
 */
import type { CopyAnswer } from "../../machines/mailbox/context.ts";
import { isNamespace } from "../../placement/copies/entry.ts";
import { type CopyOperation, isLook } from "../../placement/copies/operations.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { refusalOf } from "../refusal.ts";
import { callForObject, deleteOptions } from "../requests.ts";
import { foreignContent, objectsDefinedBy } from "./foreign_content.ts";
import { type CopyTarget, placeOf } from "./target.ts";

type Answer = (answer: CopyAnswer) => void;

/** What was found longer ago than this, in milliseconds, proves nothing. */
const lookMaxMs = 60_000;

export function deleteCopy(target: CopyTarget, operation: CopyOperation, answer: Answer): void {
  const { emptySince = target.now() } = operation;
  if (isLook(operation)) {
    lookThrough(isNamespace(operation) ? foreignContent : objectsDefinedBy, target, operation, answer);
  } else if (target.now() - emptySince > lookMaxMs) answer(tooLate(operation));
  else requestDeletion(target, operation, answer);
}

function requestDeletion(target: CopyTarget, operation: CopyOperation, answer: Answer): void {
  const { key, target: seen } = operation;
  if (seen === null) return answer(unseen(key));
  callForObject(
    target.api,
    { ...placeOf(target, operation), verb: "delete", body: deleteOptions(seen.uid, seen.resourceVersion) },
    () => answer({ type: "copy.deletionAccepted", key, uid: seen.uid }),
    (error) =>
      answer(isGone(error) ? { type: "copy.deletionAccepted", key, uid: seen.uid } : refused(key, error)),
  );
}

function unseen(key: string): CopyAnswer {
  return { type: "copy.refused", key, reason: "Unseen", message: "Nothing was seen to delete" };
}

/** A 404 for the object itself, which was seen a moment ago: somebody else has deleted it, and the watch will say so. */
function isGone({ reason, details }: KubeError): boolean {
  return reason === "NotFound" && details.name !== undefined;
}

function refused(key: string, error: KubeError): CopyAnswer {
  const { reason, message } = refusalOf(error);
  return { type: "copy.refused", key, reason, message };
}

/** It takes many requests, so whether it is still to be deleted is not decided here. */
function lookThrough(
  contentOf: typeof foreignContent,
  target: CopyTarget,
  operation: CopyOperation,
  answer: Answer,
): void {
  const { key, name, target: seen } = operation;
  if (seen === null) return answer(unseen(key));
  const since = target.now();
  contentOf(target, name, (found) => {
    if (!found.ok) return answer(refused(key, found.error));
    if (target.now() - since > lookMaxMs) return answer(tooLate(operation));
    if (found.objects.length === 0) return answer({ type: "copy.emptied", key, ...seen, since });
    const message = `Kept, because it holds ${found.objects.join(", ")}`;
    answer({ type: "copy.refused", key, reason: "NotEmpty", message });
  });
}

function tooLate({ key }: CopyOperation): CopyAnswer {
  const message = `It took more than ${
    lookMaxMs / 1000
  } s to look through it; what was seen first may be old`;
  return { type: "copy.refused", key, reason: "TooLate", message };
}
