/** The verb update, of an object or of its status. @module */
import type { KubeObject } from "../../kube/object.ts";
import { isRecord, own } from "../json_value.ts";
import { type ManagedEntry, readEntries } from "../patch/managed_fields.ts";
import { type Call, requestedName } from "./call.ts";
import { invalidValue } from "./field_error.ts";
import { readObject } from "./read_object.ts";
import { badRequest, invalid } from "./refusals.ts";
import { existingObject, replace, trackUpdate } from "./replace.ts";

/** Replaces the object by the one in the body. */
export function update(call: Call): KubeObject {
  const name = requestedName(call);
  const existing = existingObject(call, name);
  const proposed = readObject(call, call.request.body);
  checkIdentity(call, proposed);
  if (needsResourceVersion(call) && proposed.metadata.resourceVersion === undefined) {
    const cause = invalidValue("metadata.resourceVersion", 0, "must be specified for an update");
    throw invalid(call.kind, name, [cause]);
  }
  return replace(call, existing, proposed, trackUpdate(call, () => startingEntries(call, existing)));
}

function needsResourceVersion({ kind, privilege }: Call): boolean {
  return kind.updateNeedsResourceVersion === true && privilege === "client";
}

/** The body must be about the object in the URL, as far as it says. */
export function checkIdentity({ request }: Call, { metadata }: KubeObject): void {
  if (metadata.name !== "" && metadata.name !== request.name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${request.name})`,
    );
  }
  if (metadata.namespace !== undefined && metadata.namespace !== request.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
}

/** A list of nothing, or of one empty entry, forgets all managers ("Clearing managedFields"); any other list takes their place. */
function startingEntries({ request }: Call, existing: KubeObject): readonly ManagedEntry[] {
  const given = own(own(request.body, "metadata"), "managedFields");
  const isReset = Array.isArray(given) &&
    given.every((entry) => isRecord(entry) && Object.keys(entry).length === 0);
  if (isReset) return [];
  return Array.isArray(given) ? readEntries(request.body as KubeObject) : readEntries(existing);
}
