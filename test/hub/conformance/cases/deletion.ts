/** Deletion: finalizers, preconditions, owners, collections, namespaces. @module */
import * as assert from "uvu/assert";
import { type Case, forAll } from "../case.ts";
import { configMapOf, type Place } from "../place.ts";

const gone = ({ reason }: { reason: string }) => reason === "NotFound";
const deleteOptions = (fields: object) => ({ kind: "DeleteOptions", apiVersion: "v1", ...fields });

async function withOwner(place: Place, extra: object = {}) {
  const owner = await place.configMap("owner");
  const { uid, name } = owner.metadata;
  const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name, uid, ...extra }];
  await place.ok("POST", place.at("configmaps"), { body: configMapOf("child", {}, { ownerReferences }) });
  return [place.at("configmaps", "owner"), place.at("configmaps", "child")] as const;
}

export const deletion: readonly Case[] = [
  forAll({
    name: "a finalizer holds an object, marked as deleted, until it is taken off",
    rule: "API conventions, Finalizers",
  }, async (place) => {
    await place.configMap("a", { finalizers: ["conformance.test/hold"] });
    const path = place.at("configmaps", "a");
    await place.ok("DELETE", path);
    const held = await place.get("configmaps", "a");
    assert.match(held.metadata.deletionTimestamp, /^\d{4}-/);
    const add = { metadata: { finalizers: ["conformance.test/hold", "conformance.test/more"] } };
    await place.refused(422, "Invalid", "PATCH", path, { patch: "merge", body: add });
    await place.ok("PATCH", path, { patch: "merge", body: { metadata: { finalizers: null } } });
    await place.refused(404, "NotFound", "GET", path);
  }),
  forAll({
    name: "a delete with another uid or resourceVersion is a conflict",
    rule: "API reference, DeleteOptions (preconditions)",
  }, async (place) => {
    const { metadata: { uid, resourceVersion } } = await place.configMap("a");
    const path = place.at("configmaps", "a");
    const options = (preconditions: object) => ({ body: deleteOptions({ preconditions }) });
    await place.refused(409, "Conflict", "DELETE", path, options({ uid: "another" }));
    await place.refused(409, "Conflict", "DELETE", path, options({ uid, resourceVersion: "1" }));
    await place.ok("DELETE", path, options({ uid, resourceVersion }));
    await place.refused(404, "NotFound", "GET", path);
  }),
  forAll({
    name: "Background: the owner goes at once, what it owns goes after it",
    rule: "Garbage collection, Background cascading deletion",
    needs: ["controllers"],
  }, async (place) => {
    const [owner, child] = await withOwner(place);
    await place.ok("DELETE", owner, { body: deleteOptions({ propagationPolicy: "Background" }) });
    await place.until(child, gone);
  }),
  forAll({
    name: "Foreground: the owner waits for what blocks it",
    rule: "Garbage collection, Foreground cascading deletion",
    needs: ["controllers"],
  }, async (place) => {
    const [owner, child] = await withOwner(place, { blockOwnerDeletion: true });
    await place.ok("PATCH", child, {
      patch: "merge",
      body: { metadata: { finalizers: ["conformance.test/hold"] } },
    });
    await place.ok("DELETE", owner, { body: deleteOptions({ propagationPolicy: "Foreground" }) });
    await place.until(child, ({ body }) => body?.metadata.deletionTimestamp !== undefined);
    assert.equal((await place.get("configmaps", "owner")).metadata.finalizers, ["foregroundDeletion"]);
    await place.ok("PATCH", child, { patch: "merge", body: { metadata: { finalizers: null } } });
    await place.until(owner, gone);
  }),
  forAll({
    name: "Orphan: what it owns stays, and forgets its owner",
    rule: "Garbage collection, Orphaned dependents",
    needs: ["controllers"],
  }, async (place) => {
    const [owner, child] = await withOwner(place);
    await place.ok("DELETE", owner, { body: deleteOptions({ propagationPolicy: "Orphan" }) });
    await place.until(owner, gone);
    assert.equal((await place.ok("GET", child)).metadata.ownerReferences ?? [], []);
  }),
  forAll({
    name: "deletecollection deletes what the selector selects and nothing else",
    rule: "API concepts, Collection deletion",
  }, async (place) => {
    await place.configMap("a", { labels: { tier: "one" } });
    await place.configMap("b", { labels: { tier: "two" } });
    await place.ok("DELETE", place.at("configmaps"), { query: { labelSelector: "tier=one" } });
    await place.refused(404, "NotFound", "GET", place.at("configmaps", "a"));
    await place.get("configmaps", "b");
  }),
  forAll({
    name: "a dry run deletes nothing",
    rule: "KEP-576 Dry run",
  }, async (place) => {
    await place.configMap("a");
    await place.ok("DELETE", place.at("configmaps", "a"), { query: { dryRun: "All" } });
    await place.get("configmaps", "a");
  }),
  forAll({
    name: "a namespace that terminates takes its objects with it and accepts no new ones",
    rule: "Namespaces, Automatic labelling and deletion (NamespaceLifecycle)",
    needs: ["controllers"],
  }, async (place) => {
    await place.configMap("held", { finalizers: ["conformance.test/hold"] });
    const namespace = `/api/v1/namespaces/${place.namespace}`;
    assert.is(
      (await place.ok("GET", namespace)).metadata.labels["kubernetes.io/metadata.name"],
      place.namespace,
    );
    await place.ok("DELETE", namespace);
    await place.until(namespace, ({ body }) => body?.status?.phase === "Terminating");
    await place.refused(403, "Forbidden", "POST", place.at("configmaps"), { body: configMapOf("late") });
    await place.until(
      place.at("configmaps", "held"),
      ({ body }) => body?.metadata.deletionTimestamp !== undefined,
    );
    const release = { metadata: { finalizers: null } };
    await place.ok("PATCH", place.at("configmaps", "held"), { patch: "merge", body: release });
    await place.until(namespace, gone);
  }),
  forAll({
    name: "an object in a namespace that is not there is refused",
    rule: "Namespaces (NamespaceLifecycle admission)",
  }, async (place) => {
    const path = "/api/v1/namespaces/conformance-no-such-namespace/configmaps";
    await place.refused(404, "NotFound", "POST", path, { body: configMapOf("a") });
  }),
  forAll({
    name: "a namespace's own finalizers change through its subresource, and not with the object",
    rule: "API reference, Namespace (finalize)",
  }, async (place) => {
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { generateName: "conformance-finalize-" } };
    const made = await place.ok("POST", "/api/v1/namespaces", { body });
    const path = `/api/v1/namespaces/${made.metadata.name}`;
    const changed = (now: { spec: object }, finalizers: string[]) => ({
      ...now,
      spec: { ...now.spec, finalizers },
    });
    const put = await place.ok("PUT", path, { body: changed(made, []) });
    assert.equal(put.spec.finalizers, ["kubernetes"]);
    const finalizers = ["kubernetes", "conformance.test/hold"];
    const held = await place.ok("PUT", `${path}/finalize`, { body: changed(put, finalizers) });
    assert.equal(held.spec.finalizers, finalizers);
    await place.ok("DELETE", path);
    const { body: going } = await place.until(path, ({ body }) => body?.status?.phase === "Terminating");
    await place.ok("PUT", `${path}/finalize`, { body: changed(withoutVersion(going), []) });
    await place.until(path, gone);
  }),
];

/** Controllers may write it in between. */
function withoutVersion<T extends { metadata: { resourceVersion?: string } }>(object: T): T {
  return { ...object, metadata: { ...object.metadata, resourceVersion: undefined } };
}
