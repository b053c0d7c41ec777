/**
 * A model of an API server: fast, authoritative, with its whole history, and with knobs for what real ones do at their worst.
 *
 * It holds the API conventions that the runtime relies on: versions, preconditions, finalizers, status apart from spec, field
 * ownership, snapshots for paged lists, compaction. What controllers of a cluster do, stands in `*_life.ts`. @module
 */
import { equal } from "../../kube/equality.ts";
import { clusterAnnotation, type KubeObject } from "../../kube/object.ts";
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { type ApiResource, groupResourceKey, type Gvr } from "../../kube/resource.ts";
import { type LabelSelector, matches } from "../../kube/selector.ts";
import { type Clock, timestamp } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, WatchHandle, WatchRequest, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError, type Reason } from "../../ports/kube_error.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { applied, mergePatched, ownedAfterUpdate, type Ownership } from "./field_ownership.ts";
import { type Author, type Commit, History, storageKey } from "./history.ts";

export interface ModelServerOptions {
  /** `hub`, or the edge's name. */
  readonly name: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** What every cluster serves. */
  readonly rows: readonly ApiResource[];
  /** resourceVersions are this plus the revision, so that they can be large. */
  readonly versionBase: bigint;
  /** A server may answer with shorter pages than were asked for. */
  readonly pageMax: number;
  /** Whether objects tell their cluster. */
  readonly hasWorkspaces: boolean;
}

interface Watcher {
  readonly resource: string;
  readonly cluster: string;
  readonly selector: LabelSelector;
  readonly sink: WatchSink;
}

const everywhere = "*";

export class ModelServer {
  readonly name: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly options: ModelServerOptions;
  history = new History();
  /** Ids by path. */
  readonly paths = new Map<string, string>();
  readonly clusters = new Set<string>();
  /** Rows beyond those that every cluster serves, by cluster. */
  readonly extraRows = new Map<string, Map<string, ApiResource>>();
  /** `cluster/resource` that are not served for the time being, though objects of them are stored. */
  readonly withdrawn = new Set<string>();
  wasReset = false;
  /** Times before which no bookmark is sent, and no new workspace becomes ready. */
  bookmarksFrom = 0;
  workspacesReadyFrom = 0;
  /** Called after each write, in order of joining. */
  readonly onCommit: ((commit: Commit) => void)[] = [];
  readonly #watchers = new Set<Watcher>();
  #ownership = new Map<string, Ownership>();

  constructor(options: ModelServerOptions) {
    this.options = options;
    this.name = options.name;
    this.clock = options.clock;
    this.randomness = options.randomness;
  }

  resourceVersion(revision: number): string {
    return String(this.options.versionBase + BigInt(revision));
  }

  /** -1 for text that is no version of this server. */
  revisionOf(resourceVersion: string): number {
    return /^\d+$/.test(resourceVersion) ? Number(BigInt(resourceVersion) - this.options.versionBase) : -1;
  }

  clusterId(pathOrId: string): string | undefined {
    if (pathOrId === everywhere) return everywhere;
    const id = this.paths.get(pathOrId) ?? pathOrId;
    return this.clusters.has(id) ? id : undefined;
  }

  rows(cluster: string): readonly ApiResource[] {
    const rows = [...this.options.rows, ...(this.extraRows.get(cluster)?.values() ?? [])];
    return rows.filter((row) => !this.withdrawn.has(`${cluster}/${groupResourceKey(row)}`));
  }

  rowOf(cluster: string, resource: Gvr): ApiResource | undefined {
    const key = groupResourceKey(resource);
    if (cluster !== everywhere) {
      return this.rows(cluster).find((row) =>
        groupResourceKey(row) === key && row.version === resource.version
      );
    }
    if (this.withdrawn.has(`*/${key}`)) return undefined;
    for (const rows of this.extraRows.values()) if (rows.has(key)) return rows.get(key);
    return this.options.rows.find((row) => groupResourceKey(row) === key);
  }

  find(resource: Gvr, cluster: string, namespace: string, name: string): KubeObject | null {
    return this.history.find(
      groupResourceKey(resource),
      storageKey(this.clusterId(cluster) ?? "?", namespace, name),
    );
  }

  list(resource: Gvr, cluster: string): KubeObject[] {
    return this.history.list(groupResourceKey(resource), this.clusterId(cluster) ?? "?");
  }

