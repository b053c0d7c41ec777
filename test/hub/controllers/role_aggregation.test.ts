/** Aggregated ClusterRoles have the rules of those they select. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { clusterRoles } from "../../../src/kube/core_api.ts";
import { World } from "./world.ts";

const reading = (resource: string) => ({ verbs: ["get"], apiGroups: [""], resources: [resource] });
const part = (name: string, to: string, ...resources: string[]) => ({
  metadata: { name, labels: { to } },
  rules: resources.map(reading),
});
const whole = (name: string, ...to: string[]) => ({
  metadata: { name },
  aggregationRule: { clusterRoleSelectors: to.map((value) => ({ matchLabels: { to: value } })) },
  rules: [reading("secrets")],
});

function rulesOf(world: World, name: string): unknown {
  world.settle();
  return world.get("root", clusterRoles, name)!.rules;
}

test("an aggregated role has the rules of the roles it selects, in the order of names, each once", () => {
  const world = new World();
  world.create("root", clusterRoles, part("b", "all", "pods", "services"));
  world.create("root", clusterRoles, part("a", "all", "events", "pods"));
  world.create("root", clusterRoles, part("c", "other", "nodes"));
  world.create("root", clusterRoles, whole("whole", "all"));
  assert.equal(rulesOf(world, "whole"), ["events", "pods", "services"].map(reading));
});

test("it follows its parts when they come, change and go, and what else was written into it is undone", () => {
  const world = new World();
  world.create("root", clusterRoles, whole("whole", "all"));
  assert.equal(rulesOf(world, "whole"), []);
  world.create("root", clusterRoles, part("a", "all", "pods"));
  assert.equal(rulesOf(world, "whole"), [reading("pods")]);
  world.patch("root", clusterRoles, "whole", { rules: [reading("nodes")] });
  assert.equal(rulesOf(world, "whole"), [reading("pods")]);
  world.delete("root", clusterRoles, "a");
  assert.equal(rulesOf(world, "whole"), []);
});

test("aggregated roles that select each other come to rest", () => {
  const world = new World();
  const each = (name: string) => ({ ...whole(name, "ring"), metadata: { name, labels: { to: "ring" } } });
  world.create("root", clusterRoles, each("a"));
  world.create("root", clusterRoles, each("b"));
  world.create("root", clusterRoles, part("c", "ring", "pods"));
  rulesOf(world, "a");
  const before = world.hub.revision();
  world.settle();
  assert.is(world.hub.revision(), before);
  assert.ok(JSON.stringify(rulesOf(world, "b")).includes("pods"));
});

test.run();
