import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Explainer } from "../../src/ports/explainer.ts";
import { createSample } from "./sample_app.ts";

const explainer: Explainer = {
  explain: (cluster, name) =>
    cluster === "c1" && name === "p 1"
      ? { placement: { cluster, name, resourceVersion: "7" }, reached: 0, locations: [] }
      : undefined,
};

test("why a placement goes where it goes is told by its logical cluster and name", async () => {
  const response = await createSample({ explainer }).ask("/explain/c1/p%201");
  assert.is(response.status, 200);
  assert.equal((await response.json()).placement, { cluster: "c1", name: "p 1", resourceVersion: "7" });
});

test("a placement that is not there is a problem that names it", async () => {
  const response = await createSample({ explainer }).ask("/explain/c1/other");
  assert.is(response.status, 404);
  assert.match((await response.json()).detail, '"other"');
});

test("an unknown parameter is refused, and without an explainer there is nothing", async () => {
  assert.is((await createSample({ explainer }).ask("/explain/c1/p%201?x=1")).status, 400);
  assert.is((await createSample().ask("/explain/c1/p%201")).status, 404);
});

test.run();
