/** What is there, at the edges and in the hub, as a kill run compares it. @module */
import { configMaps, deployments, namespaces } from "../../../src/kube/core_api.ts";
import {
  projectedLabel,
  projectedValue,
  statusSummaries,
  type WorkloadSummary,
} from "../../../src/kube/edge_api.ts";
import { workspaces } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { listAll } from "./asking.ts";
import { type Apis, edgeNames } from "./town.ts";
import { destinationsOf, differences, type Holdings, holdingsAt, type Wish } from "./wish.ts";

const owners = new Set(["theirs/own", "theirs/labelled", "commonstuff/own"]);
const ourLabel = { labelSelector: `${projectedLabel}=${projectedValue}` };

/** A server, and the logical cluster there. */
export interface Spot {
  readonly called: string;
  readonly server: string;
  readonly cluster: string;
}

export const edgeSpots: readonly Spot[] = edgeNames.map((name) => ({
  called: name,
  server: name,
  cluster: "",
}));

const nameOf = ({ metadata: { namespace, name } }: KubeObject) => `${namespace ?? ""}/${name}`;

async function projected(
  town: Apis,
  { server, cluster }: Spot,
  resource: Gvr,
): Promise<readonly KubeObject[]> {
  const { items } = await listAll(town.api(server), { cluster, resource, query: ourLabel });
  return items.filter((object) => !owners.has(nameOf(object)));
}

/** Our ConfigMaps and Deployments there. */
async function ours(town: Apis, spot: Spot): Promise<ReadonlyMap<string, KubeObject>> {
  const maps = await projected(town, spot, configMaps);
  const apps = await projected(town, spot, deployments);
  return new Map([
    ...maps.map((object) => [`configmaps ${nameOf(object)}`, object] as const),
    ...apps.map((object) => [`deployments ${nameOf(object)}`, object] as const),
  ]);
}

function contentIn(object: KubeObject): string {
  const { data, spec } = object as unknown as {
    readonly data?: Readonly<Record<string, string>>;
    readonly spec?: { readonly replicas?: number };
  };
  if (data === undefined) return String(spec?.replicas ?? 1);
  const text = Object.values(data).join();
  return /This is a (\w+) web site/.exec(text)?.[1] ?? text;
}

function holdingsOf(objects: ReadonlyMap<string, KubeObject>): Holdings {
  return new Map([...objects].map(([key, object]) => [key, contentIn(object)]));
}

/** What is not yet as the wish wants it: at the edges, in the mailboxes, and in what comes back. */
export async function unfulfilled(
  town: Apis,
  wish: Wish,
  mailboxes: readonly Spot[],
): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const spot of [...edgeSpots, ...mailboxes]) {
    const found = await ours(town, spot);
    const wanted = holdingsAt(spot.called.replace("mailbox of ", ""), wish);
    findings.push(...differences(wanted, holdingsOf(found)).map((line) => `${spot.called}: ${line}`));
    findings.push(...unready(found, wish).map((line) => `${spot.called}: ${line}`));
  }
  return [...findings, ...await unsummed(town, wish)];
}

/** Deployments whose status does not say what it must. */
function unready(found: ReadonlyMap<string, KubeObject>, { replicas }: Wish): readonly string[] {
  const deployment = found.get("deployments commonstuff/commond");
  const status = deployment?.["status"] as { readonly readyReplicas?: number } | undefined;
  return deployment === undefined || (status?.readyReplicas ?? 0) === replicas
    ? []
    : [`wanted ${replicas} ready replicas, found ${status?.readyReplicas}`];
}

async function unsummed(town: Apis, wish: Wish): Promise<readonly string[]> {
  const at = { cluster: "root:my-org:wmw-c", resource: statusSummaries };
  const { items } = await listAll(town.api("hub"), at);
  const summary = items.find(({ metadata }) => metadata.name.endsWith("deployments.commond"))?.["summary"];
  const { destinations, reported, totals } = (summary ?? {}) as Partial<WorkloadSummary>;
  const wanted = destinationsOf(wish);
  return destinations === wanted && reported === wanted && totals?.readyReplicas === wanted * wish.replicas
    ? []
    : [`wanted ${wanted} destinations with ${wish.replicas} ready each, found ${JSON.stringify(summary)}`];
}

/** UIDs of ours everywhere, of the mailboxes, and of the Namespaces at the edges, which must never go. */
export async function uids(town: Apis, mailboxes: readonly Spot[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const spot of [...edgeSpots, ...mailboxes]) {
    const uid = (key: string, object: KubeObject) =>
      found.set(`${spot.called} ${key}`, object.metadata.uid ?? "");
    for (const [key, object] of await ours(town, spot)) uid(key, object);
    if (spot.cluster !== "") continue;
    for (const object of await projected(town, spot, namespaces)) uid(`namespaces ${nameOf(object)}`, object);
  }
  const { items } = await listAll(town.api("hub"), { cluster: "root:espw", resource: workspaces });
  for (const { metadata } of items) found.set(`mailbox ${metadata.name}`, metadata.uid ?? "");
  return found;
}

/** What the owners of the edges have, byte by byte. */
export async function foreign(town: Apis): Promise<string> {
  const found: string[] = [];
  for (const { called, server, cluster } of edgeSpots) {
    const { items } = await listAll(town.api(server), { cluster, resource: configMaps });
    const theirs = items.filter((object) => owners.has(nameOf(object)));
    found.push(called, ...theirs.map((object) => JSON.stringify(object)).sort());
  }
  return found.join("\n");
}

/** How far an edge's versions have come: each write makes one. */
export async function versionAt(town: Apis, edge: string): Promise<number> {
  const { version } = await listAll(town.api(edge), { cluster: "", resource: configMaps });
  return Number(version);
}
