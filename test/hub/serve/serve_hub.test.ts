/** What clients of the HTTPS server see: answers, forms, watches, discovery. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventsOf, startServer, type TestServer } from "./client.ts";

let server: TestServer;
test.before(async () => {
  server = await startServer();
});
test.after(() => server.close());

const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});
const post = (path: string, body: unknown) =>
  server.ask(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };

test("an object is created in the workspace its path names, and read back", async () => {
  const created = await post("/clusters/root:espw/api/v1/namespaces/default/configmaps", configMap("a"));
  assert.is(created.code, 201);
  const read = await server.ask("/clusters/root:espw/api/v1/namespaces/default/configmaps/a");
  assert.is(read.json.metadata.uid, created.json.metadata.uid);
});

test("a path without a workspace means root", async () => {
  await post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "plain" } });
  assert.is((await server.ask("/clusters/root/api/v1/namespaces/plain")).code, 200);
});

test("a refusal is a Status with reason, details and code", async () => {
  const { code, json } = await server.ask("/clusters/root/api/v1/namespaces/default/configmaps/none");
  assert.is(code, 404);
  assert.equal([json.kind, json.reason, json.code, json.details.name], ["Status", "NotFound", 404, "none"]);
});

test("a YAML body is read, and YAML is answered to who asks for it", async () => {
  const body = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  x: 'yes'\n";
  const headers = { "content-type": "application/yaml", accept: "application/yaml" };
  const { code, text } = await server.ask("/api/v1/namespaces/d/configmaps", {
    method: "POST",
    body,
    headers,
  });
  assert.is(code, 201);
  assert.match(text, /data:\n {2}x: yes/);
});

test("a 64-bit integer survives the way in and out", async () => {
  const body =
    '{"apiVersion":"example.org/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":9223372036854775807}}';
  await server.ask("/apis/example.org/v1/widgets", { method: "POST", body });
  assert.match((await server.ask("/apis/example.org/v1/widgets/w")).text, /"size":9223372036854775807/);
});

test("a Table has the columns of the kind, and metadata in its rows", async () => {
  await post("/clusters/root:t/apis/example.org/v1/widgets", {
    apiVersion: "example.org/v1",
    kind: "Widget",
    metadata: { name: "small" },
    spec: { size: 3 },
  });
  const { json } = await server.ask("/clusters/root:t/apis/example.org/v1/widgets", { headers: table });
  assert.equal(json.columnDefinitions.map((column: { name: string }) => column.name), [
    "Name",
    "Size",
    "Age",
  ]);
  assert.equal(json.rows[0].cells.slice(0, 2), ["small", 3]);
  assert.is(json.rows[0].object.kind, "PartialObjectMetadata");
});

test("includeObject says what the rows of a Table carry", async () => {
  const path = "/clusters/root:t/apis/example.org/v1/widgets?includeObject=";
  const whole = await server.ask(`${path}Object`, { headers: table });
  assert.is(whole.json.rows[0].object.spec.size, 3);
  assert.is((await server.ask(`${path}None`, { headers: table })).json.rows[0].object, null);
  assert.is((await server.ask(`${path}Everything`, { headers: table })).code, 400);
});

test("metadata alone is given to who asks for it", async () => {
  const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  const { json } = await server.ask("/clusters/root:t/apis/example.org/v1/widgets", { headers: { accept } });
  assert.is(json.kind, "PartialObjectMetadataList");
  assert.equal(Object.keys(json.items[0]).sort(), ["apiVersion", "kind", "metadata"]);
});

test("a form we cannot give is 406, and a body we cannot read 415", async () => {
  const protobuf = { accept: "application/vnd.kubernetes.protobuf" };
  assert.is((await server.ask("/api/v1/namespaces", { headers: protobuf })).code, 406);
  const cbor = { method: "POST", body: "x", headers: { "content-type": "application/cbor" } };
  assert.is((await server.ask("/api/v1/namespaces", cbor)).code, 415);
});

test("a watch begins at once and carries later changes as lines", async () => {
  const path = "/clusters/root:w/api/v1/namespaces/default/configmaps";
  const events = eventsOf(await server.open(`${path}?watch=true&resourceVersion=5`));
  await post(path, configMap("seen", { é: "ü" }));
  const { value } = await events.next();
  assert.equal([value.type, value.object.metadata.name, value.object.data], ["ADDED", "seen", { é: "ü" }]);
  await events.return(undefined);
});

test("a watched Table has its columns in the first event only", async () => {
  const path = "/clusters/root:t/apis/example.org/v1/widgets";
  const events = eventsOf(await server.open(`${path}?watch=1`, { headers: table }));
  const { value: first } = await events.next();
  assert.equal([first.object.kind, first.object.columnDefinitions.length], ["Table", 3]);
  await post(path, { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "next" } });
  const { value: second } = await events.next();
  assert.equal([second.object.rows[0].cells[0], second.object.columnDefinitions], ["next", null]);
  await events.return(undefined);
});

test("a watch from too long ago gets 410 as its ERROR event", async () => {
  const response = await server.open("/clusters/root/api/v1/namespaces?watch=true&resourceVersion=1");
  const { value } = await eventsOf(response).next();
  assert.equal([response.statusCode, value.type, value.object.code], [200, "ERROR", 410]);
});

test("a watcher that leaves is forgotten", async () => {
  const before = server.hub.watches.size;
  const response = await server.open("/clusters/root/api/v1/namespaces?watch=true");
  response.destroy();
  while (server.hub.watches.size > before) await new Promise((resolve) => setImmediate(resolve));
  assert.is(server.running.stats().watchesOpen, server.hub.watches.size);
});

test("discovery is served plain and aggregated", async () => {
  const groups = await server.ask("/clusters/root/apis");
  assert.equal(groups.json.groups.map((group: { name: string }) => group.name), ["example.org"]);
  const core = await server.ask("/clusters/root/api/v1");
  assert.equal(core.json.resources.map((row: { name: string }) => row.name), ["configmaps", "namespaces"]);
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
  const all = await server.ask("/clusters/root/apis", { headers: { accept } });
  assert.match(all.headers["content-type"] ?? "", /g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList/);
  assert.is(all.json.items[0].versions[0].resources[0].subresources[0].subresource, "status");
});

test("OpenAPI v3 leads to documents under the same workspace", async () => {
  const index = await server.ask("/clusters/root:t/openapi/v3");
  const { serverRelativeURL } = index.json.paths["apis/example.org/v1"];
  assert.match(serverRelativeURL, /^\/clusters\/root:t\/openapi\/v3\/apis\/example\.org\/v1\?hash=/);
  const { json } = await server.ask(serverRelativeURL);
  const parameters = json.paths["/apis/example.org/v1/widgets/{name}"].patch.parameters;
  assert.ok(parameters.some(({ name }: { name: string }) => name === "fieldValidation"));
});

test("a key given twice is refused when strict, and warned about otherwise", async () => {
  const body = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"twice","name":"twice"}}';
  const strict = await server.ask("/api/v1/namespaces?fieldValidation=Strict", { method: "POST", body });
  assert.equal([strict.code, strict.json.message], [
    400,
    'strict decoding error: duplicate field "metadata.name"',
  ]);
  const warned = await server.ask("/api/v1/namespaces", { method: "POST", body });
  assert.match(String(warned.headers.warning), /duplicate field/);
});

test("patches are told apart by their content type", async () => {
  const headers = { "content-type": "application/strategic-merge-patch+json" };
  await server.ask("/api/v1/namespaces/twice", { method: "PATCH", body: "{}", headers });
  const last = server.hub.requests.at(-1)?.request as { patchType?: string };
  assert.is(last.patchType, "strategic");
  const plain = { method: "PATCH", body: "{}", headers: { "content-type": "application/json" } };
  assert.is((await server.ask("/api/v1/namespaces/twice", plain)).code, 415);
});

test("a subresource and a namespaced name reach the hub as such", async () => {
  const body = JSON.stringify({ apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "w" } });
  await server.ask("/apis/example.org/v1/widgets/w/status", { method: "PUT", body });
  const last = server.hub.requests.at(-1)?.request as { subresource?: string; name?: string; verb?: string };
  assert.equal([last.verb, last.name, last.subresource], ["update", "w", "status"]);
});

test.run();
