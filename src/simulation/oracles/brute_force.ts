/**
 * The rules of edge-mc by their definitions, over the whole of the authoritative state and without any shortcut.
 *
 * Nothing of `src/placement` is used here: an oracle that shares code with what it judges shares its mistakes. @module
 */
import { denaturedResource } from "../../kube/denatured.ts";
import type { EdgePlacementSpec, SyncerConfigSpec, UpsyncSet } from "../../kube/edge_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { byCodeUnit } from "../../kube/order.ts";
import type { ApiResource } from "../../kube/resource.ts";

/** Reads the state of one resource in one logical cluster at some moment. */
export interface StateReader {
  /** `resource` is `deployments.apps`. */
  list(resource: string, cluster: string): readonly KubeObject[];
  /** Rows of discovery, other than withdrawn ones. */
  rows(cluster: string): readonly ApiResource[];
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** metav1.LabelSelector, straight from its documentation; one that cannot be understood selects nothing. */
export function selects(
  selector: Selector | null | undefined,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  if (selector === null || selector === undefined) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (labels[key] !== value) return false;
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (!["In", "NotIn", "Exists", "DoesNotExist"].includes(operator)) return false;
    if (operator === "In" && (value === undefined || !values.includes(value))) return false;
    if (operator === "NotIn" && value !== undefined && values.includes(value)) return false;
    if (operator === "Exists" && value === undefined) return false;
    if (operator === "DoesNotExist" && value !== undefined) return false;
  }
  return true;
}

