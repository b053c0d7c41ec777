/** Draws accidents of the classes that were added later, for every tenth seed. @module */
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import { type LaterFault, laterFaults } from "../faults/fault_classes.ts";
import type { KubeObject } from "../../kube/object.ts";
import { bornDefinition, bornNamespace, bornObject } from "./born_objects.ts";
import { Dice } from "./dice.ts";
import { apply, type Cast, drawObject, remove, targetOf } from "./draw_story.ts";
import type { Operation, Place } from "./operation.ts";
import { namespace, placement } from "./story_objects.ts";

const every = 10;
const share = 0.25;

/** Nothing for most seeds. No draw of another class is shifted by one of these. */
export function drawLater(seed: number, cast: Cast, endMs: number): readonly Operation[] {
  if (seed % every !== 0) return [];
  return (Object.keys(laterFaults) as LaterFault[]).flatMap((fault, index) => {
    const dice = new Dice(seededRandomness((seed * 131 + 7919 * (index + 1)) >>> 0));
    if (!dice.chance(share)) return [];
    return Array.from(
      { length: dice.between(1, 2) },
      (_each, serial) => draws[fault](dice, cast, dice.between(15_000, endMs), endMs, serial),
    ).flat();
  });
}

type Draw = (dice: Dice, cast: Cast, at: number, endMs: number, serial: number) => readonly Operation[];

const draws: Readonly<Record<LaterFault, Draw>> = {
  bookmarksWithheld: (dice, { edges }, at, endMs) => [{
    at,
    do: "hinder",
    what: "bookmarks",
    server: dice.pick(["hub", ...edges]),
    until: Math.min(endMs, at + dice.between(60_000, 300_000)),
    fault: "bookmarksWithheld",
  }],
  workspaceSlow: (dice, _cast, at, endMs) => [{
    at: dice.chance(0.5) ? 0 : at,
    do: "hinder",
    what: "workspaces",
    server: "hub",
    until: Math.min(endMs, at + dice.between(5_000, 90_000)),
    fault: "workspaceSlow",
  }],
  recreated: (dice, { workspaces }, at, _endMs, serial) =>
    again(drawObject(dice, dice.pick(workspaces), at, 5_000 + serial), 0, "recreated"),
  readded: (dice, { workspaces }, at) => {
    const place = { workspace: dice.pick(workspaces) };
    const object = dice.pick([() => namespace(dice.pick(["n1", "n2"]), dice), () => placement("p1", dice)])();
    return again(apply(at, place, object), dice.between(1, 400), "readded");
  },
  bornAtEdge: drawBorn,
  oddKeys: (dice, { workspaces }, at, _endMs, serial) => {
    const metadata = { name: "odd", namespace: dice.pick(["n1", "n2"]) };
    const data = JSON.parse(`{"__proto__":"a","constructor":"b","prototype":"c${serial}"}`) as object;
    return [
      apply(
        at,
        { workspace: dice.pick(workspaces) },
        { apiVersion: "v1", kind: "ConfigMap", metadata, data },
        "oddKeys",
      ),
    ];
  },
  contention: drawContention,
  statusMeddled: (dice, { edges }, at) => {
    const { object, place } = drawCopy(dice, edges, "Deployment");
    const status = { replicas: dice.between(5, 9), readyReplicas: dice.below(5) };
    return [
      { ...apply(at, place, { ...object, status }, "statusMeddled"), subresource: "status" } as Operation,
    ];
  },
  hubRestored: (dice, _cast, at, endMs) => {
    const restored = Math.min(endMs, at + dice.between(30_000, 300_000));
    return [
      { at, do: "backup" },
      { at: restored, do: "restore", fault: "hubRestored" },
      { at: restored + dice.between(10_000, 59_000), do: "acknowledge" },
    ];
  },
  finalizerHeld: (dice, { edges }, at, endMs) => {
    const { object, place } = drawCopy(dice, edges, "ConfigMap");
    const until = Math.min(endMs, at + dice.between(5_000, 120_000));
    return held(object, place, at, until, "finalizerHeld");
  },
  namespaceEnding: (dice, { edges }, at, endMs) => {
    const { object, place } = drawCopy(dice, edges, "ConfigMap");
    const until = Math.min(endMs, at + dice.between(5_000, 60_000));
    const space: KubeObject = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: object.metadata.namespace! },
    };
    const [hold, release] = held(object, place, at, until);
    return [hold!, remove(at + 1, place, space, "namespaceEnding"), release!];
  },
};

