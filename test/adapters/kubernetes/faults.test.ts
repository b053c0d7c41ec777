/** What the way over HTTPS makes of servers and networks that misbehave, and of odd kubeconfigs. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Buffer } from "node:buffer";
import {
  type KubernetesApiOptions,
  openKubernetesApi,
} from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import type { ApiAnswer, ClusterApi, DiscoveryAnswer } from "../../../src/ports/cluster_api.ts";
import type { KubeError } from "../../../src/ports/kube_error.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { recordingLog } from "../../hub/serve/client.ts";
import { call } from "../cluster_api_contract.ts";

const folder = mkdtempSync(join(tmpdir(), "edgechart-faults-"));
const kubeconfig = join(folder, "config");
let server: Server;
let serve: (request: IncomingMessage, response: ServerResponse) => void;
let port = 0;
test.before(async () => {
  server = createServer((request, response) => serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
test.after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const pods = { group: "", version: "v1", resource: "pods" };

/** client-node refuses plain HTTP unless TLS is switched off; it spares these tests their certificates. */
function writeConfig(user: string, cluster = "insecure-skip-tls-verify: true"): void {
  writeFileSync(
    kubeconfig,
    `apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
users: [{name: u, user: ${user}}]
clusters: [{name: c, cluster: {server: "http://127.0.0.1:${port}/", ${cluster}}}]
`,
  );
}

async function open(options: Partial<KubernetesApiOptions> = {}, user = "{token: t}"): Promise<ClusterApi> {
  writeConfig(user);
  return await openKubernetesApi({ kubeconfig, clock: systemClock, log: recordingLog(), ...options });
}

async function listError(options: Partial<KubernetesApiOptions> = {}): Promise<KubeError> {
  const api = await open(options);
  const answer = await call(api, { verb: "list", cluster: "", resource: pods });
  api.close();
  return (answer as { error: KubeError }).error;
}

test("a connection that breaks before or in the middle of an answer is Unreachable", async () => {
  serve = (request) => request.socket.destroy();
  assert.is((await listError()).reason, "Unreachable");
  serve = (request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("{", () => request.socket.destroy());
  };
  assert.is((await listError()).reason, "Unreachable");
});

test("a server that does not answer is Unreachable after the deadline", async () => {
  serve = () => {};
  const error = await listError({ requestTimeoutMs: 20 });
  assert.equal([error.status, error.reason], [0, "Unreachable"]);
});

test("a redirect is not followed, with or without our token", async () => {
  const paths: unknown[] = [];
  serve = (request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: "/elsewhere" }).end();
  };
  assert.is((await listError()).reason, "Unreachable");
  assert.equal(paths, ["/api/v1/pods"]);
});

test("Retry-After is carried, and a body that is no Status is told by its code", async () => {
  serve = (_request, response) => void response.writeHead(429, { "retry-after": "7" }).end("slow down");
  const { status, reason, message, details } = await listError();
  assert.equal([status, reason, message, details.retryAfterSeconds], [
    429,
    "TooManyRequests",
    "slow down",
    7,
  ]);
});

test("an answer that is not JSON is an error", async () => {
  serve = (_request, response) => void response.end("<html>");
  assert.is((await listError()).reason, "Unknown");
});

/** Watches until the end, and tells what came. */
async function watchToEnd(
  options: Partial<KubernetesApiOptions> = {},
): Promise<readonly [string[], KubeError | null]> {
  const api = await open(options);
  const seen: string[] = [];
  const error = await new Promise<KubeError | null>((closed) => {
    api.watch({ cluster: "", resource: pods }, {
      event: ({ object }) => seen.push(object.metadata.name),
      closed,
    });
  });
  api.close();
  return [seen, error];
}

const line = (name: string) => JSON.stringify({ type: "ADDED", object: { metadata: { name } } }) + "\n";

test("characters and lines that are cut by chunks come whole", async () => {
  serve = (_request, response) => {
    const bytes = Buffer.from(line("größe") + line("b"));
    const cut = bytes.indexOf("ö") + 1;
    response.write(bytes.subarray(0, cut));
    setImmediate(() => response.end(bytes.subarray(cut)));
  };
  assert.equal(await watchToEnd(), [["größe", "b"], null]);
});

test("a watch whose connection breaks is closed as Unreachable, after its events", async () => {
  serve = (request, response) => void response.write(line("a"), () => request.socket.destroy());
  const [seen, error] = await watchToEnd();
  assert.equal([seen, error?.reason], [["a"], "Unreachable"]);
});

