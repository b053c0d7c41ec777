/** Pinned: seed 1 made an edge actor repeat its last letters with every object it saw, twice as often each time. @module */
import { Map as ImmutableMap } from "immutable";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { initialTransition } from "xstate";
import { edgeClusterMachine } from "../../../src/machines/edge_cluster/edge_cluster.ts";
import { remember } from "../../../src/machines/edge_cluster/memory.ts";

const fact = {
  gvr: { group: "", version: "v1", resource: "configmaps" },
  namespace: "n1",
  name: "o1",
  uid: "u1",
  resourceVersion: "5",
  generation: 0,
  labels: {},
  annotations: {},
  deleting: false,
  cluster: "",
  secretType: "",
  definer: null,
};

test("an edge actor tells its letters once, whatever it hears afterwards", () => {
  const [{ context }] = initialTransition(edgeClusterMachine, { edge: "florin", mailbox: "m" });
  const told = { ...context, letters: [{ to: "reflector/x", event: { type: "subscriber.joined" } }] };
  const seen = {
    type: "landed.added" as const,
    source: "reflector/x",
    fact,
    object: null,
    owner: "ours" as const,
    report: null,
  };
  const next = { ...told, ...remember({ ...told, watchedOnEdge: ImmutableMap() }, seen) };
  assert.equal(next.letters, []);
});

test.run();
