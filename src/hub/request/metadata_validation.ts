/** Rules for metadata that hold for every kind (apimachinery `api/validation/objectmeta.go`). @module */
import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from "../../kube/names.ts";
import type { KubeObject, ObjectMeta, OwnerReference } from "../../kube/object.ts";
import type { StatusCause } from "../../ports/kube_error.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import { forbiddenField, invalidValue, required, tooLong } from "./field_error.ts";

const annotationBytesMax = 256 * 1024;

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or " +
  "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must " +
  "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const qualifiedRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " +
  "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex " +
  "used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What is wrong with the metadata of a new or changed object. */
export function validateMetadata(
  { metadata }: KubeObject,
  kind: KindDefinition,
): readonly StatusCause[] {
  return [
    ...validateName(metadata.name, kind.nameFormat ?? "subdomain"),
    ...validateLabels(metadata.labels ?? {}),
    ...validateAnnotations(metadata.annotations ?? {}),
    ...validateFinalizers(metadata.finalizers ?? []),
    ...validateOwners(metadata.ownerReferences ?? []),
  ];
}

function validateName(
  name: string,
  format: NonNullable<KindDefinition["nameFormat"]>,
): readonly StatusCause[] {
  const wrong = (rule: string) => [invalidValue("metadata.name", name, rule)];
  if (name === "") return [required("metadata.name", "name or generateName is required")];
  if (format === "pathSegment") {
    return isPathSegment(name) ? [] : wrong("may not be '.', '..', or contain '/' or '%'");
  }
  if (name.length > maxLength(format)) return wrong(`must be no more than ${maxLength(format)} characters`);
  if (format === "label") return isDnsLabel(name) ? [] : wrong(labelRule);
  return isDnsSubdomain(name) ? [] : wrong(subdomainRule);
}

function maxLength(format: "label" | "subdomain"): number {
  return format === "label" ? 63 : 253;
}

/** A name that stands in a URL as it is; the control characters are our addition. */
function isPathSegment(name: string): boolean {
  // deno-lint-ignore no-control-regex -- these are exactly the characters that are refused
  return name !== "." && name !== ".." && !/[/%\x00-\x1f\x7f]/.test(name) && name.length <= 253;
}

function validateLabels(labels: Readonly<Record<string, string>>): readonly StatusCause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(isQualifiedName(key) ? [] : [invalidValue("metadata.labels", key, qualifiedRule)]),
    ...(isLabelValue(value) ? [] : [invalidValue("metadata.labels", value, labelValueRule)]),
  ]);
}

function validateAnnotations(annotations: Readonly<Record<string, string>>): readonly StatusCause[] {
  const entries = Object.entries(annotations);
  const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const causes = entries.filter(([key]) => !isQualifiedName(key.toLowerCase()))
    .map(([key]) => invalidValue("metadata.annotations", key, qualifiedRule));
  return size > annotationBytesMax
    ? [...causes, tooLong("metadata.annotations", annotationBytesMax)]
    : causes;
}

function validateFinalizers(finalizers: readonly string[]): readonly StatusCause[] {
  const wrong = finalizers.filter((finalizer) => !isQualifiedName(finalizer))
    .map((finalizer) => invalidValue("metadata.finalizers", finalizer, qualifiedRule));
  const isBoth = finalizers.includes("orphan") && finalizers.includes("foregroundDeletion");
  const both = "finalizer orphan and foregroundDeletion cannot be both set";
  return isBoth ? [...wrong, invalidValue("metadata.finalizers", finalizers, both)] : wrong;
}

function validateOwners(owners: readonly OwnerReference[]): readonly StatusCause[] {
  const causes = owners.flatMap((owner, at) => validateOwner(owner, `metadata.ownerReferences[${at}]`));
  const controllers = owners.filter(({ controller }) => controller === true).length;
  if (controllers <= 1) return causes;
  const detail = "Only one reference can have Controller set to true";
  return [...causes, invalidValue("metadata.ownerReferences", controllers, detail)];
}

function validateOwner(owner: OwnerReference, path: string): readonly StatusCause[] {
  const fields = ["apiVersion", "kind", "name", "uid"] as const;
  return fields.filter((field) => !owner[field])
    .map((field) => invalidValue(`${path}.${field}`, owner[field] ?? "", `${field} must not be empty`));
}

/** An object on its way out cannot be held back by anybody new. */
export function validateNewFinalizers(before: ObjectMeta, after: ObjectMeta): readonly StatusCause[] {
  if (before.deletionTimestamp === undefined) return [];
  const added = (after.finalizers ?? []).filter((finalizer) => !before.finalizers?.includes(finalizer));
  if (added.length === 0) return [];
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ` +
    JSON.stringify(added);
  return [forbiddenField("metadata.finalizers", detail)];
}