test("a watch that is silent too long is closed as Unreachable", async () => {
  serve = (_request, response) => response.flushHeaders();
  const [, error] = await watchToEnd({ watchIdleMs: 20 });
  assert.is(error?.reason, "Unreachable");
});

test("an ERROR event and a refusal close a watch with what they say", async () => {
  const status = { kind: "Status", code: 410, reason: "Expired", message: "too old" };
  serve = (_request, response) => void response.end(JSON.stringify({ type: "ERROR", object: status }) + "\n");
  assert.is((await watchToEnd())[1]?.reason, "Expired");
  serve = (_request, response) => void response.writeHead(410).end(JSON.stringify(status));
  assert.is((await watchToEnd())[1]?.message, "too old");
});

test("plain discovery gives each resource once, at the version its group prefers", async () => {
  const row = (name: string, kind: string) => ({
    name,
    kind,
    singularName: "",
    namespaced: true,
    verbs: ["get"],
  });
  const list = (groupVersion: string, ...resources: unknown[]) => ({
    kind: "APIResourceList",
    groupVersion,
    resources,
  });
  const versions = [{ groupVersion: "apps/v1beta1" }, { groupVersion: "apps/v1" }];
  const documents: Record<string, unknown> = {
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/apis": { kind: "APIGroupList", groups: [{ name: "apps", versions, preferredVersion: versions[1] }] },
    "/api/v1": list("v1", row("pods", "Pod"), row("pods/status", "Pod")),
    "/apis/apps/v1": list("apps/v1", row("deployments", "Deployment")),
    "/apis/apps/v1beta1": list("apps/v1beta1", row("deployments", "Deployment"), row("old", "Old")),
  };
  serve = (request, response) => void response.end(JSON.stringify(documents[request.url ?? ""]));
  const rows = await discover();
  const words = (rows.ok ? rows.resources : []).map((r) => `${r.resource}.${r.version} ${r.subresources}`);
  assert.equal(words, ["deployments.v1 ", "old.v1beta1 ", "pods.v1 status"]);
});

test("half of discovery is no discovery", async () => {
  serve = (request, response) => {
    const isBroken = request.url === "/apis/apps/v1";
    const groups = [{ name: "apps", versions: [{ groupVersion: "apps/v1" }] }];
    response.writeHead(isBroken ? 503 : 200).end(JSON.stringify({ versions: [], groups }));
  };
  const answer = await discover();
  assert.is(answer.ok ? "answered" : answer.error.status, 503);
});

async function discover(): Promise<DiscoveryAnswer> {
  const api = await open();
  const answer = await new Promise<DiscoveryAnswer>((resolve) => api.discover("", resolve));
  api.close();
  return answer;
}

test("many calls share a connection", async () => {
  const sockets = new Set<unknown>();
  serve = (request, response) => {
    sockets.add(request.socket);
    response.end("{}");
  };
  const api = await open();
  for (let at = 0; at < 5; at++) await call(api, { verb: "list", cluster: "", resource: pods });
  api.close();
  assert.is(sockets.size, 1);
});

test("the token of a token file is sent, which client-node overlooks", async () => {
  writeFileSync(join(folder, "token"), "from-file");
  let header: string | undefined;
  serve = (request, response) => {
    header = request.headers.authorization;
    response.end("{}");
  };
  const api = await open({}, "{tokenFile: token}");
  await call(api, { verb: "list", cluster: "", resource: pods });
  api.close();
  assert.is(header, "Bearer from-file");
});

test("a workspace takes the place of the one in the server's address", async () => {
  const urls: unknown[] = [];
  serve = (request, response) => (urls.push(request.url), response.end("{}"));
  const api = await open();
  const list = (cluster: string): Promise<ApiAnswer> => call(api, { verb: "list", cluster, resource: pods });
  for (const cluster of ["", "root:a", "*"]) await list(cluster);
  api.close();
  assert.equal(urls, ["/api/v1/pods", "/clusters/root:a/api/v1/pods", "/clusters/*/api/v1/pods"]);
});

test("a kubeconfig that leads nowhere is told in a sentence", async () => {
  const failure = (options: Partial<KubernetesApiOptions>) =>
    openKubernetesApi({ kubeconfig, clock: new VirtualClock(), log: recordingLog(), ...options })
      .then(() => "opened", (error: Error) => error.message);
  assert.match(await failure({ kubeconfig: join(folder, "none") }), /^Cannot read kubeconfig/);
  writeConfig("{token: t}");
  assert.match(await failure({ context: "other" }), /it has no context "other"/);
});

test.run();
