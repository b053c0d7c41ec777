/** How the kinds of kcp are defined here: as custom resources, with a status. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import { age } from "../printers/columns.ts";
import { anyObject, listOf } from "../schemas/shapes.ts";

/** Claims on other resources, which this server keeps and does not act on. */
export const permissionClaims: JsonSchema = listOf(anyObject);

/** Refuses a change of a value that is set once. */
export function immutable(
  field: string,
  value: (object: KubeObject) => unknown,
): NonNullable<KindDefinition["validate"]> {
  return (_context, object, old): readonly StatusCause[] =>
    old === undefined || JSON.stringify(value(object)) === JSON.stringify(value(old))
      ? []
      : [{ reason: "FieldValueInvalid", field, message: "Value is immutable" }];
}

/** A cluster-scoped kcp kind with status, defaults and pruning, as a custom resource has them. */
export function kcpKind(
  group: string,
  names: Pick<KindDefinition, "kind" | "resource" | "shortNames" | "categories">,
  schema: JsonSchema,
  more: Partial<KindDefinition>,
): KindDefinition {
  return {
    group,
    version: "v1alpha1",
    singular: names.kind.toLowerCase(),
    namespaced: false,
    schema,
    schemaUse: "structural",
    subresources: { status: true },
    updateNeedsResourceVersion: true,
    printerColumns: [age],
    ...names,
    ...more,
  };
}
