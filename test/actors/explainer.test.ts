import { test } from "uvu";
import * as assert from "uvu/assert";
import { createExplainer } from "../../src/actors/explainer.ts";
import { createObjectCache } from "../../src/actors/object_cache.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const reflectors = { syncTargets: "t", locations: "l", placements: "p" };

function object(kind: string, name: string, labels: Record<string, string>, fields: object = {}): KubeObject {
  const annotations = { "kcp.io/cluster": kind === "EdgePlacement" ? "w" : "i" };
  return {
    apiVersion: "v1",
    kind,
    metadata: { name, labels, annotations, uid: `u-${name}`, resourceVersion: "3" },
    ...fields,
  };
}

function seen() {
  const cache = createObjectCache();
  cache.view("t").set("f", object("SyncTarget", "f", { a: "b" }));
  cache.view("l").set(
    "lf",
    object("Location", "lf", { env: "dev" }, { spec: { instanceSelector: { matchLabels: { a: "b" } } } }),
  );
  cache.view("p").set(
    "p",
    object("EdgePlacement", "p", {}, { spec: { locationSelectors: [{ matchLabels: { env: "prod" } }] } }),
  );
  return createExplainer(cache, reflectors);
}

test("a Location that is not selected is explained with the clause that fails and the edit that would mend it", () => {
  const explanation = seen().explain("w", "p");
  assert.equal(explanation?.placement, { cluster: "w", name: "p", resourceVersion: "3" });
  assert.is(explanation?.reached, 0);
  const [location] = explanation?.locations as { selected: boolean; targets: { change: unknown }[] }[];
  assert.is(location?.selected, false);
  assert.match(JSON.stringify(location?.targets[0]?.change), '"prod"');
});

test("a placement is found by its own logical cluster only", () => {
  assert.is(seen().explain("i", "p"), undefined);
});

test.run();
