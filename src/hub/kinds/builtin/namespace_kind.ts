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
    subresources: { ...withStatus, finalize: true },
    generation: "none",
    nameFormat: "label",
    selectableFields: ["status.phase"],
    printerColumns: [pathColumn("Status", ".status.phase"), age],
    prepareCreate: (_context, object) => born(object),
    // `spec.finalizers` is all there is, and changes through the subresource only.
    prepareUpdate: (_context, object, old) => labelled({ ...object, spec: old.spec }),
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

function labelled(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, [namespaceNameLabel]: object.metadata.name };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function immortalError(name: string): KubeError {
  const message = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
  return new KubeError(403, "Forbidden", message, { name, kind: "namespaces" });
}
