/** The API group edge.kcp.io/v1alpha1: placements, slices, syncer configs, customizers and status summaries. @module */
import type { Condition } from "./kcp_api.ts";
import type { KubeObject } from "./object.ts";
import type { Gvr } from "./resource.ts";
import type { LabelSelector } from "./selector.ts";

/** The API group of everything edge-mc adds. */
export const edgeGroup = "edge.kcp.io";
/** Its only version. */
export const edgeVersion = "v1alpha1";
/** The `apiVersion` of its objects. */
export const edgeApiVersion = "edge.kcp.io/v1alpha1";

/** EdgePlacements (`epl`), cluster-scoped. */
export const edgePlacements: Gvr = { group: edgeGroup, version: edgeVersion, resource: "edgeplacements" };
/** SinglePlacementSlices (`sps`), cluster-scoped. */
export const singlePlacementSlices: Gvr = {
  group: edgeGroup,
  version: edgeVersion,
  resource: "singleplacementslices",
};
/** SyncerConfigs (`escfg`), cluster-scoped. */
export const syncerConfigs: Gvr = { group: edgeGroup, version: edgeVersion, resource: "syncerconfigs" };
/** Customizers, namespaced. */
export const customizers: Gvr = { group: edgeGroup, version: edgeVersion, resource: "customizers" };
/** StatusSummaries, namespaced; ours, because the PoC left Stage 5 without an API. */
export const statusSummaries: Gvr = { group: edgeGroup, version: edgeVersion, resource: "statussummaries" };
/** MailboxObjects, namespaced: on a hub without workspaces each carries one object of a mailbox (decision 35). */
export const mailboxObjects: Gvr = { group: edgeGroup, version: edgeVersion, resource: "mailboxobjects" };

/** Label on what carries an object of a mailbox: the object's resource and group. */
export const carriedResourceLabel = "edge.kcp.io/carried-resource";
/** Label on what carries an object of a mailbox: the object's namespace; absent if it has none. */
export const carriedNamespaceLabel = "edge.kcp.io/carried-namespace";
/** Type of the Secrets that carry Secrets of a mailbox: nothing acts on it. */
export const carriedSecretType = "edge.kcp.io/carried-secret";

/** The only SyncerConfig of a mailbox that the projection writes. */
export const theOneName = "the-one";
/** The APIBinding that brings edge.kcp.io into a mailbox. */
export const edgeBindingName = "bind-edge";

/** Annotation on a mailbox Workspace: the SyncTarget's `metadata.name`. */
export const syncTargetNameAnnotation = "edge.kcp.io/sync-target-name";
/** Annotation: "true" turns parameter expansion on. */
export const expandParametersAnnotation = "edge.kcp.io/expand-parameters";
/** Annotation: `name` or `namespace/name` of a Customizer. */
export const customizerAnnotation = "edge.kcp.io/customizer";
/** Annotation: "false" means create once at the edge, never overwrite or delete. */
export const downsyncOverwriteAnnotation = "edge.kcp.io/downsync-overwrite";
/** Annotation: "suspend" means that the copy at the edge is left as it is until the annotation goes. */
export const syncAnnotation = "edge.kcp.io/sync";
/** The value of {@link syncAnnotation} that stops the sync of its object. */
export const syncSuspended = "suspend";
/** Label on everything that we put into mailboxes and onto edges; its value is {@link projectedValue}. */
export const projectedLabel = "edge.kcp.io/projected";
/** The value of {@link projectedLabel}. */
export const projectedValue = "yes";
/** Annotation on what we made: a code that nobody else can write. */
export const markAnnotation = "edge.kcp.io/mark";
/** Label on everything that a syncer copied from its edge into its mailbox; its value is {@link upsyncedValue}. */
export const upsyncedLabel = "edge.kcp.io/upsynced";
/** The value of {@link upsyncedLabel}. */
export const upsyncedValue = "yes";

/** Labels of a StatusSummary, which say what it sums up (draft API of the PoC, `summarize.go`). */
export const subjectResourceLabel = "edge.kcp.io/subject-resource";
/** Namespace of the summed-up object; absent if it has none. */
export const subjectNamespaceLabel = "edge.kcp.io/subject-namespace";
/** Name of the summed-up object. */
export const subjectNameLabel = "edge.kcp.io/subject-name";
/** Name of the EdgePlacement that a StatusSummary belongs to. */
export const edgePlacementLabel = "edge.kcp.io/edge-placement";

