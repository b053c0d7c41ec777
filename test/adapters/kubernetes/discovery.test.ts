/** One row for each resource that a server serves, and every version of it. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { preferredRows } from "../../../src/adapters/kubernetes/discovery.ts";
import type { ApiResource } from "../../../src/kube/resource.ts";

function row(resource: string, version: string): ApiResource {
  const named = { resource, kind: resource, singular: resource };
  return { group: "group1.test", version, ...named, namespaced: true, verbs: ["list", "watch"] };
}

test("a resource is shown at the first version that has it, with all others, and alone if there is none", () => {
  const rows = preferredRows([[row("gears", "v1")], [row("gears", "v1beta1"), row("cogs", "v1beta1")]]);
  assert.equal(rows.map(({ resource, version, versions }) => [resource, version, versions]), [
    ["cogs", "v1beta1", undefined],
    ["gears", "v1", ["v1", "v1beta1"]],
  ]);
});

test.run();
