/** The embedded API server, without its HTTP. @module */
import { type ApiResource, groupResourceKey } from "../kube/resource.ts";
import { compareVersions } from "../kube/version_order.ts";
import type { ApiBackend, Caller } from "../ports/api_backend.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object_store.ts";
import type { Randomness } from "../ports/randomness.ts";
import type {
  ApiAnswer,
  ApiRequest,
  DiscoveryAnswer,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../ports/cluster_api.ts";
import type { KubeError } from "../ports/kube_error.ts";
import type { Admission } from "./admission/admission.ts";
import { type AccessRequest, type Authorizer, mastersOnly } from "./authorize/authorizer.ts";
import type { Objects } from "./objects.ts";
import { LocalObjects } from "./local_objects.ts";
import type { Server } from "./request/call.ts";
import { answered, perform, refusalOf } from "./request/handle.ts";
import { accessDenied, unknownCluster } from "./request/refusals.ts";
import { accessRequestOf, resolveCall } from "./request/resolve.ts";
import type { Catalog } from "./resources/catalog.ts";
import { createCatalog } from "./resources/cluster_catalog.ts";
import { apiResourceOf, type KindDefinition } from "./resources/kind_definition.ts";
import { LogicalClusterIndex, logicalClusterResource } from "./resources/logical_cluster_index.ts";
import { Storage } from "./storage/storage.ts";
import type { HistoryLimits, StoredChange } from "./storage/storage.ts";
import { ChangeFeed } from "./watch/change_feed.ts";
import { Watcher } from "./watch/watcher.ts";

/** "workspaces": many logical clusters, as kcp. "plain": one cluster named "", as Kubernetes. */
export type Profile = "workspaces" | "plain";

export interface HubOptions {
  readonly profile: Profile;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Kinds that exist in every logical cluster. */
  readonly kinds: readonly KindDefinition[];
  /** Default: members of system:masters may everything, others nothing. */
  readonly authorize?: Authorizer;
  /** Rules that need to know who writes, asked in order. Default: none. */
  readonly admission?: readonly Admission[];
  /** How much history watches and chunked lists can go back; default 5 minutes, at most 20,000 changes. */
  readonly history?: HistoryLimits;
}

/** A logical cluster the server knows: one with a LogicalCluster object named `cluster`. */
export interface LogicalClusterEntry {
  readonly id: string;
  /** `root:org:team`, from annotation kcp.io/path of the LogicalCluster. */
  readonly path: string;
}

export interface Hub extends ApiBackend {
  readonly profile: Profile;
  readonly catalog: Catalog;
  readonly objects: Objects;
  /** The id of a logical cluster given by id or path; undefined when there is none. Plain: "" is "". */
  resolveCluster(pathOrId: string): string | undefined;
  /** Sorted by path; in the plain profile one entry with both parts "". */
  logicalClusters(): readonly LogicalClusterEntry[];
  /** May this caller do this? What `handle` asks, for reviews and for paths outside the API. */
  readonly authorize: Authorizer;
  /** Every definition a caller sees in a cluster, all versions; undefined for an unknown or forbidden cluster. */
  kindsFor(cluster: string, caller: Caller): readonly KindDefinition[] | undefined;
  /** Why a watch would be refused if it were asked for now, without opening it; null when it would not. */
  refusalFor(request: WatchRequest, caller: Caller): KubeError | null;
  /** Whether the caller has the right to ask this, whatever comes of it. */
  authorizes(request: ApiRequest, caller: Caller): boolean;
  /** The newest revision. */
  revision(): number;
  /** Forgets history up to a revision; also done by itself, see `HubOptions.history`. */
  compact(revision: number): void;
  /** Ends every watch and closes the store. Idempotent. */
  close(): void;
}

/** Opens the server on its store. Throws `ObjectStoreError` when the store cannot be read. */
export function createHub(options: HubOptions): Hub {
  return new EmbeddedHub(options);
}

class EmbeddedHub implements Hub {
  readonly profile: Profile;
  readonly catalog: Catalog;
  readonly objects: Objects;
  readonly authorize: Authorizer;
  readonly #server: Server;
  readonly #watcher: Watcher;
  #isOpen = true;

  constructor(options: HubOptions) {
    const server = serverOf(options);
    this.profile = options.profile;
    this.authorize = options.authorize ?? mastersOnly;
    this.catalog = server.catalog;
    this.#server = server;
    this.#watcher = new Watcher(server);
    this.objects = new LocalObjects(server);
    indexLogicalClusters(server);
  }

  handle(request: ApiRequest, caller: Caller): ApiAnswer {
    const resolve = () => resolveCall(this.#server, this.authorize, request, caller, "client");
    return answered(this.#server.log, () => perform(resolve()));
  }

  watch(request: WatchRequest, caller: Caller, sink: WatchSink): WatchHandle {
    try {
      const asked = { ...request, verb: "watch" as const };
      return this.#watcher.watch(resolveCall(this.#server, this.authorize, asked, caller, "client"), sink);
    } catch (error) {
      sink.closed(refusalOf(this.#server.log, error));
      return { stop: () => {} };
    }
  }

  refusalFor(request: WatchRequest, caller: Caller): KubeError | null {
    try {
      resolveCall(this.#server, this.authorize, { ...request, verb: "watch" }, caller, "client");
      return null;
    } catch (error) {
      return refusalOf(this.#server.log, error);
    }
  }

  authorizes(request: ApiRequest, caller: Caller): boolean {
    const cluster = this.resolveCluster(request.cluster) ?? request.cluster;
    return this.authorize(accessRequestOf(request, cluster, caller)).allowed;
  }

  discover(cluster: string, caller: Caller): DiscoveryAnswer {
    const path = "/apis";
    const id = this.resolveCluster(cluster);
    const access = pathRequest(caller, id ?? cluster, path);
    if (!this.authorize(access).allowed) return { ok: false, error: accessDenied(access) };
    if (id === undefined) return { ok: false, error: unknownCluster(cluster) };
    return { ok: true, resources: preferredRows(this.catalog.list(id)) };
  }

  resolveCluster(pathOrId: string): string | undefined {
    if (this.profile === "plain") return pathOrId === "" ? "" : undefined;
    return this.#server.clusters.resolve(pathOrId);
  }

  logicalClusters(): readonly LogicalClusterEntry[] {
    return this.profile === "plain" ? [{ id: "", path: "" }] : this.#server.clusters.entries();
  }

  kindsFor(cluster: string, caller: Caller): readonly KindDefinition[] | undefined {
    const id = this.resolveCluster(cluster);
    const isAllowed = this.authorize(pathRequest(caller, id ?? cluster, "/apis")).allowed;
    return id === undefined || !isAllowed ? undefined : this.catalog.list(id);
  }

  revision(): number {
    return this.#server.storage.revision;
  }

  compact(revision: number): void {
    this.#server.storage.compact(revision);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#watcher.endAll();
    this.#server.storage.close();
  }
}

function serverOf(options: HubOptions): Server {
  const { profile, store, clock, randomness, log, kinds, history, admission = [] } = options;
  return {
    admission,
    profile,
    storage: new Storage(store, clock, history),
    feed: new ChangeFeed(),
    catalog: createCatalog(kinds),
    clusters: new LogicalClusterIndex(),
    clock,
    randomness,
    log,
  };
}

/** What is stored now, then every change. */
function indexLogicalClusters({ storage, feed, clusters }: Server): void {
  const { revision } = storage;
  for (const object of storage.walk(logicalClusterResource, { cluster: "*", revision })) clusters.add(object);
  feed.addIndex((change: StoredChange) => {
    if (change.key.resource === logicalClusterResource) clusters.apply(change);
  });
}

function pathRequest(caller: Caller, cluster: string, path: string): AccessRequest {
  return { caller, verb: "get", cluster, group: "", version: "", resource: "", path };
}

/** One row per resource: the stored version is the preferred one. */
function preferredRows(kinds: readonly KindDefinition[]): readonly ApiResource[] {
  return [...Map.groupBy(kinds, groupResourceKey).values()].map((all) => {
    const chosen = all.find(({ version, storageVersion }) => version === storageVersion) ?? all[0]!;
    if (all.length === 1) return apiResourceOf(chosen);
    const others = all.filter((kind) => kind !== chosen).map(({ version }) => version);
    const versions = [chosen.version, ...others.sort((a, b) => compareVersions(b, a))];
    return { ...apiResourceOf(chosen), versions };
  });
}
