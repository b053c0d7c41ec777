/** The three patches, and server-side apply. @module */
import * as assert from "uvu/assert";
import { type Case, forAll } from "../case.ts";
import { configMapOf, deploymentOf } from "../place.ts";

export const patches: readonly Case[] = [
  forAll({
    name: "a merge patch sets, and removes with null",
    rule: "RFC 7386; API concepts, Patch",
  }, async (place) => {
    await place.configMap("a", { data: { a: "1", b: "2" } });
    const body = { data: { a: null, c: "3" } };
    const { data } = await place.ok("PATCH", place.at("configmaps", "a"), { patch: "merge", body });
    assert.equal(data, { b: "2", c: "3" });
  }),
  forAll({
    name: "a JSON patch adds, removes and tests",
    rule: "RFC 6902; API concepts, Patch",
  }, async (place) => {
    await place.configMap("a", { data: { a: "1" } });
    const path = place.at("configmaps", "a");
    const add = [{ op: "test", path: "/data/a", value: "1" }, { op: "add", path: "/data/b", value: "2" }, {
      op: "remove",
      path: "/data/a",
    }];
    assert.equal((await place.ok("PATCH", path, { patch: "json", body: add })).data, { b: "2" });
    const wrong = [{ op: "test", path: "/data/b", value: "9" }];
    await place.refused(422, "Invalid", "PATCH", path, { patch: "json", body: wrong });
  }),
  forAll({
    name: "a strategic merge patch merges containers by name, and deletes with $patch",
    rule: "API concepts, Strategic merge patch",
    needs: ["apps"],
  }, async (place) => {
    await place.ok("POST", place.at("deployments"), { body: deploymentOf("web") });
    const path = place.at("deployments", "web");
    const withContainers = (...containers: object[]) => ({ spec: { template: { spec: { containers } } } });
    const add = withContainers({ name: "side", image: "nginx:1" }, { name: "main", image: "httpd:3" });
    const added = await place.ok("PATCH", path, { patch: "strategic", body: add });
    const images = Object.fromEntries(
      added.spec.template.spec.containers.map((
        { name, image }: { name: string; image: string },
      ) => [name, image]),
    );
    assert.equal(images, { side: "nginx:1", main: "httpd:3" });
    const remove = withContainers({ name: "side", $patch: "delete" });
    const left = await place.ok("PATCH", path, { patch: "strategic", body: remove });
    assert.equal(left.spec.template.spec.containers.map(({ name }: { name: string }) => name), ["main"]);
  }),
  forAll({
    name: "a patch with a stale resourceVersion is a conflict",
    rule: "API conventions, Concurrency Control and Consistency",
  }, async (place) => {
    const { metadata: { resourceVersion } } = await place.configMap("a");
    const path = place.at("configmaps", "a");
    await place.ok("PATCH", path, { patch: "merge", body: { data: { a: "2" } } });
    const body = { metadata: { resourceVersion }, data: { a: "3" } };
    await place.refused(409, "Conflict", "PATCH", path, { patch: "merge", body });
  }),
  forAll({
    name: "apply creates, owns what it names, and removes what it no longer names",
    rule: "KEP-555 Server-side apply",
  }, async (place) => {
    const path = place.at("configmaps", "a");
    const apply = (data: object) =>
      place.ok("PATCH", path, {
        patch: "apply",
        query: { fieldManager: "ann" },
        body: configMapOf("a", data, { namespace: place.namespace }),
      });
    assert.equal((await apply({ a: "1", b: "2" })).data, { a: "1", b: "2" });
    const { data, metadata } = await apply({ a: "1" });
    assert.equal(data, { a: "1" });
    assert.equal(
      metadata.managedFields?.map(({ manager, operation }: Record<string, string>) => [manager, operation]) ??
        [
          ["ann", "Apply"],
        ],
      [["ann", "Apply"]],
    );
  }),
  forAll({
    name: "apply of another's field is a conflict, and force takes it",
    rule: "KEP-555 Server-side apply, Conflicts",
  }, async (place) => {
    const path = place.at("configmaps", "a");
    const apply = (fieldManager: string, a: string, force: object = {}) =>
      [path, {
        patch: "apply",
        query: { fieldManager, ...force },
        body: configMapOf("a", { a }, { namespace: place.namespace }),
      }] as const;
    await place.ok("PATCH", ...apply("ann", "1"));
    const { message } = await place.refused(409, "Conflict", "PATCH", ...apply("bob", "2"));
    assert.match(message, /conflict with "ann"[^]*\.data\.a/);
    assert.equal((await place.ok("PATCH", ...apply("bob", "2", { force: "true" }))).data, { a: "2" });
  }),
  forAll({
    name: "an update owns what it changed, so a later apply conflicts with it",
    rule: "KEP-555 Server-side apply, managedFields of updates",
  }, async (place) => {
    const path = place.at("configmaps", "a");
    const body = configMapOf("a", { a: "1" }, { namespace: place.namespace });
    await place.ok("PATCH", path, { patch: "apply", query: { fieldManager: "ann" }, body });
    await place.ok("PATCH", path, {
      patch: "merge",
      query: { fieldManager: "bob" },
      body: { data: { a: "2" } },
    });
    await place.refused(409, "Conflict", "PATCH", path, {
      patch: "apply",
      query: { fieldManager: "ann" },
      body,
    });
  }),
];
