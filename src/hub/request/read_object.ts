/** From the body of a request to an object of the right kind, before anything is decided about it. @module */
import type { KubeObject } from "../../kube/object.ts";
import { apiVersionOf } from "../../kube/resource.ts";
import { isDeeperThan, isRecord, type JsonRecord, own, roughSize, withField } from "../json_value.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import { objectMetaSchema } from "../schema/object_meta_schema.ts";
import { objectSchema } from "../schema/object_schema.ts";
import { applyDefaults } from "../schema/defaulting.ts";
import { prune } from "../schema/pruning.ts";
import { decodingProblem } from "../schema/type_check.ts";
import type { Call } from "./call.ts";
import { badRequest, tooLarge } from "./refusals.ts";

/** Nesting deeper than this helps nobody and overflows recursive code elsewhere. */
export const depthMax = 100;
/** etcd's default limit of a request, and so the size of the largest object in Kubernetes. */
export const objectBytesMax = 1.5 * 1024 * 1024;

/**
 * The body as an object: type and metadata filled in, unknown fields treated as `fieldValidation` says, defaults
 * of a structural schema applied.
 *
 * @throws KubeError 400 for what cannot be decoded, 413 for what is too large.
 */
export function readObject(call: Call, body: unknown): KubeObject {
  const { kind } = call;
  checkLimits(body);
  if (!isRecord(body)) throw cannotBeHandled(kind, "the body is not an object");
  const typed = { ...body, ...typeOf(body, kind), metadata: readMetadata(call, own(body, "metadata") ?? {}) };
  return normalize(call, typed as unknown as KubeObject);
}

/** @throws KubeError 400 for nesting, 413 for size. */
export function checkLimits(value: unknown): void {
  if (isDeeperThan(value, depthMax)) throw badRequest(`the object is nested deeper than ${depthMax} levels`);
  if (roughSize(value, objectBytesMax) <= objectBytesMax) return;
  throw tooLarge(`Request entity too large: limit is ${objectBytesMax} bytes`);
}

function typeOf(
  body: JsonRecord,
  kind: KindDefinition,
): { readonly apiVersion: string; readonly kind: string } {
  const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const [apiVersion, name] = [own(body, "apiVersion") ?? type.apiVersion, own(body, "kind") ?? type.kind];
  if (apiVersion !== type.apiVersion) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${type.apiVersion})`,
    );
  }
  if (name === type.kind) return type;
  throw badRequest(`the kind in the data (${name}) does not match the expected kind (${type.kind})`);
}

function readMetadata(call: Call, metadata: unknown): JsonRecord {
  const problem = decodingProblem(metadata, objectMetaSchema, "metadata");
  if (problem !== null || !isRecord(metadata)) {
    throw cannotBeHandled(call.kind, problem ?? "metadata is null");
  }
  const { value, dropped } = prune(metadata, objectMetaSchema);
  refuseUnknown(call, dropped.map((path) => `metadata.${path}`));
  return dropNothings(value as JsonRecord);
}

/** Fields that are null or empty are not there, as in Go's `omitempty`; `name` always is. */
function dropNothings(metadata: JsonRecord): JsonRecord {
  const kept = Object.entries(metadata).filter(([key, value]) => key !== "selfLink" && !isNothing(value));
  return { name: "", ...Object.fromEntries(kept) };
}

function isNothing(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The schema's part: unknown fields, types of built-in kinds, pruning and defaults of custom ones. */
export function normalize(call: Call, object: KubeObject): KubeObject {
  const { kind } = call;
  if (kind.schema === undefined) return object;
  const schema = objectSchema(kind);
  if (kind.schemaUse === "structural") {
    const { value, dropped } = prune(object, schema);
    refuseUnknown(call, dropped);
    return applyDefaults(value, schema) as KubeObject;
  }
  const problem = decodingProblem(object, schema);
  if (problem !== null) throw cannotBeHandled(kind, problem);
  if (call.parameters.fieldValidation !== "Ignore") refuseUnknown(call, prune(object, schema).dropped);
  return withoutNulls(object) as KubeObject;
}

/** What a typed decoder makes of null: nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const kept = entries.filter(([, child]) => child !== null)
    .map(([key, child]) => [key, withoutNulls(child)] as const);
  const isSame = kept.length === entries.length && kept.every(([key, child]) => child === value[key]);
  return isSame ? value : Object.fromEntries(kept);
}

/** More names than this help nobody. */
const unknownShownMax = 20;

/** Strict refuses, Warn tells, Ignore is silent. */
function refuseUnknown({ kind, parameters, warnings }: Call, paths: readonly string[]): void {
  if (paths.length === 0 || parameters.fieldValidation === "Ignore") return;
  const problems = paths.slice(0, unknownShownMax).map((path) => `unknown field "${path}"`);
  if (parameters.fieldValidation === "Warn") return void warnings.push(...problems);
  throw cannotBeHandled(kind, `strict decoding error: ${problems.join(", ")}`);
}

function cannotBeHandled(kind: KindDefinition, why: string) {
  const { kind: name } = kind;
  return badRequest(`${name} in version "${apiVersionOf(kind)}" cannot be handled as a ${name}: ${why}`);
}

/** An object without its status, for kinds that have it as a subresource. */
export function withoutStatus(object: KubeObject): KubeObject {
  return withField(object, "status", undefined);
}
