/**
 * Proof that a mailbox has an object in neither form, before it is deleted at the edge (S2).
 *
 * A mailbox of an earlier release holds the natural form until the inert one is there. So who finds no natural form, and only then no
 * inert one, knows that there is none; the other way round it could miss both. @module
 */
import type { CopyAnswer } from "../../machines/mailbox/context.ts";
import { denaturedName, denaturedResource, isDenatured } from "../../kube/denatured.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { refusalOf } from "../refusal.ts";
import { callForObject } from "../requests.ts";
import { placeOf, type RequestPlace } from "./target.ts";

/** Goes on when the mailbox with this logical cluster id has it in neither form; otherwise answers why it may not be deleted. */
export function whenAbsent(
  hub: ClusterApi,
  mailbox: string,
  operation: CopyOperation,
  answer: (answer: CopyAnswer) => void,
  goOn: () => void,
): void {
  const natural = placeOf({ cluster: mailbox }, operation);
  const name = denaturedName(operation.name);
  const forms = [natural, { ...natural, resource: denaturedResource(operation.gvr), name }];
  look(hub, forms, operation, answer, goOn);
}

/** Who is not allowed to see a natural form never had one to copy. */
function isAbsent({ reason }: KubeError, { resource }: RequestPlace): boolean {
  return reason === "NotFound" || (reason === "Forbidden" && !isDenatured(resource));
}

function look(
  hub: ClusterApi,
  [form, ...others]: readonly RequestPlace[],
  operation: CopyOperation,
  answer: (answer: CopyAnswer) => void,
  goOn: () => void,
): void {
  if (form === undefined) return goOn();
  const { key } = operation;
  callForObject(
    hub,
    { ...form, verb: "get" },
    () => {
      const message = "The mailbox still has it, and will show it in a moment";
      answer({ type: "copy.refused", key, reason: "StillWanted", message });
    },
    (error) =>
      isAbsent(error, form)
        ? look(hub, others, operation, answer, goOn)
        : answer({ type: "copy.refused", key, ...refusalOf(error) }),
  );
}
