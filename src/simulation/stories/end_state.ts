/** What is in the servers when a story is over, in a form in which two runs can be compared. @module */
import { canonicalJson } from "../../kube/canonical_json.ts";
import { markAnnotation } from "../../kube/edge_api.ts";
import { apiResourceSchemas } from "../../kube/kcp_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { ObjectLedger, ObjectLife } from "./object_ledger.ts";

/** Everything that ever had one name in one place. */
export interface ObjectEnd {
  readonly lives: readonly ObjectLife[];
  /** What it holds at the end, as text; "absent" when it is not there. */
  readonly content: string;
}

/** By place and name: `florin deployments.apps commonstuff/commond`. */
export type EndState = ReadonlyMap<string, ObjectEnd>;

/** What these say cannot change while they are there (kcp), and they are longer than all the rest together. */
const immutable: ReadonlySet<string> = new Set([groupResourceKey(apiResourceSchemas)]);

/** Logs of what happened when, not state. */
const unread: ReadonlySet<string> = new Set(["events", "events.events.k8s.io"]);

const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const clusterId = /\b[0-9a-z]{16}\b/g;
const generatedName = /[a-z][a-z0-9.-]*-[0-9a-z]{5}\b/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
/** Of Pods and Services, in the order in which they came. */
const address = /\b10\.(244|96)\.\d+\.\d+\b/g;

export function endStateOf(ledger: ObjectLedger): EndState {
  const plain = plainWords(ledger);
  const ends = new Map<string, ObjectEnd>();
  for (const entry of ledger.entries()) {
    const { server, cluster, resource, namespace, name, object } = entry;
    if (unread.has(resource)) continue;
    const parts = [server, cluster, resource, namespace === "" ? name : `${namespace}/${name}`];
    const place = plain(parts.filter((part) => part !== "").join(" "));
    const content = object === null
      ? "absent"
      : plain(contentOf(immutable.has(resource) ? onlyMeta(object) : object));
    const end = { lives: entry.lives, content };
    const others = ends.get(place);
    ends.set(place, others === undefined ? end : both(others, end));
  }
  return ends;
}

/** Of objects whose names were drawn by a server, such as Pods: nobody can tell one from the other. */
function both(a: ObjectEnd, b: ObjectEnd): ObjectEnd {
  const contents = [a.content, b.content].filter((content) => content !== "absent").sort(byCodeUnit);
  return {
    lives: [...a.lives, ...b.lives],
    content: contents.length === 0 ? "absent" : contents.join("\n"),
  };
}

/**
 * Calls by name what a run names by chance: objects by UID, logical clusters by id, names and
 * addresses that a server draws. Times are all one.
 */
function plainWords(ledger: ObjectLedger): (text: string) => string {
  const { objects, drawn } = namesOf(ledger);
  const paths = (text: string) => text.replace(clusterId, (id) => ledger.paths.get(id) ?? id);
  return (text) =>
    paths(paths(text))
      .replace(uid, (id) => objects.get(id) ?? "<uid>")
      .replace(generatedName, (name) => drawn.get(name) ?? name)
      .replace(time, "<time>")
      .replace(address, "<address>");
}

interface Names {
  /** By UID: which life of which object it is. */
  readonly objects: ReadonlyMap<string, string>;
  /** Names that were generated, with what they were generated from. */
  readonly drawn: ReadonlyMap<string, string>;
}

function namesOf(ledger: ObjectLedger): Names {
  const [objects, drawn] = [new Map<string, string>(), new Map<string, string>()];
  for (const { resource, namespace, name, lives, base } of ledger.entries()) {
    const called = base === null ? name : `${base}*`;
    if (base !== null) drawn.set(name, called);
    const place = namespace === "" ? called : `${namespace}/${called}`;
    lives.forEach(({ uid }, index) => objects.set(uid, `<${index + 1}. ${resource} ${place}>`));
  }
  return { objects, drawn };
}

function onlyMeta({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata };
}

/**
 * All but what differs from run to run by its nature: numbers of versions, who wrote which field when, drawn tokens, and the code of a
 * mark, which is made from the id of the logical cluster; that there is a mark counts.
 */
function contentOf(object: KubeObject): string {
  const { metadata, ...sections } = object;
  const { labels, annotations, ownerReferences, finalizers, deletionTimestamp } = metadata;
  const isMarked = annotations?.[markAnnotation] !== undefined;
  const isToken = object.type === "kubernetes.io/service-account-token";
  return canonicalJson({
    ...sections,
    ...(isToken && { data: "<token>" }),
    ...{ labels, ownerReferences, finalizers, deletionTimestamp },
    annotations: { ...annotations, ...(isMarked && { [markAnnotation]: "<mark>" }) },
  });
}