export function isAlive({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined;
}

export interface TrueDestination {
  readonly cluster: string;
  readonly locationName: string;
  readonly syncTargetName: string;
  readonly syncTargetUID: string;
}

/** where(p) of R-21. */
export function where(state: StateReader, placement: KubeObject): readonly TrueDestination[] {
  const { locationSelectors = [] } = specOf(placement);
  const locations = state.list("locations.scheduling.kcp.io", "*").filter(isAlive);
  const targets = state.list("synctargets.workload.kcp.io", "*").filter(isAlive);
  return locations.filter((each) =>
    locationSelectors.some((selector) => selects(selector, each.metadata.labels))
  )
    .flatMap((each) =>
      targets.filter((target) =>
        clusterOf(target) === clusterOf(each) &&
        selects((each["spec"] as { instanceSelector?: Selector })?.instanceSelector, target.metadata.labels)
      ).map((target) => ({
        cluster: clusterOf(each),
        locationName: each.metadata.name,
        syncTargetName: target.metadata.name,
        syncTargetUID: target.metadata.uid ?? "",
      }))
    );
}

export function placements(state: StateReader): readonly KubeObject[] {
  return state.list("edgeplacements.edge.kcp.io", "*").filter(isAlive);
}

export function specOf(placement: KubeObject): EdgePlacementSpec {
  return (placement["spec"] ?? {}) as EdgePlacementSpec;
}

export function clusterOf({ metadata }: KubeObject): string {
  return metadata.annotations?.["kcp.io/cluster"] ?? "";
}

export function mailboxOf({ cluster, syncTargetUID }: TrueDestination): string {
  return `${cluster}-mb-${syncTargetUID}`;
}

/** The resources of the model that leave a workspace (section 4.1), and among them those that do not reach an edge. */
const leaving = new Set([
  "namespaces",
  "configmaps",
  "secrets",
  "serviceaccounts",
  "clusterroles.rbac.authorization.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
  "apibindings.apis.kcp.io",
  "deployments.apps",
  "widgets.example.org",
]);
const centerOnly = "apibindings.apis.kcp.io";

export function keyOfRow({ group, resource }: { group: string; resource: string }): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/** What a mailbox holds in an inert form, because it would act there (decision 38). */
const inert = new Map(
  ["serviceaccounts", "clusterroles.rbac.authorization.k8s.io"].map((key) => {
    const [resource = "", ...group] = key.split(".");
    return [key, keyOfRow(denaturedResource({ group: group.join("."), resource }))];
  }),
);

/** The resource by which a mailbox holds what is this resource in a workspace and at the edge. */
export function resourceInMailbox(resource: string): string {
  return inert.get(resource) ?? resource;
}

/** The inverse of {@link resourceInMailbox}. */
export function outOfMailbox(resource: string): string {
  return [...inert].find(([, form]) => form === resource)?.[0] ?? resource;
}

/** One object that a mailbox should hold. */
export interface TrueWant {
  readonly key: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** Null when only a Namespace's name is wanted. */
  readonly source: KubeObject | null;
}

export function wantKey(resource: string, namespace: string, name: string): string {
  return `${resource}|${namespace}|${name}`;
}

/** what(p), in its own workspace: the objects themselves, and the Namespaces of which only the name is wanted. */
export function what(state: StateReader, placement: KubeObject): readonly TrueWant[] {
  const spec = specOf(placement);
  const cluster = clusterOf(placement);
  const spaces = state.list("namespaces", cluster).filter(isAlive)
    .filter(({ metadata }) => selects(spec.namespaceSelector ?? {}, metadata.labels));
  const names = new Set(spaces.map(({ metadata }) => metadata.name));
  const rows = state.rows(cluster).filter((row) => leaving.has(keyOfRow(row)));
  const wants: TrueWant[] = spaces.map((space) =>
    wantOf("namespaces", space, isMember(spec, { group: "", resource: "namespaces" }, space) ? space : null)
  );
  for (const row of rows) {
    const resource = keyOfRow(row);
    if (resource === "namespaces") continue;
    for (const object of state.list(resource, cluster).filter(isAlive)) {
      const isChosen = row.namespaced
        ? names.has(object.metadata.namespace ?? "") && !isSystem(resource, object)
        : isMember(spec, row, object);
      if (isChosen) wants.push(wantOf(resource, object, object));
    }
  }
  return wants;
}

function wantOf(
  resource: string,
  { metadata: { namespace = "", name } }: KubeObject,
  source: KubeObject | null,
): TrueWant {
  return { key: wantKey(resource, namespace, name), resource, namespace, name, source };
}

function isMember(
  spec: EdgePlacementSpec,
  row: { group: string; resource: string },
  { metadata }: KubeObject,
): boolean {
  return (spec.nonNamespacedObjects ?? []).some((
    { apiGroup = "", resources, resourceNames = [], labelSelectors = [] },
  ) =>
    apiGroup === row.group && (resources.includes(row.resource) || resources.includes("*")) &&
    (resourceNames.includes(metadata.name) || resourceNames.includes("*") ||
      labelSelectors.some((selector) => selects(selector, metadata.labels)))
  );
}

function isSystem(resource: string, object: KubeObject): boolean {
  const { name } = object.metadata;
  if (resource === "serviceaccounts") return name === "default";
  if (resource === "configmaps") return name === "kube-root-ca.crt";
  if (resource !== "secrets") return false;
  return object["type"] === "kubernetes.io/service-account-token" ||
    object["type"] === "bootstrap.kubernetes.io/token";
}

/** desired(t): the union over the placements that reach the mailbox, one winner a key. */
export function desired(state: StateReader, mailbox: string): ReadonlyMap<string, TrueWant> {
  const wants = new Map<string, TrueWant>();
  for (const placement of placements(state)) {
    if (!where(state, placement).some((destination) => mailboxOf(destination) === mailbox)) continue;
    for (const want of what(state, placement)) {
      const known = wants.get(want.key);
      if (known === undefined || beats(want.source, known.source)) wants.set(want.key, want);
    }
  }
  return wants;
}

/** The highest resourceVersion, then the lowest cluster, then the lowest uid; anything beats a bare name. */
function beats(a: KubeObject | null, b: KubeObject | null): boolean {
  if (a === null) return false;
  if (b === null) return true;
  const [x, y] = [BigInt(a.metadata.resourceVersion ?? "0"), BigInt(b.metadata.resourceVersion ?? "0")];
  if (x !== y) return x > y;
  return byCodeUnit(clusterOf(a) + (a.metadata.uid ?? ""), clusterOf(b) + (b.metadata.uid ?? "")) < 0;
}

export function goesToEdge(resource: string): boolean {
  return leaving.has(resource) && resource !== centerOnly;
}

/** What `the-one` of a mailbox should say, one string a statement. */
export function configStatements(state: StateReader, mailbox: string): ReadonlySet<string> {
  const statements = new Set<string>();
  for (const placement of placements(state)) {
    if (!where(state, placement).some((destination) => mailboxOf(destination) === mailbox)) continue;
    const wants = what(state, placement);
    const spaces = wants.filter(({ resource }) => resource === "namespaces");
    for (const { name } of spaces) statements.add(`namespace ${name}`);
    if (spaces.length > 0) {
      for (const row of state.rows(clusterOf(placement))) {
        if (row.namespaced && goesToEdge(keyOfRow(row))) {
          statements.add(`resource ${keyOfRow(row)}/${row.version}`);
        }
      }
    }
    for (const { resource, namespace, name, source } of wants) {
      if (namespace === "" && source !== null && goesToEdge(resource)) {
        statements.add(`object ${resource} ${name}`);
      }
    }
    for (const term of specOf(placement).upsync ?? []) statements.add(`upsync ${upsyncText(term)}`);
  }
  return statements;
}

/** The statements of a SyncerConfig as it stands. */
export function statementsOf(
  { namespaceScope, clusterScope, upsync }: SyncerConfigSpec,
): ReadonlySet<string> {
  return new Set([
    ...(namespaceScope?.namespaces ?? []).map((name) => `namespace ${name}`),
    ...(namespaceScope?.resources ?? []).map((row) => `resource ${keyOfRow(row)}/${row.apiVersion}`),
    ...(clusterScope ?? []).flatMap((row) =>
      (row.objects ?? ["*"]).map((name) => `object ${keyOfRow(row)} ${name}`)
    ),
    ...(upsync ?? []).map((term) => `upsync ${upsyncText(term)}`),
  ]);
}

function upsyncText({ apiGroup = "", resources, namespaces = [], names = [] }: UpsyncSet): string {
  return JSON.stringify([apiGroup, resources, namespaces, names]);
}

/** Whether a mailbox's config sends an object to the edge (section 6.3). */
export function isSent(config: SyncerConfigSpec, resource: string, namespace: string, name: string): boolean {
  const { namespaces = [], resources = [] } = config.namespaceScope ?? {};
  if (namespace !== "") {
    return namespaces.includes(namespace) && resources.some((row) => keyOfRow(row) === resource);
  }
  if (resource === "namespaces" && namespaces.includes(name)) return true;
  return (config.clusterScope ?? []).some((row) =>
    keyOfRow(row) === resource &&
    (row.objects === undefined || row.objects.includes(name) || row.objects.includes("*"))
  );
}
