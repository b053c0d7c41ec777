/**
 * What a workload tells of customization, bit by bit and in whatever order, adds up: a mailbox that has folded all letters wants what a
 * workload tells that has never seen anything but the end. @module
 */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { configMaps, namespaces } from "../../src/kube/core_api.ts";
import { customizers } from "../../src/kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../../src/kube/facts.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import type { Labels } from "../../src/kube/selector.ts";
import { reflectorAddress } from "../../src/machines/addresses.ts";
import type { PlacementCard } from "../../src/machines/edge_placement/context.ts";
import { workloadMachine } from "../../src/machines/workload/workload.ts";
import type { CopyWant } from "../../src/placement/copies/entry.ts";
import { fact, namespacesServed, seen, served } from "./examples.ts";
import { Life } from "./life.ts";

interface Told {
  readonly type: string;
  readonly key?: string;
  readonly copy?: CopyWant;
  readonly share?: { readonly copies: ReadonlyMap<string, CopyWant> };
}

const sourceOf = (gvr: Gvr) => reflectorAddress({ source: "hub", cluster: "w1", gvr, selector: "" });
const resources = [namespacesServed, served(configMaps, true), served(customizers, true)];

/** A workload that serves all, and what one mailbox has been told to want. */
class Society {
  readonly #workload = new Life(workloadMachine, { cluster: "w1" });
  #wants = new Map<string, CopyWant>();

  constructor() {
    this.tell({ type: "placement.offered", key: "keeper", card: cardOf("keeper", []) } as EventObject);
    this.tell({ type: "placement.listed" });
    this.tell({ type: "discovery.answered", resources } as EventObject);
    for (const gvr of [namespaces, configMaps]) this.tell(noteOf("object.synced", gvr));
  }

  tell(event: EventObject): void {
    this.#workload.tell(event);
    for (const { params } of this.#workload.effects) {
      const { letters = [] } = params as { letters?: readonly { to: string; event: Told }[] };
      for (const letter of letters) if (letter.to === "mailbox/c1-mb-f") this.#fold(letter.event);
    }
  }

  #fold({ type, key, copy, share }: Told): void {
    if (share !== undefined) this.#wants = new Map(share.copies);
    else if (copy !== undefined) this.#wants.set(copy.key, copy);
    else if (type === "copy.unwanted") this.#wants.delete(key!);
    else if (type === "share.withdrawn") this.#wants.clear();
  }

  get wants(): readonly CopyWant[] {
    return [...this.#wants.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

function noteOf(type: string, gvr: Gvr): EventObject {
  return { type, source: sourceOf(gvr), why: "" } as EventObject;
}

function cardOf(name: string, locations: readonly string[]): PlacementCard {
  const destinations = locations.map((locationName) => {
    return { cluster: "c1", locationName, syncTargetName: "t", syncTargetUID: "f" };
  });
  // The keeper selects nothing; it keeps the workload alive while the others are gone.
  const matchLabels: Labels = name === "keeper" ? { nothing: "" } : { common: "si" };
  const spec = { namespaceSelector: { matchLabels } };
  return { cluster: "w1", name, uid: `uid-of-${name}`, spec, destinations };
}

const marks = fc.record({
  expands: fc.constantFrom<Labels>({}, { "edge.kcp.io/expand-parameters": "true" }),
  names: fc.constantFrom<Labels>({}, { "edge.kcp.io/customizer": "c" }, { "edge.kcp.io/customizer": "m/c" }),
});
const object = fc.constantFrom<[Gvr, string, string]>(
  [namespaces, "n", ""],
  [configMaps, "x", "n"],
  [configMaps, "y", "n"],
  [customizers, "c", "n"],
  [customizers, "c", "m"],
);
const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("seen" as const), object, marks }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("gone" as const), object }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("synced" as const, "stale" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("placed" as const),
      name: fc.constantFrom("p", "q"),
      locations: fc.subarray(["a", "b", "c"]),
    }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

function factFor(
  [gvr, name, namespace]: [Gvr, string, string],
  annotations: ObjectFact["annotations"],
  at: number,
) {
  const labels: Labels = gvr === namespaces ? { common: "si" } : {};
  return fact(gvr, name, { namespace, annotations, labels, resourceVersion: `${at}`, cluster: "w1" });
}

/** The letter for a move, and under which key it replaces what was told before. */
function letterFor(one: Move, at: number): { readonly about: string; readonly event: EventObject } {
  if (!("object" in one || "name" in one)) {
    return { about: "sight", event: noteOf(`customizer.${one.type}`, customizers) };
  }
  if ("name" in one) {
    const card = cardOf(one.name, one.locations);
    return { about: one.name, event: { type: "placement.offered", key: one.name, card } as EventObject };
  }
  const annotations = one.type === "seen" ? { ...one.marks.expands, ...one.marks.names } : {};
  const now = factFor(one.object, annotations, at);
  const as = now.gvr === customizers ? "customizer" : "object";
  return { about: objectKey(now), event: seen(`${as}.${one.type === "seen" ? "modified" : "deleted"}`, now) };
}

test("seed 5: wants that are folded bit by bit are those of the end, in whatever order it is told", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), fc.nat(), (moves, turn) => {
      const long = new Society();
      const last = new Map<string, EventObject>();
      moves.map((one, index) => letterFor(one, index + 1)).forEach(({ about, event }) => {
        long.tell(event);
        last.delete(about);
        last.set(about, event);
      });
      const end = [...last.values()].filter(({ type }) => !type.endsWith(".deleted"));
      const short = new Society();
      const from = end.length === 0 ? 0 : turn % end.length;
      for (const event of [...end.slice(from), ...end.slice(0, from)]) short.tell(event);
      // Once all is seen, what was unknown on the way is decided for both.
      for (const society of [long, short]) society.tell(noteOf("customizer.synced", customizers));
      assert.equal(long.wants, short.wants);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test.run();
