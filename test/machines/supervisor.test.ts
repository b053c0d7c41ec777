/** Which actors should exist for the configured edges. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { supervisorMachine } from "../../src/machines/supervisor.ts";
import { florin } from "./journeys/location.ts";
import { supervisorEvents as example, supervisorInput } from "./journeys/supervisor.ts";
import { Life } from "./life.ts";

const born = () => new Life(supervisorMachine, supervisorInput);
const [idle] = example["idle.reached"];
const [resolved] = example["workspace.resolved"];
const [offered] = example["target.offered"];
const toAssigned = [resolved, offered, idle];
const down = (life: Life) => life.letters.filter((letter) => letter.startsWith("edgeCluster/"));

test("it opens the inventory's views and finds out where its edges belong", () => {
  const life = born();
  assert.equal(life.letters, ["reflector/hub/*/synctargets.v1alpha1.workload.kcp.io subscriber.joined"]);
  assert.equal(life.params("resolveWorkspace"), { paths: ["root:imw-1"] });
});

test("an edge is assigned when its workspace is known and its SyncTarget is there, in either order", () => {
  for (const facts of [[resolved, offered], [offered, resolved]]) {
    assert.equal(down(born().tell(...facts, idle)), ["edgeCluster/florin edge.assigned"]);
  }
});

test("law 5: what was assigned is not assigned again", () => {
  assert.equal(born().tell(...toAssigned, offered, idle).letters, []);
});

test("a SyncTarget of the same name in another workspace is another one", () => {
  const elsewhere = { ...offered, key: "c2-mb-u", card: { ...florin, cluster: "c2" } };
  assert.equal(born().tell(resolved, elsewhere, idle).letters, []);
});

test("F26: a re-created SyncTarget moves its edge to the new mailbox, at once and in order", () => {
  const again = { ...offered, key: "c1-mb-new", card: { ...florin, uid: "new" } };
  const life = born().tell(...toAssigned, example["target.withdrawn"][0], again, idle);
  assert.equal(down(life), ["edgeCluster/florin edge.unassigned", "edgeCluster/florin edge.assigned"]);
});

test("an edge whose SyncTarget goes, or that is no longer configured, is taken away", () => {
  for (const event of [example["target.withdrawn"][0], example["edge.removed"][0]]) {
    assert.equal(down(born().tell(...toAssigned, event, idle)), ["edgeCluster/florin edge.unassigned"]);
  }
});

test("a workspace that is not found is asked for again, and no longer once it is known", () => {
  const life = born().tell(example["workspace.refused"][0]);
  assert.equal(life.wants, ["startTimer"]);
  assert.equal(life.tell(example["retry.due"][0]).wants, ["resolveWorkspace"]);
  assert.equal(life.tell(resolved, example["retry.due"][0]).wants, []);
});

test("it says when the inventory is not completely seen", () => {
  const life = born().tell(example["gate.opened"][0]);
  assert.is(life.state, "supervising");
  assert.is(life.tell(example["gate.closed"][0]).state, "waitingForInventory");
});

test.run();
