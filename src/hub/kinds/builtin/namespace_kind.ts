/** Namespaces: alive with the finalizer `kubernetes`, then terminating until their contents are gone. @module */
import { namespaceNameLabel } from "../../../kube/core_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, listAt, pathColumn } from "../printers/columns.ts";
import { kindsOfGroup, withStatus } from "./builtin_kind.ts";

/**
 * The kind. `immortal` names the namespaces nobody may delete (NamespaceLifecycle admission); a workspace has
 * none, because it goes as a whole.
 */
export function namespaceKind(immortal: readonly string[]): KindDefinition {
  return kindsOfGroup("", "v1")({
    kind: "Namespace",
    resource: "namespaces",
    namespaced: false,
    shortNames: ["ns"],
    subresources: withStatus,
    generation: "none",
    nameFormat: "label",
    selectableFields: ["status.phase"],
    printerColumns: [pathColumn("Status", ".status.phase"), age],
    prepareCreate: (_context, object) => born(object),
    prepareUpdate: (_context, object, old) => labelled({ ...object, spec: keptSpec(object, old) }),
    prepareDelete: (_context, object) =>
      immortal.includes(object.metadata.name) ? immortalError(object.metadata.name) : terminating(object),
    holdsDeletion: (object) => listAt(object, "spec", "finalizers").length > 0,
  });
}

function born(object: KubeObject): KubeObject {
  return labelled({ ...object, spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } });
}

function terminating(object: KubeObject): KubeObject {
  return { ...object, status: { ...(object.status as object | undefined), phase: "Terminating" } };
}

/**
 * `spec.finalizers` may only lose entries, and only while the namespace is terminating: what the `finalize`
 * subresource allows. A client that updates a namespace sends the list it read, so nothing is lost by accident.
 */
function keptSpec(object: KubeObject, old: KubeObject): unknown {
  if (object.metadata.deletionTimestamp === undefined || object.spec === undefined) return old.spec;
  const wanted = new Set(listAt(object, "spec", "finalizers"));
  return {
    ...(old.spec as object),
    finalizers: listAt(old, "spec", "finalizers").filter((f) => wanted.has(f)),
  };
}

function labelled(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, [namespaceNameLabel]: object.metadata.name };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function immortalError(name: string): KubeError {
  const message = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
  return new KubeError(403, "Forbidden", message, { name, kind: "namespaces" });
}