  handle(request: ApiRequest, author: Author): ApiAnswer {
    const cluster = this.clusterId(request.cluster);
    if (cluster === undefined) return refuse(403, "Forbidden", `workspace ${request.cluster} is not there`);
    const row = this.rowOf(cluster, request.resource);
    if (row === undefined) return refuse(404, "NotFound", "the server could not find the requested resource");
    if (request.subresource !== undefined && !row.subresources?.includes(request.subresource)) {
      return refuse(404, "NotFound", "the server could not find the requested resource");
    }
    if (request.verb === "list") return this.#list(cluster, row, request);
    return this.#handleOne(cluster, row, request, author);
  }

  #list(cluster: string, row: ApiResource, { namespace, query = {} }: ApiRequest): ApiAnswer {
    const [at, from] = query["continue"]?.split("/", 2) ?? [];
    const revision = at === undefined ? this.history.revision : Number(at);
    if (at !== undefined && revision < this.history.compacted) {
      return refuse(410, "Expired", "The provided continue parameter is too old");
    }
    const selector = parseLabelSelector(query["labelSelector"] ?? "");
    const all = this.history.list(groupResourceKey(row), cluster, revision).filter((object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      matches(selector, object.metadata.labels ?? {})
    );
    const start = from === undefined ? 0 : Number(from);
    const size = Math.min(Number(query["limit"] ?? "500"), this.options.pageMax);
    const items = all.slice(start, start + size);
    const isMore = start + size < all.length;
    const metadata = {
      resourceVersion: this.resourceVersion(revision),
      ...(isMore && { continue: `${revision}/${start + size}` }),
    };
    return { ok: true, status: 200, body: { apiVersion: "v1", kind: `${row.kind}List`, metadata, items } };
  }

