/** What the server must know about a kind to serve it, whether built in, from a CRD, or bound. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { ApiResource, Gvr } from "../../kube/resource.ts";
import type { ApiAnswer, ApiRequest } from "../../ports/cluster_api.ts";
import type { Caller } from "../../ports/api_backend.ts";
import type { KubeError, StatusCause } from "../../ports/kube_error.ts";
import type { JsonSchema } from "../schema/json_schema.ts";

/** A column of `kubectl get` (CRD `additionalPrinterColumns`). */
export interface PrinterColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  /** 0 is always shown; above 0 only with `-o wide`. */
  readonly priority?: number;
}

/** Where the `scale` subresource reads and writes; simple dotted JSON paths such as `.spec.replicas`. */
export interface ScaleDefinition {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** What a hook may use. Time and ids come from here and nowhere else. */
export interface HookContext {
  readonly cluster: string;
  readonly caller: Caller;
  /** RFC 3339, whole seconds. */
  now(): string;
  /** `length` characters of [0-9a-z]. */
  randomName(length: number): string;
  /** Reads another object of the same logical cluster; undefined when there is none. */
  find(resource: Gvr, namespace: string | undefined, name: string): KubeObject | undefined;
}

/** Answers a subresource that is neither status nor scale, such as `serviceaccounts/token`. */
export type SubresourceHandler = (
  context: HookContext,
  request: ApiRequest,
  object: KubeObject,
) => ApiAnswer<KubeObject>;

export interface KindDefinition {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The lower-case plural. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** Of get, list, watch, create, update, patch, delete, deletecollection. Absent means all eight. */
  readonly verbs?: readonly string[];
  readonly subresources?: {
    readonly status?: true;
    readonly scale?: ScaleDefinition;
    /** Namespaces only: `spec.finalizers` is written apart. */
    readonly finalize?: true;
    readonly handlers?: Readonly<Record<string, SubresourceHandler>>;
  };
  /** OpenAPI v3 schema of the whole object. Absent means: not checked, nothing pruned. */
  readonly schema?: JsonSchema;
  /** A "structural" schema also defaults and prunes (CRDs); a "descriptive" one only reports unknown fields. */
  readonly schemaUse?: "structural" | "descriptive";
  readonly printerColumns?: readonly PrinterColumn[];
  /** Among several versions of one resource, the one that is stored and preferred in discovery. */
  readonly storageVersion?: string;
  /**
   * When metadata.generation grows: on a change outside metadata and status ("spec"), outside metadata
   * ("content"), or never. Default: "spec" with a status subresource, else "none".
   */
  readonly generation?: "none" | "spec" | "content";
  /** Names that are not DNS-1123 subdomains: RBAC uses path segments. Default "subdomain". */
  readonly nameFormat?: "subdomain" | "label" | "pathSegment";
  /** True when an update without resourceVersion is refused, as it is for custom resources. */
  readonly updateNeedsResourceVersion?: true;
  /** Fields a field selector may name besides metadata.name and metadata.namespace, as dotted paths. */
  readonly selectableFields?: readonly string[];

  /** Fills in what the server decides (defaults, reset status). Must return a new object. */
  readonly prepareCreate?: (context: HookContext, object: KubeObject) => KubeObject | KubeError;
  readonly prepareUpdate?: (
    context: HookContext,
    object: KubeObject,
    old: KubeObject,
  ) => KubeObject | KubeError;
  /** Called when deletion begins, before deletionTimestamp is stored; may refuse. */
  readonly prepareDelete?: (context: HookContext, object: KubeObject) => KubeObject | KubeError;
  /** Causes for 422 Invalid; `old` is undefined on create. */
  readonly validate?: (
    context: HookContext,
    object: KubeObject,
    old: KubeObject | undefined,
  ) => readonly StatusCause[];
  /** Something other than metadata.finalizers still holds the object (a namespace's spec.finalizers). */
  readonly holdsDeletion?: (object: KubeObject) => boolean;
  /** Seconds of graceful termination when the client names none; 0 or absent removes at once (pods: 30). */
  readonly gracePeriodSeconds?: (object: KubeObject) => number;
  /** A kind that is only answered and never stored, such as SelfSubjectAccessReview; only `create` works. */
  readonly answer?: (context: HookContext, object: KubeObject) => KubeObject | KubeError;
}

/** The verbs of a kind that does not restrict them. */
export const allVerbs: readonly string[] = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];

/** The row of discovery for a definition. */
export function apiResourceOf(definition: KindDefinition): ApiResource {
  const { group, version, resource, kind, singular, namespaced, shortNames, categories } = definition;
  const verbs = definition.verbs ?? allVerbs;
  return {
    group,
    version,
    resource,
    kind,
    singular,
    namespaced,
    verbs,
    shortNames,
    categories,
    subresources: subresourcesOf(definition),
  };
}

/** Names of the subresources a definition serves, sorted. */
export function subresourcesOf({ subresources }: KindDefinition): readonly string[] {
  const names = Object.keys(subresources?.handlers ?? {});
  if (subresources?.status) names.push("status");
  if (subresources?.scale) names.push("scale");
  if (subresources?.finalize) names.push("finalize");
  return names.sort();
}
