/** The user of a kill run, and the people who own the edges: what they write, in the hub and at the edges. @module */
import { configMaps, deployments, namespaces } from "../../../src/kube/core_api.ts";
import { locations } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import type { Randomness } from "../../../src/ports/randomness.ts";
import { insist } from "./asking.ts";
import { type Apis, edgeNames } from "./town.ts";
import { contentOf, siteKey, type Wish } from "./wish.ts";

const workload = "root:my-org:wmw-c";
const inCommon = { namespace: "commonstuff" };

/** What the user wants next, what was asked to get it, and which objects may be born anew for it. */
export interface Change {
  readonly wish: Wish;
  readonly said: string;
  readonly reborn: ReadonlySet<string>;
  make(town: Apis): Promise<void>;
}

function merge(town: Apis, cluster: string, resource: Gvr, name: string, body: unknown): Promise<void> {
  const where = resource === locations ? {} : inCommon;
  const request = { verb: "patch", patchType: "merge", cluster, resource, name, body, ...where } as const;
  return insist(town.api("hub"), request);
}

function configMap(namespace: string, name: string, text: string, metadata = {}): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, ...metadata }, data: { text } };
}

const changes: readonly ((wish: Wish, round: number) => Change | null)[] = [
  (wish, round) => ({
    wish: { ...wish, page: `round ${round}` },
    said: "the page changes",
    reborn: new Set(),
    make: (town) =>
      merge(town, workload, configMaps, "httpd-htdocs", { data: { "index.html": `round ${round}` } }),
  }),
  (wish) => {
    // One pod at most: it wants a port of the node for itself.
    const replicas = 1 - wish.replicas;
    return {
      wish: { ...wish, replicas },
      said: `${replicas} replicas`,
      reborn: new Set(),
      make: (town) => merge(town, workload, deployments, "commond", { spec: { replicas } }),
    };
  },
  (wish, round) => {
    const body = configMap("commonstuff", `extra-${round}`, contentOf(`extra-${round}`));
    return {
      wish: { ...wish, extras: [...wish.extras, `extra-${round}`] },
      said: `extra-${round} comes`,
      reborn: new Set(),
      make: (town) =>
        insist(town.api("hub"), {
          verb: "create",
          cluster: workload,
          resource: configMaps,
          body,
          ...inCommon,
        }),
    };
  },
  ({ extras: [name, ...extras], ...wish }) =>
    name === undefined ? null : {
      wish: { ...wish, extras },
      said: `${name} goes`,
      reborn: new Set(),
      make: (town) =>
        insist(town.api("hub"), {
          verb: "delete",
          cluster: workload,
          resource: configMaps,
          name,
          ...inCommon,
        }),
    },
  (wish) => {
    const isOut = wish.florin === "out of production";
    return {
      wish: { ...wish, florin: isOut ? "in production" : "out of production" },
      said: `florin goes ${isOut ? "into" : "out of"} production`,
      reborn: new Set(),
      make: (town) =>
        merge(town, "root:imw-1", locations, "location-f", {
          metadata: { labels: { env: isOut ? "prod" : "dev" } },
        }),
    };
  },
  (wish) => ({
    wish,
    said: "somebody edits the page at guilder",
    reborn: new Set(),
    make: (town) =>
      tamper(town, { verb: "patch", patchType: "merge", body: { data: { "index.html": "theirs" } } }),
  }),
  (wish) => ({
    wish,
    said: "somebody deletes the page at guilder",
    reborn: new Set([`guilder ${siteKey}`]),
    make: (town) => tamper(town, { verb: "delete" }),
  }),
];

type Tampering = { verb: "delete" } | { verb: "patch"; patchType: "merge"; body: unknown };

function tamper(town: Apis, how: Tampering): Promise<void> {
  const at = { cluster: "", resource: configMaps, name: "httpd-htdocs", ...inCommon };
  return insist(town.api("guilder"), { ...how, ...at });
}

/** Something that can be wanted now. */
export function nextChange(wish: Wish, round: number, random: Randomness): Change {
  for (;;) {
    const change = changes[Math.floor(random.next() * changes.length)]?.(wish, round) ?? null;
    if (change !== null) return change;
  }
}

/** What the owners of the edges have of their own: in a namespace of theirs, in one of ours, and with a label that they copied. */
export async function createForeign(town: Apis): Promise<void> {
  const labels = { "edge.kcp.io/projected": "yes" };
  const theirs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "theirs" } };
  const objects = [
    configMap("theirs", "own", "theirs"),
    configMap("theirs", "labelled", "theirs", { labels }),
    configMap("commonstuff", "own", "theirs"),
  ];
  for (const edge of edgeNames) {
    const api = town.api(edge);
    await insist(api, { verb: "create", cluster: "", resource: namespaces, body: theirs });
    for (const body of objects) {
      const { namespace } = body.metadata;
      await insist(api, { verb: "create", cluster: "", resource: configMaps, namespace, body });
    }
  }
}
