/** The finalize subresource of namespaces: the only way in which `spec.finalizers` changes. @module */
import type { KubeObject } from "../../kube/object.ts";
import { valueAt, withValueAt } from "../json_value.ts";
import { type Call, requestedName } from "./call.ts";
import { readObject } from "./read_object.ts";
import { existingObject, replace } from "./replace.ts";
import { checkIdentity } from "./update.ts";

const finalizers = ["spec", "finalizers"];

/** Stores the finalizers of the body and nothing else; a namespace on its way out without any is gone. */
export function finalize(call: Call): KubeObject {
  const existing = existingObject(call, requestedName(call));
  const proposed = readObject(call, call.request.body);
  checkIdentity(call, proposed);
  const { uid, resourceVersion } = proposed.metadata;
  const metadata = {
    ...existing.metadata,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  const changed = withValueAt(existing, finalizers, valueAt(proposed, finalizers) ?? []);
  return replace(call, existing, { ...changed, metadata });
}
