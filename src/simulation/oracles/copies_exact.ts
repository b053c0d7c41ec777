/** L1: mailboxes and edges hold exactly what is wanted of them, each object equal to its source but for the mask. @module */
import { equal } from "../../kube/equality.ts";
import type { KubeObject } from "../../kube/object.ts";
import { contentsOf } from "../model/common_life.ts";
import { storageKey } from "../model/history.ts";
import type { ModelServer } from "../model/model_server.ts";
import { targetOf } from "../user/draw_story.ts";
import { inventoryPath } from "../run/founding.ts";
import {
  desired,
  goesToEdge,
  isAlive,
  keyOfRow,
  resourceInMailbox,
  type TrueWant,
  wantKey,
} from "./brute_force.ts";
import { configAt, isMarked, mailboxWorkspaces, wantedMailboxes } from "./mailboxes.ts";
import { presentState, type RestOracle } from "./oracle.ts";

export const copiesExact: RestOracle = {
  name: "L1",
  sentence: "Mailboxes and edges hold exactly what is wanted of them",
  findings(world) {
    const wanted = new Set(wantedMailboxes(world));
    const state = presentState(world);
    const inventory = world.hub.clusterId(inventoryPath) ?? "";
    return mailboxWorkspaces(world).filter(({ name }) => wanted.has(name)).flatMap(({ name, cluster }) => {
      const wants = desired(state, name);
      const landed = possible(world.hub, cluster, inMailboxForm(wants));
      const edge = world.plan.edges.find((each) => {
        const target = world.hub.history.find(
          "synctargets.workload.kcp.io",
          storageKey(inventory, "", targetOf(each)),
        );
        return target !== null && name.endsWith(`-mb-${target.metadata.uid}`);
      });
      const inMailbox = differences(world.hub, cluster, landed, `mailbox ${name}`, () => false);
      const server = edge === undefined ? undefined : world.edges.get(edge);
      // Without a the-one nothing is known to be wanted or unwanted, so an edge keeps what it has.
      if (server === undefined || configAt(world, cluster) === null) return inMailbox;
      const sent = new Map(
        [...wants].filter(([, want]) => landed.has(formOf(want).key) && goesToEdge(want.resource)),
      );
      // Of a resource that the mailbox does not serve nothing is known, so what the edge has of it stays (F13).
      const shown = new Set(world.hub.rows(cluster).map(keyOfRow));
      const isUnknown = (resource: string) => !shown.has(resourceInMailbox(resource));
      return [
        ...inMailbox,
        ...differences(server, "", possible(server, "", sent), `edge ${edge}`, isUnknown),
      ];
    });
  },
};

/** What the mailbox holds of it, by the key that it has there. */
function formOf(want: TrueWant): TrueWant {
  const resource = resourceInMailbox(want.resource);
  return { ...want, resource, key: wantKey(resource, want.namespace, want.name) };
}

function inMailboxForm(wants: ReadonlyMap<string, TrueWant>): ReadonlyMap<string, TrueWant> {
  return new Map([...wants.values()].map(formOf).map((want) => [want.key, want]));
}

/** What can be there: its API is served, its namespace can be, and nobody else's object stands in its place. */
function possible(
  server: ModelServer,
  cluster: string,
  wants: ReadonlyMap<string, TrueWant>,
): ReadonlyMap<string, TrueWant> {
  const served = new Set(server.rows(cluster).map(keyOfRow));
  return new Map([...wants].filter(([, { resource, namespace, name }]) => {
    const there = server.history.find(resource, storageKey(cluster, namespace, name));
    const isTaken = there !== null && !isMadeByUs(server, there);
    return served.has(resource) && !isTaken;
  }));
}

function isMadeByUs(server: ModelServer, { metadata }: KubeObject): boolean {
  return server.history.makers.get(metadata.uid ?? "") === "runtime";
}

function differences(
  server: ModelServer,
  cluster: string,
  wants: ReadonlyMap<string, TrueWant>,
  where: string,
  isUnknown: (resource: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  for (const { key, resource, namespace, name, source } of wants.values()) {
    const copy = server.history.find(resource, storageKey(cluster, namespace, name));
    if (copy === null) found.push(`${where} lacks ${key}`);
    else if (!isRight(copy, source)) found.push(`${where}: ${key} differs from its source`);
  }
  for (const row of server.rows(cluster)) {
    for (const object of server.history.list(keyOfRow(row), cluster).filter(isMarked).filter(isAlive)) {
      const key = wantKey(keyOfRow(row), object.metadata.namespace ?? "", object.metadata.name);
      const isHeld =
        row.kind === "Namespace" && holdsOthers(server, cluster, object.metadata.name, isUnknown) ||
        isUnknown(row.kind === "CustomResourceDefinition" ? object.metadata.name : keyOfRow(row)) ||
        row.kind === "CustomResourceDefinition" &&
          server.history.list(object.metadata.name, cluster).length > 0;
      if (!wants.has(key) && isMadeByUs(server, object) && !isHeld) {
        found.push(`${where} has ${key} too many`);
      }
    }
  }
  return found;
}

/** A namespace of ours stays for what others keep in it (S14), and for what may be wanted. */
function holdsOthers(
  server: ModelServer,
  cluster: string,
  namespace: string,
  isUnknown: (resource: string) => boolean,
): boolean {
  return contentsOf(server, cluster, namespace).some(({ row, object }) =>
    server.history.makers.get(object.metadata.uid ?? "") === "user" || isUnknown(keyOfRow(row))
  );
}

/** Labels and annotations of the system are the copy's own (4.8); on an edge, fields of others are theirs. */
export function isRight(copy: KubeObject, source: KubeObject | null): boolean {
  if (!isMarked(copy)) return false;
  const labels = { ...withoutSystem(source?.metadata.labels), "edge.kcp.io/projected": "yes" };
  const annotations = withoutSystem(source?.metadata.annotations);
  const copied = withoutSystem(copy.metadata.annotations);
  if (!equal(labels, withoutSystem(copy.metadata.labels)) || !equal(annotations, copied)) return false;
  return copy.kind === "Namespace" || equal(sectionsOf(copy), source === null ? {} : sectionsOf(source));
}

/** What servers and the runtime itself put on a copy, beside what its source says. */
const masked = new Set([
  "kcp.io/cluster",
  "kubernetes.io/metadata.name",
  "kubectl.kubernetes.io/last-applied-configuration",
  "edge.kcp.io/applied",
  "edge.kcp.io/mark",
]);

function withoutSystem(map: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).filter(([key]) => !masked.has(key)),
  );
}

function sectionsOf(
  { apiVersion: _a, kind: _k, metadata: _m, status: _s, ...sections }: KubeObject,
): unknown {
  return sections;
}
