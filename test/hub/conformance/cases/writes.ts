/** Create, update, and what the server decides about metadata. @module */
import * as assert from "uvu/assert";
import { type Case, forAll, onWire } from "../case.ts";
import { configMapOf, deploymentOf } from "../place.ts";

export const writes: readonly Case[] = [
  forAll({
    name: "the server gives uid, creationTimestamp and resourceVersion, whatever the client brings",
    rule: "API conventions, Metadata",
  }, async (place) => {
    const metadata = { uid: "mine", creationTimestamp: "2001-01-01T00:00:00Z", resourceVersion: "" };
    const made = await place.ok("POST", place.at("configmaps"), { body: configMapOf("a", {}, metadata) });
    assert.is.not(made.metadata.uid, "mine");
    assert.ok(Date.parse(made.metadata.creationTimestamp) > Date.parse("2020-01-01T00:00:00Z"));
    assert.match(made.metadata.resourceVersion, /^\d+$/);
  }),
  forAll({
    name: "what is there already is a conflict, what is not there is not found",
    rule: "API conventions, HTTP Status codes",
  }, async (place) => {
    await place.configMap("a");
    await place.refused(409, "AlreadyExists", "POST", place.at("configmaps"), { body: configMapOf("a") });
    await place.refused(404, "NotFound", "GET", place.at("configmaps", "b"));
    await place.refused(404, "NotFound", "PUT", place.at("configmaps", "b"), { body: configMapOf("b") });
  }),
  forAll({
    name: "a name that is none is invalid",
    rule: "API conventions, Name",
  }, async (place) => {
    await place.refused(422, "Invalid", "POST", place.at("configmaps"), { body: configMapOf("No_Name") });
  }),
  forAll({
    name: "generateName is completed by the server and never taken twice",
    rule: "API conventions, Name and generateName; KEP-4420",
  }, async (place) => {
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "g-" } };
    const first = await place.ok("POST", place.at("configmaps"), { body });
    const second = await place.ok("POST", place.at("configmaps"), { body });
    assert.match(first.metadata.name, /^g-[a-z0-9]{5}$/);
    assert.is.not(first.metadata.name, second.metadata.name);
  }),
  forAll({
    name: "a dry run answers as if and stores nothing",
    rule: "KEP-576 Dry run",
  }, async (place) => {
    const query = { dryRun: "All" };
    const answer = await place.ok("POST", place.at("configmaps"), { query, body: configMapOf("a") });
    assert.is(answer.metadata.name, "a");
    await place.refused(404, "NotFound", "GET", place.at("configmaps", "a"));
  }),
  forAll({
    name: "an update that is behind is a conflict and changes nothing",
    rule: "API conventions, Concurrency Control and Consistency",
  }, async (place) => {
    const first = await place.configMap("a");
    const path = place.at("configmaps", "a");
    await place.ok("PUT", path, { body: { ...first, data: { a: "2" } } });
    await place.refused(409, "Conflict", "PUT", path, { body: { ...first, data: { a: "3" } } });
    assert.equal((await place.get("configmaps", "a")).data, { a: "2" });
  }),
  forAll({
    name: "an update without a change gets no new resourceVersion",
    rule: "API concepts, Resource versions",
  }, async (place) => {
    const first = await place.configMap("a");
    const again = await place.ok("PUT", place.at("configmaps", "a"), { body: first });
    assert.is(again.metadata.resourceVersion, first.metadata.resourceVersion);
  }),
  forAll({
    name: "a body for another object than the path's is refused",
    rule: "API conventions, Verbs on Resources (PUT)",
  }, async (place) => {
    await place.configMap("a");
    await place.refused(400, "BadRequest", "PUT", place.at("configmaps", "a"), { body: configMapOf("b") });
    const elsewhere = configMapOf("c", {}, { namespace: "default" });
    await place.refused(400, "BadRequest", "POST", place.at("configmaps"), { body: elsewhere });
  }),
  forAll({
    name: "generation counts changes of spec, and of nothing else",
    rule: "API conventions, Metadata (generation)",
    needs: ["apps"],
  }, async (place) => {
    const made = await place.ok("POST", place.at("deployments"), { body: deploymentOf("web") });
    assert.is(made.metadata.generation, 1);
    const path = place.at("deployments", "web");
    const labelled = await place.ok("PATCH", path, {
      patch: "merge",
      body: { metadata: { labels: { a: "b" } } },
    });
    assert.is(labelled.metadata.generation, 1);
    const scaled = await place.ok("PATCH", path, { patch: "merge", body: { spec: { replicas: 2 } } });
    assert.is(scaled.metadata.generation, 2);
  }),
  forAll({
    name: "status is not written with the object, nor the object with its status",
    rule: "API conventions, Spec and Status (status subresource)",
    needs: ["apps"],
  }, async (place) => {
    await place.ok("POST", place.at("deployments"), { body: deploymentOf("web", 0) });
    const path = place.at("deployments", "web");
    const body = { status: { collisionCount: 7 }, metadata: { labels: { a: "b" } } };
    const changed = await place.ok("PATCH", path, { patch: "merge", body });
    assert.is(changed.status?.collisionCount, undefined);
    const status = { spec: { replicas: 9 }, status: { collisionCount: 7 } };
    const reported = await place.ok("PATCH", `${path}/status`, { patch: "merge", body: status });
    assert.equal([reported.spec.replicas, reported.status.collisionCount], [0, 7]);
  }),
  forAll({
    name: "scale reads and writes the replicas as autoscaling/v1",
    rule: "API conventions, Scale subresource",
    needs: ["apps"],
  }, async (place) => {
    await place.ok("POST", place.at("deployments"), { body: deploymentOf("web", 0) });
    const path = place.at("deployments", "web", "scale");
    const scale = await place.ok("GET", path);
    assert.equal([scale.kind, scale.apiVersion, scale.spec.replicas ?? 0], ["Scale", "autoscaling/v1", 0]);
    await place.ok("PUT", path, { body: { ...scale, spec: { replicas: 3 } } });
    assert.is((await place.get("deployments", "web")).spec.replicas, 3);
  }),
  forAll({
    name: "keys such as __proto__ and constructor are data",
    rule: "RFC 8259; ConfigMap keys are free text",
  }, async (place) => {
    const body = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"p","labels":{"constructor":"x"}},' +
        '"data":{"__proto__":"1","constructor":"2"}}',
    );
    await place.ok("POST", place.at("configmaps"), { body });
    const { data } = await place.get("configmaps", "p");
    assert.equal(Object.entries(data).sort(), [["__proto__", "1"], ["constructor", "2"]]);
  }),
  onWire({
    name: "keys such as __proto__ are data in every patch too",
    rule: "RFC 7386; RFC 6902; KEP-555 Server-side apply",
  }, async (place) => {
    const path = place.at("configmaps", "p");
    const proto = '"data":{"__proto__":"1","constructor":"2","toString":"3"}';
    const apply = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"p"},${proto}}`;
    await place.ok("PATCH", path, { patch: "apply", text: apply, query: { fieldManager: "ann" } });
    await place.ok("PATCH", path, {
      patch: "merge",
      text: '{"data":{"__proto__":"4","hasOwnProperty":null}}',
    });
    const add =
      '[{"op":"add","path":"/data/valueOf","value":"5"},{"op":"test","path":"/data/constructor","value":"2"}]';
    await place.ok("PATCH", path, { patch: "json", text: add });
    await place.ok("PATCH", path, { patch: "strategic", text: '{"data":{"__proto__":"6","toString":null}}' });
    const { data } = await place.get("configmaps", "p");
    assert.equal(Object.entries(data).sort(), [["__proto__", "6"], ["constructor", "2"], ["valueOf", "5"]]);
    const prototype = '[{"op":"add","path":"/data/__proto__/polluted","value":"x"}]';
    await place.send("PATCH", path, { patch: "json", text: prototype });
    assert.is((await place.get("configmaps", "p")).data.polluted, undefined);
  }),
  onWire({
    name: "an unknown field is refused when strict, warned about by default, silent when ignored",
    rule: "KEP-2885 Server-side unknown field validation",
    needs: ["apps"],
  }, async (place) => {
    const body = { ...deploymentOf("web"), oops: 1 };
    const path = place.at("deployments");
    const refusal = await place.refused(400, "BadRequest", "POST", path, {
      body,
      query: { fieldValidation: "Strict" },
    });
    assert.match(refusal.message, /unknown field "oops"/);
    const warned = await place.send("POST", path, { body, query: { dryRun: "All" } });
    assert.match(warned.headers["warning"] ?? "", /^299 .*unknown field \\?"oops\\?"/);
    const silent = await place.send("POST", path, {
      body,
      query: { dryRun: "All", fieldValidation: "Ignore" },
    });
    assert.equal([silent.code, silent.headers["warning"]], [201, undefined]);
  }),
  onWire({
    name: "a key given twice is refused when strict",
    rule: "KEP-2885 Server-side unknown field validation (duplicate fields)",
  }, async (place) => {
    const text =
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"d"},"data":{"a":"1"},"data":{"b":"2"}}';
    const query = { fieldValidation: "Strict" };
    const { message } = await place.refused(400, "BadRequest", "POST", place.at("configmaps"), {
      text,
      query,
    });
    assert.match(message, /duplicate field "data"/);
  }),
  onWire({
    name: "a success says 201 for what was created and 200 for what was changed",
    rule: "API conventions, HTTP Status codes",
  }, async (place) => {
    const made = await place.send("POST", place.at("configmaps"), { body: configMapOf("a") });
    const changed = await place.send("PUT", place.at("configmaps", "a"), {
      body: configMapOf("a", { a: "2" }),
    });
    assert.equal([made.code, changed.code], [201, 200]);
  }),
];
