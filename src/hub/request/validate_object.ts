/** All rules for an object about to be stored. @module */
import { clusterAnnotation, type KubeObject } from "../../kube/object.ts";
import type { StatusCause } from "../../ports/kube_error.ts";
import { brokenRules, uncheckedRules } from "../cel/evaluate_rules.ts";
import { objectSchema } from "../schema/object_schema.ts";
import { missingFields } from "../schema/required_fields.ts";
import { validate } from "../schema/validation.ts";
import { type Call, hookContextOf, requireAdmission } from "./call.ts";
import { validateMetadata, validateNewFinalizers } from "./metadata_validation.ts";
import { checkLimits } from "./read_object.ts";
import { invalid } from "./refusals.ts";

/**
 * Refuses the object when a rule is broken: of metadata, of its schema, of its kind.
 *
 * @throws KubeError 403 when admission refuses it, 422 with a cause for every broken rule, 413 when it grew too large.
 */
export function validateObject(call: Call, object: KubeObject, old: KubeObject | undefined): void {
  const { kind } = call;
  requireAdmission(call, object, old);
  const causes: readonly StatusCause[] = [
    ...validateMetadata(object, kind),
    ...(old === undefined ? [] : validateNewFinalizers(old.metadata, object.metadata)),
    ...validateSchema(call, object, old),
    ...(kind.validate?.(hookContextOf(call), object, old) ?? []),
  ];
  if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
  checkLimits(object);
}

const blockingReasons: readonly string[] = [
  "FieldValueRequired",
  "FieldValueTypeInvalid",
  "FieldValueTooLong",
  "FieldValueTooMany",
];

/** Metadata has been checked already, by its own rules. */
function validateSchema(
  { kind }: Call,
  object: KubeObject,
  old: KubeObject | undefined,
): readonly StatusCause[] {
  if (kind.schema === undefined) return [];
  if (kind.schemaUse !== "structural") return missingFields(object, kind.schema);
  const before = old === undefined ? undefined : { ...old, metadata: {} };
  const causes = validate({ ...object, metadata: {} }, objectSchema(kind), "", before);
  // Rules rely on the types; they are held against what has them.
  const isBlocked = causes.some(({ reason = "" }) => blockingReasons.includes(reason));
  return [...causes, ...(isBlocked ? uncheckedRules(kind.schema) : brokenRules(kind.schema, object, old))];
}

/** In a server with workspaces, every object tells where it is, whatever the client wrote there. */
export function withCluster({ server, cluster }: Call, object: KubeObject): KubeObject {
  if (server.profile === "plain" || object.metadata.annotations?.[clusterAnnotation] === cluster) {
    return object;
  }
  const annotations = { ...object.metadata.annotations, [clusterAnnotation]: cluster };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
