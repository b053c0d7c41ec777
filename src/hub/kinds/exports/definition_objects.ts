/** CustomResourceDefinitions: what a server without APIExports is given to serve the edge API. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { edgeKinds } from "../edge/edge_kinds.ts";
import { mailboxObjectKind } from "../edge/mailbox_object_kind.ts";
import { locationKind, syncTargetKind } from "../kcp/inventory_kinds.ts";
import { schemaObject } from "./export_objects.ts";

/** The CustomResourceDefinition that defines the same as the kind's APIResourceSchema. */
export function definitionObject(kind: KindDefinition): KubeObject {
  const { group, names, scope, versions } = schemaObject("v1", kind).spec!;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      group,
      names,
      scope,
      versions: versions.map(({ schema, ...version }) => ({
        ...version,
        schema: { openAPIV3Schema: schema },
      })),
    },
  };
}

/** Label on what Edgechart installs, by hand or with `edgechart init` (Kubernetes, "Recommended Labels"). */
export const managedByUs = { "app.kubernetes.io/managed-by": "edgechart" };

/** Kinds that are carried in mailboxes there, and so are not the server's to serve (decision 35). */
const onlyInMailboxes: ReadonlySet<string> = new Set(["SyncerConfig", "EdgeSyncConfig"]);

/** Everything that a hub without workspaces must serve besides Kubernetes' own kinds: kcp's inventory is among it. */
export function hubDefinitions(): readonly KubeObject[] {
  const edge = edgeKinds.map(({ kind }) => kind).filter(({ kind }) => !onlyInMailboxes.has(kind));
  return [syncTargetKind, locationKind, ...edge, mailboxObjectKind].map(definitionObject).map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: managedByUs },
  }));
}
