/** What the HTTPS server refuses, and that it stays well. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { connect, type TLSSocket } from "node:tls";
import { issueClientCertificate } from "../../../src/hub/serve/credentials/certificates.ts";
import { createAuthority } from "../../../src/hub/serve/credentials/certificates.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { startServer, type TestServer } from "./client.ts";

let server: TestServer;
test.before(async () => {
  server = await startServer({
    limits: {
      headersTimeoutMs: 300,
      requestTimeoutMs: 2000,
      watchBufferBytesMax: 1024 * 1024,
      watchStallMs: 30_000,
    },
  });
});
test.after(() => server.close());

const refused = async (path: string, code: number) => {
  const before = server.hub.requests.length;
  const answer = await server.ask(path);
  assert.is(answer.code, code, path);
  assert.is(answer.json.kind, "Status");
  assert.is(server.hub.requests.length, before, `${path} reached the hub`);
};

for (
  const path of [
    "//api/v1/namespaces",
    "/clusters/root//api/v1/namespaces",
    "/clusters/root/../other/api/v1/namespaces",
    "/clusters/root/./api/v1/namespaces",
    "/clusters/root%2fapi/v1/namespaces",
    "/clusters/root/%2e%2e/x/api/v1/namespaces",
    "/clusters/root/api/v1/namespaces/a%00b",
    "/clusters/root/api/v1/namespaces/a%5cb",
    "/clusters/root/api/v1/namespaces/%zz",
    "/clusters/root/api/v1/namespaces/..",
  ]
) test(`the path ${path} is refused before it is routed`, () => refused(path, 400));

for (
  const path of [
    "/API/v1/namespaces",
    "/Clusters/root/api/v1/namespaces",
    "/clusters/a/clusters/b/api",
    "/metrics",
  ]
) {
  test(`the path ${path} leads nowhere`, () => refused(path, 404));
}

test("without credentials only health and version are answered", async () => {
  for (const path of ["/livez", "/readyz", "/healthz", "/version"]) {
    assert.is((await server.ask(path, { token: null })).code, 200, path);
  }
  for (
    const path of [
      "/api",
      "/apis",
      "/openapi/v2",
      "/openapi/v3",
      "/metrics",
      "/",
      "/clusters/root/api/v1/namespaces",
    ]
  ) {
    assert.is((await server.ask(path, { token: null })).code, 401, path);
  }
});

test("a wrong token is refused, even where none is needed", async () => {
  assert.is((await server.ask("/version", { token: server.running.token.slice(1) })).code, 401);
});

test("a client certificate of our authority is a user in its groups", async () => {
  const who = { user: "alice", groups: ["devs", "system:masters"] };
  const { certificate: cert, key } = await issueClientCertificate(server.running.authority, who, systemClock);
  assert.is((await server.ask("/api/v1/namespaces", { token: null, cert, key })).code, 200);
  const { caller } = server.hub.requests.at(-1)!;
  assert.equal(caller, { user: "alice", groups: ["devs", "system:masters", "system:authenticated"] });
});

test("a client certificate of another authority is refused", async () => {
  const stranger = await createAuthority("edgechart-ca", systemClock);
  const who = { user: "alice", groups: ["system:masters"] };
  const { certificate: cert, key } = await issueClientCertificate(stranger, who, systemClock);
  assert.is((await server.ask("/api/v1/namespaces", { token: null, cert, key })).code, 401);
});

test("identity headers of the client count for nothing, and impersonation is refused", async () => {
  const headers = { "x-remote-user": "root", "x-remote-group": "system:masters" };
  assert.is((await server.ask("/api/v1/namespaces", { headers, token: null })).code, 401);
  assert.is((await server.ask("/api/v1/namespaces", { headers: { "impersonate-user": "bob" } })).code, 403);
});

test("a request under another host name or from a web page is refused", async () => {
  assert.is((await server.ask("/version", { headers: { host: "evil.example:6443" } })).code, 403);
  assert.is((await server.ask("/version", { headers: { host: "localhost:1" } })).code, 200);
  assert.is((await server.ask("/version", { headers: { origin: "https://evil.example" } })).code, 403);
});

test("a body over 3 MiB is 413, announced or not", async () => {
  const body = `{"x":"${"y".repeat(3 * 1024 * 1024)}"}`;
  const path = "/api/v1/namespaces";
  assert.is((await server.ask(path, { method: "POST", body })).code, 413);
  const chunked = await server.ask(path, {
    method: "POST",
    body,
    headers: { "transfer-encoding": "chunked" },
  });
  assert.is(chunked.code, 413);
});

test("a body that nests too deep is 400", async () => {
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  assert.is((await server.ask("/api/v1/namespaces", { method: "POST", body: deep })).code, 400);
  const yaml = { method: "POST", body: deep, headers: { "content-type": "application/yaml" } };
  assert.is((await server.ask("/api/v1/namespaces", yaml)).code, 400);
});

test("YAML that unfolds without end is 400", async () => {
  const rows = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
  const body = `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${rows.join("\n")}\n`;
  const bomb = { method: "POST", body, headers: { "content-type": "application/yaml" } };
  assert.is((await server.ask("/api/v1/namespaces", bomb)).code, 400);
});

test("a __proto__ key is data", async () => {
  const body = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"p"},"__proto__":{"polluted":true}}';
  await server.ask("/api/v1/namespaces", { method: "POST", body });
  assert.is(({} as { polluted?: boolean }).polluted, undefined);
  assert.match((await server.ask("/api/v1/namespaces/p")).text, /"__proto__":\{"polluted":true\}/);
});

test("a client that is slow with its headers is cut off", async () => {
  const socket = await rawSocket("GET / HTTP/1.1\r\nHost: localhost\r\n");
  await new Promise((resolve) => socket.on("close", resolve).resume());
  assert.is((await server.ask("/livez")).code, 200);
});

test("a watcher that does not read is dropped and counted, the others live on", async () => {
  const { hub, running } = server;
  const token = `Authorization: Bearer ${running.token}`;
  const path = "/clusters/root:slow/api/v1/namespaces?watch=true";
  const socket = await rawSocket(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${token}\r\n\r\n`);
  socket.pause();
  while (hub.watches.size === 0) await turn();
  const [sink] = hub.watches;
  const before = running.stats().watchersDropped;
  const metadata = { name: "big", annotations: { x: "y".repeat(500_000) } };
  while (running.stats().watchersDropped === before) {
    sink!.event({
      type: "MODIFIED",
      object: { apiVersion: "v1", kind: "Namespace", metadata: { ...metadata } },
    });
    await turn();
  }
  assert.is(hub.watches.has(sink!), false);
  socket.destroy();
});

test("each request leaves one audit line, without body or token", async () => {
  const { log, running } = server;
  log.lines.length = 0;
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "sealed" },
    secret: "hush",
  });
  await server.ask("/clusters/root:a/api/v1/namespaces?fieldManager=x", { method: "POST", body });
  const [line, ...more] = log.lines;
  const { user, verb, cluster, resource, name, code, decision } = line!.fields;
  assert.equal({ user, verb, cluster, resource, name, code, decision }, {
    user: "admin",
    verb: "create",
    cluster: "root:a",
    resource: "namespaces",
    name: "sealed",
    code: 201,
    decision: "allow",
  });
  const text = JSON.stringify(line);
  assert.not(text.includes("hush") || text.includes(running.token));
  assert.is(more.length, 0);
});

test("closing ends watches and frees the port", async () => {
  const other = await startServer();
  const response = await other.open("/api/v1/namespaces?watch=true");
  const ended = new Promise((resolve) => response.on("close", resolve).on("error", () => {}).resume());
  await other.close();
  await ended;
  assert.is(other.hub.watches.size, 0);
});

function rawSocket(text: string): Promise<TLSSocket> {
  const { hostname, port } = new URL(server.running.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca: server.running.caData }, () => {
      socket.write(text);
      resolve(socket);
    });
    socket.on("error", reject);
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test.run();