/** The kind comes to be on an edge and in its mailbox; then some objects of it come, change and go. */
function drawBorn(
  dice: Dice,
  { edges }: Cast,
  at: number,
  endMs: number,
  serial: number,
): readonly Operation[] {
  const edge = dice.pick(edges);
  const here: Place = { edge };
  const begin = Math.min(at, endMs - 60_000);
  const edits = Array.from({ length: dice.between(2, 6) }, (_each, index): Operation => {
    const object = bornObject(dice.pick(["george", "cosmo", "rosie"]), 10 * serial + index);
    const when = dice.between(begin + 3_000, endMs);
    return dice.chance(0.3)
      ? remove(when, here, object, "bornAtEdge")
      : apply(when, here, object, "bornAtEdge");
  });
  return [
    apply(begin, here, bornDefinition),
    apply(begin, { mailboxOf: targetOf(edge) }, bornDefinition),
    apply(begin + 1, here, bornNamespace),
    ...edits,
  ];
}

/** Deleted, and made again `laterMs` later. */
function again(made: Operation, laterMs: number, fault: LaterFault): readonly Operation[] {
  if (made.do !== "apply") return [];
  return [remove(made.at, made.in, made.object, fault), { ...made, at: made.at + laterMs }];
}

/** A finalizer that somebody puts on, and takes off. An empty list is none. */
function held(
  object: KubeObject,
  place: Place,
  at: number,
  until: number,
  fault?: LaterFault,
): readonly Operation[] {
  const finalizers = ["example.org/hold"];
  return [
    apply(at, place, { ...object, metadata: { ...object.metadata, finalizers } }, fault),
    apply(until, place, { ...object, metadata: { ...object.metadata, finalizers: [] } }),
  ].map((operation) => ({ ...operation, onlyIfPresent: true as const }));
}

/** The name of something that may be a copy, in a mailbox or on an edge. */
function drawCopy(
  dice: Dice,
  edges: readonly string[],
  kind: "ConfigMap" | "Deployment",
): { readonly object: KubeObject; readonly place: Place } {
  const edge = dice.pick(edges);
  const metadata = { name: dice.pick(["o1", "o2"]), namespace: dice.pick(["n1", "n2"]) };
  const apiVersion = kind === "Deployment" ? "apps/v1" : "v1";
  const place: Place = dice.chance(0.5) ? { mailboxOf: targetOf(edge) } : { edge };
  return { object: { apiVersion, kind, metadata }, place };
}

/** Somebody who wants another value in a copy, a slice or a SyncerConfig, and does not give in. */
function drawContention(
  dice: Dice,
  { edges, workspaces }: Cast,
  at: number,
  endMs: number,
  serial: number,
): readonly Operation[] {
  const { object, place } = drawCopy(dice, edges, "ConfigMap");
  const edgeApi = "edge.kcp.io/v1alpha1";
  const [where, what] = dice.pick<readonly [Place, KubeObject]>([
    [place, { ...object, data: { text: `contended-${serial}` } }],
    [place, { ...object, data: { text: `contended-${serial}` } }],
    [{ workspace: dice.pick(workspaces) }, {
      apiVersion: edgeApi,
      kind: "SinglePlacementSlice",
      metadata: { name: "p1" },
      destinations: [],
    }],
    [{ mailboxOf: targetOf(dice.pick(edges)) }, {
      apiVersion: edgeApi,
      kind: "SyncerConfig",
      metadata: { name: "the-one" },
      spec: { namespaceScope: { namespaces: ["contended"] }, upsync: null },
    }],
  ]);
  return [{
    at,
    do: "contend",
    in: where,
    object: what,
    reactMs: dice.pick([50, 500, 5_000]),
    until: Math.min(endMs, at + dice.between(60_000, 400_000)),
    fault: "contention",
  }];
}