  #handleOne(cluster: string, row: ApiResource, request: ApiRequest, author: Author): ApiAnswer {
    const body = request.body as KubeObject | undefined;
    const name = request.name ?? body?.metadata?.name ?? "";
    const namespace = row.namespaced ? request.namespace ?? body?.metadata?.namespace ?? "" : "";
    const key = storageKey(cluster, namespace, name);
    const known = this.history.find(groupResourceKey(row), key);
    const place: Place = { cluster, row, key, namespace, name, known, request, author };
    switch (request.verb) {
      case "get":
        return known === null ? notFound(row, name) : { ok: true, status: 200, body: known };
      case "create":
        return known === null
          ? this.#create(place, body)
          : refuse(409, "AlreadyExists", `${name} exists`, name);
      case "update":
        return known === null ? notFound(row, name) : this.#update(place, known, body);
      case "patch":
        return this.#patch(place, body);
      case "delete":
        return known === null ? notFound(row, name) : this.#delete(place, known);
      default:
        return refuse(405, "MethodNotAllowed", `${request.verb} is not allowed`);
    }
  }

  #create(place: Place, body: KubeObject | undefined): ApiAnswer {
    const { cluster, row, namespace, name, author } = place;
    if (body === undefined || name === "") return refuse(422, "Invalid", "metadata.name: Required value");
    const space = namespace === ""
      ? null
      : this.history.find("namespaces", storageKey(cluster, "", namespace));
    if (row.namespaced && space === null) {
      return refuse(404, "NotFound", `namespaces "${namespace}" not found`, namespace);
    }
    if (space?.metadata.deletionTimestamp !== undefined) {
      return refuse(403, "Forbidden", `namespace ${namespace} is being terminated`, name);
    }
    const { status: _status, ...rest } = body;
    const hasStatus = row.subresources?.includes("status") ?? false;
    const metadata = {
      ...withoutServerFields(body),
      uid: this.randomness.uuid(),
      creationTimestamp: timestamp(this.clock),
      generation: 1,
      ...(namespace !== "" && { namespace }),
      labels: {
        ...body.metadata.labels,
        ...(row.kind === "Namespace" && { "kubernetes.io/metadata.name": name }),
      },
    };
    const object =
      (hasStatus && author !== "server" ? { ...rest, metadata } : { ...body, metadata }) as KubeObject;
    const manager = place.request.query?.["fieldManager"] ?? "unknown";
    const kind = place.request.patchType === "apply" ? "Apply" : "Update";
    const fresh = ownedAfterUpdate(null, object, new Map(), manager);
    this.#ownership.set(
      metadata.uid,
      new Map([[`${manager}/${kind}`, fresh.get(`${manager}/Update`) ?? new Set()]]),
    );
    return this.#commit(place, "ADDED", null, object);
  }

  #update(place: Place, known: KubeObject, body: KubeObject | undefined): ApiAnswer {
    const { uid, resourceVersion } = body?.metadata ?? {};
    if (body === undefined) return refuse(400, "BadRequest", "a body is needed");
    if (uid !== undefined && uid !== known.metadata.uid) return conflict(place.name);
    if (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion) {
      return conflict(place.name);
    }
    return this.#replace(place, known, body);
  }

  /** Keeps what is not the writer's: the server's metadata, and status or all but status. */
  #replace(place: Place, known: KubeObject, body: KubeObject): ApiAnswer {
    const { row, request } = place;
    const hasStatus = row.subresources?.includes("status") ?? false;
    const { labels, annotations, finalizers, ownerReferences } = body.metadata;
    const written = {
      ...known.metadata,
      labels: labels ?? {},
      annotations: annotations ?? {},
      ...(ownerReferences !== undefined && { ownerReferences }),
      ...(finalizers !== undefined && { finalizers }),
    };
    const { status: _mine, ...spec } = body;
    const object: KubeObject = request.subresource === "status"
      ? { ...known, status: body["status"] }
      : hasStatus
      ? {
        ...spec,
        metadata: written,
        ...(known["status"] !== undefined && { status: known["status"] }),
      } as KubeObject
      : { ...body, metadata: written };
    const manager = request.query?.["fieldManager"] ?? "unknown";
    const owners = this.#ownership.get(known.metadata.uid ?? "") ?? new Map();
    if (request.subresource === undefined) {
      const kept = retitled(owners, body.metadata.managedFields);
      this.#ownership.set(known.metadata.uid ?? "", ownedAfterUpdate(known, object, kept, manager));
    }
    return this.#commit(place, "MODIFIED", known, object);
  }

  #patch(place: Place, body: KubeObject | undefined): ApiAnswer {
    const { known, request, row, name } = place;
    if (request.patchType === "merge") {
      if (known === null) return notFound(row, name);
      return this.#replace(place, known, mergePatched(known, body) as KubeObject);
    }
    if (request.patchType !== "apply" || body === undefined) {
      return refuse(415, "UnsupportedMediaType", "only merge patches and applies");
    }
    if (known === null) return body.metadata.uid === undefined ? this.#create(place, body) : conflict(name);
    const { uid, resourceVersion } = body.metadata;
    if (uid !== undefined && uid !== known.metadata.uid) return conflict(name);
    if (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion) {
      return conflict(name);
    }
    const manager = request.query?.["fieldManager"] ?? "unknown";
    const owners = this.#ownership.get(known.metadata.uid ?? "") ?? new Map();
    const result = applied(known, body, owners, manager);
    this.#ownership.set(known.metadata.uid ?? "", result.owners);
    return this.#commit(place, "MODIFIED", known, result.object);
  }

  #delete(place: Place, known: KubeObject): ApiAnswer {
    const { uid, resourceVersion } =
      (place.request.body as { preconditions?: { uid?: string; resourceVersion?: string } } | undefined)
        ?.preconditions ?? {};
    if (uid !== undefined && uid !== known.metadata.uid) return conflict(place.name);
    if (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion) {
      return conflict(place.name);
    }
    const isHeld = (known.metadata.finalizers?.length ?? 0) > 0 || place.row.kind === "Namespace" ||
      (place.row.kind === "Workspace");
    if (!isHeld || place.author === "server") return this.#commit(place, "DELETED", known, known);
    if (known.metadata.deletionTimestamp !== undefined) return { ok: true, status: 200, body: known };
    const metadata = { ...known.metadata, deletionTimestamp: timestamp(this.clock) };
    return this.#commit(place, "MODIFIED", known, { ...known, metadata });
  }

  #commit(place: Place, type: Commit["type"], before: KubeObject | null, object: KubeObject): ApiAnswer {
    const { cluster, row, key, author } = place;
    const managedFields = this.#managedFields(object);
    if (type === "MODIFIED" && before !== null && isSame(before, object, managedFields)) {
      return { ok: true, status: 200, body: before };
    }
    const isFinished = type === "MODIFIED" && object.metadata.deletionTimestamp !== undefined &&
      before?.metadata.finalizers !== undefined && (object.metadata.finalizers?.length ?? 0) === 0 &&
      row.kind !== "Namespace" && row.kind !== "Workspace";
    const revision = this.history.revision + 1;
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...withoutEmptyMaps(object.metadata),
        resourceVersion: this.resourceVersion(revision),
        managedFields,
        generation: (before?.metadata.generation ?? 0) + (sameSpec(before, object) ? 0 : 1),
        ...(this.options.hasWorkspaces && {
          annotations: { ...object.metadata.annotations, [clusterAnnotation]: cluster },
        }),
      },
    };
    const commit: Commit = {
      revision,
      at: this.clock.now(),
      type: isFinished ? "DELETED" : type,
      resource: groupResourceKey(row),
      cluster,
      key,
      object: stored,
      before,
      author,
    };
    this.history.add(commit);
    this.#tell(commit);
    for (const hook of this.onCommit) hook(commit);
    return { ok: true, status: type === "ADDED" ? 201 : 200, body: stored };
  }

  #managedFields(object: KubeObject): readonly unknown[] {
    const owners = this.#ownership.get(object.metadata.uid ?? "");
    return [...(owners ?? [])].filter(([, paths]) => paths.size > 0).map(([owner]) => {
      const slash = owner.lastIndexOf("/");
      return {
        manager: owner.slice(0, slash),
        operation: owner.slice(slash + 1),
        apiVersion: object.apiVersion,
      };
    });
  }

  #tell(commit: Commit): void {
    for (const watcher of [...this.#watchers]) this.#tellOne(watcher, commit);
  }

  #tellOne({ resource, cluster, selector, sink }: Watcher, commit: Commit): void {
    if (resource !== commit.resource || (cluster !== everywhere && cluster !== commit.cluster)) return;
    const { type, object, before } = commit;
    const was = before !== null && matches(selector, before.metadata.labels ?? {});
    const is = type !== "DELETED" && matches(selector, object.metadata.labels ?? {});
    if (is) sink.event({ type: was ? "MODIFIED" : "ADDED", object });
    else if (was) {
      const { resourceVersion } = object.metadata;
      sink.event({
        type: "DELETED",
        object: { ...before, metadata: { ...before.metadata, resourceVersion } },
      });
    }
  }

  /** Follows from `query.resourceVersion`; what happened since is told from inside this call. */
  watch({ cluster: where, resource, query = {} }: WatchRequest, sink: WatchSink): WatchHandle {
    const nothing = { stop: () => {} };
    const cluster = this.clusterId(where);
    const refused = (error: KubeError): WatchHandle => {
      sink.closed(error);
      return nothing;
    };
    if (cluster === undefined) {
      return refused(new KubeError(403, "Forbidden", `workspace ${where} is not there`));
    }
    if (this.rowOf(cluster, resource) === undefined) {
      return refused(new KubeError(404, "NotFound", "not served"));
    }
    const from = this.revisionOf(query["resourceVersion"] ?? "");
    if (from < this.history.compacted) {
      return refused(new KubeError(410, "Expired", "too old resource version"));
    }
    if (from > this.history.revision) return refused(tooLarge());
    const selector = parseLabelSelector(query["labelSelector"] ?? "");
    const watcher: Watcher = { resource: groupResourceKey(resource), cluster, selector, sink };
    sink.opened?.();
    for (const commit of this.history.commits.slice(from)) this.#tellOne(watcher, commit);
    this.#watchers.add(watcher);
    return { stop: () => void this.#watchers.delete(watcher) };
  }

  /** Tells every watch how far it is. */
  bookmark(): void {
    if (this.clock.now() < this.bookmarksFrom) return;
    const resourceVersion = this.resourceVersion(this.history.revision);
    for (const { sink } of [...this.#watchers]) {
      sink.event({
        type: "BOOKMARK",
        object: { apiVersion: "v1", kind: "", metadata: { name: "", resourceVersion } },
      });
    }
  }

  /** Ends the watches of one resource of one cluster, as a server does that stops serving it. */
  endWatches(cluster: string, resource: string): void {
    for (const watcher of [...this.#watchers]) {
      if (watcher.resource !== resource || (cluster !== everywhere && watcher.cluster !== cluster)) continue;
      this.#watchers.delete(watcher);
      watcher.sink.closed(null);
    }
  }

  /** Another machine under the same name: no object, no history. */
  reset(): void {
    this.wasReset = true;
    for (const watcher of [...this.#watchers]) watcher.sink.closed(new KubeError(0, "Unreachable", "reset"));
    this.#watchers.clear();
    this.history = new History();
    this.#ownership = new Map();
  }

  /** Everything that a backup holds. */
  backup(): Backup {
    return {
      revision: this.history.revision,
      compacted: this.history.compacted,
      paths: new Map(this.paths),
      clusters: new Set(this.clusters),
      extraRows: new Map([...this.extraRows].map(([cluster, rows]) => [cluster, new Map(rows)])),
      ownership: new Map(this.#ownership),
    };
  }

  /** The same server as it was: its watches end, and its next versions are used for the second time (F27). */
  restore(backup: Backup): void {
    for (const { sink } of [...this.#watchers]) sink.closed(new KubeError(0, "Unreachable", "restored"));
    this.#watchers.clear();
    this.history = this.history.until(backup.revision, backup.compacted);
    this.#ownership = new Map(backup.ownership);
    refill(this.paths, backup.paths);
    this.clusters.clear();
    for (const cluster of backup.clusters) this.clusters.add(cluster);
    refill(this.extraRows, new Map([...backup.extraRows].map(([key, rows]) => [key, new Map(rows)])));
  }

  get openWatches(): number {
    return this.#watchers.size;
  }
}

/** What a server had at one moment. */
export interface Backup {
  readonly revision: number;
  readonly compacted: number;
  readonly paths: ReadonlyMap<string, string>;
  readonly clusters: ReadonlySet<string>;
  readonly extraRows: ReadonlyMap<string, ReadonlyMap<string, ApiResource>>;
  readonly ownership: ReadonlyMap<string, Ownership>;
}

function refill<K, V>(map: Map<K, V>, from: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

/** One request, looked up. */
interface Place {
  readonly cluster: string;
  readonly row: ApiResource;
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly known: KubeObject | null;
  readonly request: ApiRequest;
  readonly author: Author;
}

function withoutServerFields({ metadata }: KubeObject): KubeObject["metadata"] {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  return { name, namespace, labels, annotations, finalizers, ownerReferences };
}

function withoutEmptyMaps({ labels, annotations, ...rest }: KubeObject["metadata"]): KubeObject["metadata"] {
  return {
    ...rest,
    ...(Object.keys(labels ?? {}).length > 0 && { labels }),
    ...(Object.keys(annotations ?? {}).length > 0 && { annotations }),
  };
}

/** Whether a write changes nothing: it then makes no version either. */
function isSame(before: KubeObject, after: KubeObject, managedFields: readonly unknown[]): boolean {
  const metadata = withoutEmptyMaps({ ...after.metadata, managedFields });
  return equal(before, { ...after, metadata });
}

/** A writer may say that what it updated counts as applied (client-go's csaupgrade). */
function retitled(owners: Ownership, told: readonly unknown[] | undefined): Ownership {
  const titles = ((told ?? []) as { readonly manager?: string; readonly operation?: string }[])
    .map(({ manager, operation }) => `${manager}/${operation}`);
  if (titles.length === 0) return owners;
  const next = new Map<string, ReadonlySet<string>>();
  for (const [owner, paths] of owners) {
    const applied = owner.replace(/\/Update$/, "/Apply");
    const title = titles.includes(owner) || !titles.includes(applied) ? owner : applied;
    next.set(title, new Set([...(next.get(title) ?? []), ...paths]));
  }
  return next;
}

function sameSpec(before: KubeObject | null, after: KubeObject): boolean {
  if (before === null) return false;
  const { metadata: _m, status: _s, ...a } = before;
  const { metadata: _n, status: _t, ...b } = after;
  return equal(a, b);
}

function refuse(status: number, reason: Reason, message: string, name?: string): ApiAnswer {
  return { ok: false, error: new KubeError(status, reason, message, name === undefined ? {} : { name }) };
}

function notFound({ resource }: ApiResource, name: string): ApiAnswer {
  return refuse(404, "NotFound", `${resource} "${name}" not found`, name);
}

function conflict(name: string): ApiAnswer {
  return refuse(409, "Conflict", `${name} has been modified`, name);
}

/** What kube-apiserver answers to a version that it has not reached (F7). */
export function tooLarge(): KubeError {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  return new KubeError(504, "Timeout", "Too large resource version", { causes, retryAfterSeconds: 1 });
}
