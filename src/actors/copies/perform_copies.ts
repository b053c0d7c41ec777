/**
 * Performs the operations of a copy book: reads bodies from the cache, writes copies, and answers each operation once.
 *
 * Only what carries our mark is changed, and only the very object that was seen is deleted (S2, S3). @module
 */
import { equal } from "../../kube/equality.ts";
import { servedBy } from "../../kube/facts.ts";
import type { KubeObject } from "../../kube/object.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { reflectorAddress } from "../../machines/addresses.ts";
import type { CopyAnswer } from "../../machines/mailbox/context.ts";
import { type CopySeen, isNamespace } from "../../placement/copies/entry.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { refusalOf } from "../refusal.ts";
import { callForObject } from "../requests.ts";
import { type FoundSource, sourceOf } from "./copy_source.ts";
import { deleteCopy } from "./delete_copy.ts";
import { settleFields } from "./settle_fields.ts";
import { type CopyStyle, type CopyTarget, placeOf } from "./target.ts";
import { writeStatus } from "./write_status.ts";

export type Answer = (answer: CopyAnswer) => void;

/** `source` is the name of the target's API server, by which its reflectors are known. */
export function performCopies(
  target: CopyTarget,
  source: string,
  operations: readonly CopyOperation[],
  answer: Answer,
): void {
  for (const operation of operations) {
    if (operation.step === "delete") deleteCopy(target, operation, answer);
    else if (operation.step === "create") createCopy(target, operation, answer);
    else updateCopy(target, source, operation, answer);
  }
}

function unseen({ key }: CopyOperation): CopyAnswer {
  return {
    type: "copy.refused",
    key,
    reason: "Unseen",
    message: "The object to copy, or its Customizer, is not in view",
  };
}

/** Nobody watches what is not ours, so nobody would tell when it has gone: it is tried again until then. */
function ending({ key }: CopyOperation): CopyAnswer {
  const message = "A Namespace of this name that Edgechart did not make is being deleted";
  return { type: "copy.refused", key, reason: "Ending", message };
}

export function refusal({ key }: CopyOperation, error: KubeError): CopyAnswer {
  const { reason, message } = refusalOf(error);
  return { type: "copy.refused", key, reason, message };
}

function seenAs(copy: KubeObject, owner: CopySeen["owner"]): CopySeen {
  const { uid = "", resourceVersion = "", deletionTimestamp } = copy.metadata;
  const life = deletionTimestamp === undefined ? "alive" : "deleting";
  const serves = servedBy(copy);
  return { uid, resourceVersion, life, owner, by: "answer", ...(serves.length > 0 && { serves }) };
}

function seenAsOurs({ policyOf }: CopyStyle, copy: KubeObject): CopySeen {
  const policy = policyOf?.(copy) ?? "overwrite";
  return { ...seenAs(copy, "ours"), ...(policy !== "overwrite" && { policy }) };
}

/** What is copied, and what was found out about the copy on the way. */
interface Made extends FoundSource {
  readonly drift?: readonly string[];
  /** Absent when the copy was found equal. */
  readonly writtenAt?: number;
}

function agreement(
  { key, form }: CopyOperation,
  { from, outcome, drift, writtenAt }: Made,
  seen: CopySeen,
): CopyAnswer {
  return {
    ...{ type: "copy.agreed", key, form, from, seen },
    ...(outcome !== undefined && { outcome }),
    ...(drift !== undefined && { drift }),
    ...(writtenAt !== undefined && { writtenAt }),
  };
}

function createCopy(target: CopyTarget, operation: CopyOperation, answer: Answer): void {
  const source = sourceOf(target.cache, operation);
  if (source === null) return answer(unseen(operation));
  const request = target.style.create(source.body, placeOf(target, operation));
  callForObject(
    target.api,
    request,
    (made) =>
      settleFields(
        target,
        placeOf(target, operation),
        request.body as KubeObject,
        made,
        (copy) => bringStatus(target, operation, { ...source, writtenAt: target.now() }, copy, answer),
      ),
    (error) =>
      error.reason === "AlreadyExists"
        ? lookAtOther(target, operation, answer)
        : answer(refusal(operation, error)),
  );
}

/** Something of this name exists: ours if it carries our mark, otherwise not to be touched; a Namespace will do as it is. */
function lookAtOther(target: CopyTarget, operation: CopyOperation, answer: Answer): void {
  callForObject(
    target.api,
    { ...placeOf(target, operation), verb: "get" },
    (found) => {
      if (target.style.owns(found, placeOf(target, operation))) {
        return bringUpToDate(target, operation, found, answer);
      }
      const source = sourceOf(target.cache, operation);
      if (isNamespace(operation) && source !== null) {
        const seen = seenAs(found, "foreign");
        return answer(seen.life === "alive" ? agreement(operation, source, seen) : ending(operation));
      }
      const message = "An object of this name exists that Edgechart did not make; it is left alone";
      answer({ type: "copy.refused", key: operation.key, reason: "Foreign", message });
    },
    (error) => answer(refusal(operation, error)),
  );
}

function updateCopy(target: CopyTarget, source: string, operation: CopyOperation, answer: Answer): void {
  const view = { source, cluster: target.cluster, gvr: operation.gvr, selector: target.style.selector };
  const copy = target.cache.find(reflectorAddress(view), operation.key);
  // The watch may not have shown yet what we have just written: then the server is asked.
  if (copy === undefined || isBehind(copy, operation)) return lookAtOther(target, operation, answer);
  bringUpToDate(target, operation, copy, answer);
}

/** Whether the chart knows a later copy than this one, from the answer to a write. */
function isBehind({ metadata }: KubeObject, { target }: CopyOperation): boolean {
  if (target === null) return false;
  return metadata.uid !== target.uid || isNewer(target.resourceVersion, metadata.resourceVersion ?? "");
}

function bringUpToDate(target: CopyTarget, operation: CopyOperation, copy: KubeObject, answer: Answer): void {
  const source = sourceOf(target.cache, operation);
  if (source === null) return answer(unseen(operation));
  const { style, api } = target;
  const at = placeOf(target, operation);
  const request = style.update(source.body, copy, at);
  const made: Made = { ...source, drift: style.driftOf?.(source.body, copy, at) };
  if (request === null) return bringStatus(target, operation, made, copy, answer);
  const refuse = (error: KubeError) => answer(refusal(operation, error));
  const adoption = request.patchType === "apply" ? style.adopt?.(copy, at, request.body) ?? null : null;
  if (adoption !== null) {
    // The source may have changed until this is answered: what it said before is no longer to be written.
    const once: CopyTarget = { ...target, style: { ...style, adopt: undefined } };
    return callForObject(
      api,
      adoption,
      (adopted) => bringUpToDate(once, operation, adopted, answer),
      refuse,
    );
  }
  callForObject(
    api,
    request,
    (written) => bringStatus(target, operation, { ...made, writtenAt: target.now() }, written, answer),
    refuse,
  );
}

/** The last step: where a style carries status too, it needs a request of its own. Then the copy is as it should be. */
function bringStatus(
  target: CopyTarget,
  operation: CopyOperation,
  made: Made,
  copy: KubeObject,
  answer: Answer,
): void {
  const status = target.style.statusOf?.(made.body);
  if (status === undefined || equal(status, copy["status"])) {
    return answer(agreement(operation, made, seenAsOurs(target.style, copy)));
  }
  writeStatus(target.api, placeOf(target, operation), { ...copy, status }, (result) =>
    answer(
      result.ok
        ? agreement(operation, made, seenAsOurs(target.style, result.object))
        : refusal(operation, result.error),
    ));
}