/** A set of cluster-scoped objects: group equal, resource listed, and name listed or any selector matching. */
export interface NonNamespacedObjects {
  readonly apiGroup?: string;
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly labelSelectors?: readonly LabelSelector[];
}

/** A set of objects born at the edge. "*" anywhere in a list means all; an empty list means none. */
export interface UpsyncSet {
  readonly apiGroup?: string;
  readonly resources: readonly string[];
  readonly namespaces?: readonly string[];
  readonly names?: readonly string[];
}

/** What goes where. An absent `namespaceSelector` is an empty one: every namespace. */
export interface EdgePlacementSpec {
  readonly locationSelectors?: readonly LabelSelector[];
  readonly namespaceSelector?: LabelSelector;
  readonly nonNamespacedObjects?: readonly NonNamespacedObjects[];
  readonly upsync?: readonly UpsyncSet[];
}

export interface EdgePlacement extends KubeObject {
  readonly apiVersion: typeof edgeApiVersion;
  readonly kind: "EdgePlacement";
  readonly spec?: EdgePlacementSpec;
}

/** One way to one edge cluster; `cluster` is the logical cluster id of both the Location and the SyncTarget. */
export interface Destination {
  readonly cluster: string;
  readonly locationName: string;
  readonly syncTargetName: string;
  readonly syncTargetUID: string;
}

/** The destinations of the EdgePlacement of the same name; a set, although the API says list. */
export interface SinglePlacementSlice extends KubeObject {
  readonly apiVersion: typeof edgeApiVersion;
  readonly kind: "SinglePlacementSlice";
  readonly destinations: readonly Destination[];
}

/** A namespaced resource to downsync; `apiVersion` is the version alone, such as `v1`. */
export interface NamespaceScopeResource {
  readonly group: string;
  readonly resource: string;
  readonly apiVersion: string;
}

/** Downsynced are the objects of all `resources` in all `namespaces`; an empty or absent list means none. */
export interface NamespaceScope {
  readonly namespaces?: readonly string[];
  readonly resources?: readonly NamespaceScopeResource[];
}

/** Cluster-scoped objects to downsync. Absent `objects`, or "*" in it, means all; `[]` means none (section 6.3). */
export interface ClusterScopeObjects extends NamespaceScopeResource {
  readonly objects?: readonly string[];
}

export interface SyncerConfigSpec {
  readonly namespaceScope?: NamespaceScope;
  readonly clusterScope?: readonly ClusterScopeObjects[];
  readonly upsync?: readonly UpsyncSet[];
}

export interface SyncerConfig extends KubeObject {
  readonly apiVersion: typeof edgeApiVersion;
  readonly kind: "SyncerConfig";
  readonly spec?: SyncerConfigSpec;
  readonly status?: {
    readonly lastSyncerHeartbeatTime?: string;
    /** What the syncer says: `Ready`, whether the edge holds what its mailbox says. */
    readonly conditions?: readonly Condition[];
  };
}

/** `path` is a JSON-Path, `value` a string that holds JSON. */
export interface Replacement {
  readonly path: string;
  readonly value: string;
}

export interface Customizer extends KubeObject {
  readonly apiVersion: typeof edgeApiVersion;
  readonly kind: "Customizer";
  readonly replacements?: readonly Replacement[];
}

/** Counters of a workload object, in the words of DeploymentStatus. */
export interface ReplicaCounts {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly updatedReplicas: number;
  readonly unavailableReplicas: number;
}

/** What one edge says of the workload object; counters are zero when it has said nothing. */
export interface EdgeSummary extends Destination, ReplicaCounts {
  /** False while the copy is missing or has no status. */
  readonly reported: boolean;
  readonly ready: boolean;
  /** RFC 3339; present while the edge has not been heard from for too long, and then `ready` is false. */
  readonly silentSince?: string;
}

/** The sum over all destinations of one placement. */
export interface WorkloadSummary {
  readonly subject: {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly namespace?: string;
    readonly name: string;
  };
  readonly placement: string;
  /** How many edges the object is meant for, then how many of them have reported, and are ready. */
  readonly destinations: number;
  readonly reported: number;
  readonly ready: number;
  readonly totals: ReplicaCounts;
  /** Sorted by cluster and SyncTarget. */
  readonly edges: readonly EdgeSummary[];
}

export interface StatusSummary extends KubeObject {
  readonly apiVersion: typeof edgeApiVersion;
  readonly kind: "StatusSummary";
  readonly summary: WorkloadSummary;
}
