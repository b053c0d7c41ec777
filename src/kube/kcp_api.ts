/** The kinds of kcp that the edge layer reads and writes (kcp v0.11.0), with the fields it uses. @module */
import type { KubeObject } from "./object.ts";
import type { Gvr } from "./resource.ts";
import type { LabelSelector } from "./selector.ts";

/** SyncTargets, cluster-scoped, with a status subresource. */
export const syncTargets: Gvr = { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" };
/** Locations, cluster-scoped, with a status subresource. */
export const locations: Gvr = { group: "scheduling.kcp.io", version: "v1alpha1", resource: "locations" };
/** Workspaces, cluster-scoped children of the workspace they stand in. */
export const workspaces: Gvr = { group: "tenancy.kcp.io", version: "v1alpha1", resource: "workspaces" };
/** WorkspaceTypes, cluster-scoped. */
export const workspaceTypes: Gvr = {
  group: "tenancy.kcp.io",
  version: "v1alpha1",
  resource: "workspacetypes",
};
/** LogicalClusters: one, named `cluster`, in every workspace. */
export const logicalClusters: Gvr = {
  group: "core.kcp.io",
  version: "v1alpha1",
  resource: "logicalclusters",
};
/** APIBindings, cluster-scoped. */
export const apiBindings: Gvr = { group: "apis.kcp.io", version: "v1alpha1", resource: "apibindings" };
/** APIExports, cluster-scoped. */
export const apiExports: Gvr = { group: "apis.kcp.io", version: "v1alpha1", resource: "apiexports" };
/** APIResourceSchemas, cluster-scoped. */
export const apiResourceSchemas: Gvr = {
  group: "apis.kcp.io",
  version: "v1alpha1",
  resource: "apiresourceschemas",
};

/** Annotation on a LogicalCluster: its path, such as `root:espw`. */
export const pathAnnotation = "kcp.io/path";
/** The name of the LogicalCluster of every workspace. */
export const logicalClusterName = "cluster";

/** A condition as kcp's third-party conditions package has it. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly severity?: string;
}

export interface SyncTarget extends KubeObject {
  readonly apiVersion: "workload.kcp.io/v1alpha1";
  readonly kind: "SyncTarget";
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly evictAfter?: string;
    readonly supportedAPIExports?: readonly { readonly path?: string; readonly export: string }[];
    readonly cells?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly lastSyncerHeartbeatTime?: string;
    readonly conditions?: readonly Condition[];
    readonly virtualWorkspaces?: readonly { readonly url: string }[];
  };
}

/** An absent `instanceSelector` selects no SyncTarget, an empty one every SyncTarget of the workspace. */
export interface Location extends KubeObject {
  readonly apiVersion: "scheduling.kcp.io/v1alpha1";
  readonly kind: "Location";
  readonly spec?: {
    readonly resource?: Gvr;
    readonly description?: string;
    readonly availableSelectorLabels?: readonly unknown[];
    readonly instanceSelector?: LabelSelector;
  };
  readonly status?: { readonly instances?: number; readonly availableInstances?: number };
}

export type WorkspacePhase = "Scheduling" | "Initializing" | "Ready";

/** `spec.cluster` is the logical cluster id, set by the server when the workspace is scheduled. */
export interface Workspace extends KubeObject {
  readonly apiVersion: "tenancy.kcp.io/v1alpha1";
  readonly kind: "Workspace";
  readonly spec?: {
    readonly type?: { readonly name: string; readonly path?: string };
    readonly location?: { readonly selector?: LabelSelector };
    readonly cluster?: string;
    readonly URL?: string;
  };
  readonly status?: { readonly phase?: WorkspacePhase; readonly conditions?: readonly Condition[] };
}

export interface LogicalCluster extends KubeObject {
  readonly apiVersion: "core.kcp.io/v1alpha1";
  readonly kind: "LogicalCluster";
  readonly spec?: {
    readonly owner?: {
      readonly apiVersion: string;
      readonly resource: string;
      readonly name: string;
      readonly cluster: string;
      readonly uid: string;
    };
    readonly initializers?: readonly string[];
    readonly directlyDeletable?: boolean;
  };
  readonly status?: {
    readonly URL?: string;
    readonly phase?: WorkspacePhase;
    readonly initializers?: readonly string[];
    readonly conditions?: readonly Condition[];
  };
}

export interface ApiBinding extends KubeObject {
  readonly apiVersion: "apis.kcp.io/v1alpha1";
  readonly kind: "APIBinding";
  readonly spec?: {
    readonly reference?: { readonly export?: { readonly path?: string; readonly name: string } };
    readonly permissionClaims?: readonly unknown[];
  };
  readonly status?: {
    readonly phase?: "" | "Binding" | "Bound";
    readonly apiExportClusterName?: string;
    readonly boundResources?: readonly {
      readonly group: string;
      readonly resource: string;
      readonly schema: { readonly name: string; readonly UID: string; readonly identityHash: string };
      readonly storageVersions?: readonly string[];
    }[];
    readonly conditions?: readonly Condition[];
  };
}

export interface ApiExport extends KubeObject {
  readonly apiVersion: "apis.kcp.io/v1alpha1";
  readonly kind: "APIExport";
  readonly spec?: {
    readonly latestResourceSchemas?: readonly string[];
    readonly identity?: unknown;
    readonly permissionClaims?: readonly unknown[];
  };
  readonly status?: {
    readonly identityHash?: string;
    readonly virtualWorkspaces?: readonly { readonly url: string }[];
    readonly conditions?: readonly Condition[];
  };
}

/** One version of a resource; `spec.versions[].schema` is an OpenAPI v3 schema. Immutable. */
export interface ApiResourceSchema extends KubeObject {
  readonly apiVersion: "apis.kcp.io/v1alpha1";
  readonly kind: "APIResourceSchema";
  readonly spec?: {
    readonly group: string;
    readonly names: {
      readonly plural: string;
      readonly singular: string;
      readonly kind: string;
      readonly listKind?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly scope: "Cluster" | "Namespaced";
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema?: unknown;
      readonly subresources?: unknown;
      readonly additionalPrinterColumns?: readonly unknown[];
    }[];
  };
}
