/** F22, as people see it: what is fought over is left alone, says so with a reason and a time, and is taken up again. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KubeObject } from "../../src/kube/object.ts";
import { drawPlan } from "../../src/simulation/run/plan.ts";
import { performOperation } from "../../src/simulation/run/perform_operation.ts";
import { World } from "../../src/simulation/run/world.ts";
import type { Place } from "../../src/simulation/user/operation.ts";
import { onePlacement, put, work } from "./one_placement.ts";

const edgeApi = "edge.kcp.io/v1alpha1";
const copy: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "o", namespace: "n1" },
  data: { text: "theirs" },
};
const endsAt = 120_000;

/** A world in which somebody wants something else in a place, from the 20th second to the 120th. */
function fought(place: Place, object: KubeObject): World {
  const plan = { ...drawPlan(3), edges: ["e1"], workspaces: ["root:wmw-a"], episodes: [], effectCrashes: [] };
  const contend = { at: 20_000, do: "contend" as const, in: place, object, reactMs: 100, until: endsAt };
  const source = put(2_000, work, { ...copy, data: { text: "ours" } });
  const ignore = () => {};
  const world = new World(
    { ...plan, operations: [] },
    { committed: ignore, journaled: ignore, warned: ignore, violated: ignore },
  );
  for (const operation of [...onePlacement(["e1"]), source, contend]) {
    world.clock.after(operation.at, () => performOperation(world, operation));
  }
  world.lives.start();
  world.clock.advance(30_000);
  return world;
}

/** The actor that stands as contended: what it says, and until when. */
function contendedActor(
  world: World,
): { readonly reason: string; readonly deadline: number; readonly context: string } {
  const { directory } = world.runtime!;
  const [summary] = directory.list({ state: "contended" });
  assert.ok(summary, "some actor stands as contended");
  const { reason, deadline, context } = directory.find(summary.address)!;
  return { reason, deadline: deadline ?? 0, context: JSON.stringify(context) };
}

for (
  const [what, place, object] of [
    ["a copy on an edge", { edge: "e1" }, copy],
    ["a copy in a mailbox", { mailboxOf: "t-e1" }, copy],
    ["the-one", { mailboxOf: "t-e1" }, {
      apiVersion: edgeApi,
      kind: "SyncerConfig",
      metadata: { name: "the-one" },
      spec: { namespaceScope: { namespaces: ["theirs"] } },
    }],
    ["a slice", work, {
      apiVersion: edgeApi,
      kind: "SinglePlacementSlice",
      metadata: { name: "p" },
      destinations: [],
    }],
  ] as const satisfies readonly (readonly [string, Place, KubeObject])[]
) {
  test(`${what} that is fought over says so, and is ours again when the other stops`, () => {
    const world = fought(place, object);
    const { reason, deadline, context } = contendedActor(world);
    assert.match(reason, "Contended");
    assert.ok(deadline > world.clock.now());
    assert.match(context, '"until":');
    const before = world.lives.effects;
    world.clock.advance(30_000);
    assert.ok(world.lives.effects - before < 20, "hardly anything is asked for in the pause");
    world.clock.advance(endsAt + 200_000);
    assert.equal(world.runtime!.directory.list({ state: "contended" }), []);
  });
}

test.run();
