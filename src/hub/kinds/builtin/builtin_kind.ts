/** How the kinds of Kubernetes itself are defined here: a few words each, the schema from Kubernetes. @module */
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age } from "../printers/columns.ts";
import { kubernetesSchema } from "../schemas/kubernetes_schema.ts";

/** A definition without what can be told from the rest. */
export interface BuiltinKind
  extends Partial<Omit<KindDefinition, "group" | "version" | "schema" | "schemaUse">> {
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  /** The client-node model; default `V1` + kind. */
  readonly model?: string;
}

/** A maker of definitions for one group and version. Unknown fields are reported, never pruned. */
export function kindsOfGroup(group: string, version: string): (kind: BuiltinKind) => KindDefinition {
  return ({ model, ...kind }) => ({
    singular: kind.kind.toLowerCase(),
    printerColumns: [age],
    ...kind,
    group,
    version,
    schema: kubernetesSchema(model ?? `V1${kind.kind}`),
    schemaUse: "descriptive",
  });
}

/** The subresources of a kind whose status is written apart from its spec. */
export const withStatus: KindDefinition["subresources"] = { status: true };

/** Status and scale, where replicas stand as in a Deployment. */
export const withScale: KindDefinition["subresources"] = {
  status: true,
  scale: {
    specReplicasPath: ".spec.replicas",
    statusReplicasPath: ".status.replicas",
    labelSelectorPath: ".status.selector",
  },
};
