/** A hub is spoken to as what it shows itself to be, and not before it has. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createHubApi } from "../../../src/adapters/kubernetes/hub_api.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import { edgePlacements } from "../../../src/kube/edge_api.ts";
import { workspaces } from "../../../src/kube/kcp_api.ts";
import type { ApiResource, Gvr } from "../../../src/kube/resource.ts";
import type { ApiAnswer, ApiRequest, ClusterApi, DiscoveryAnswer } from "../../../src/ports/cluster_api.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";

const row = (gvr: Gvr): ApiResource => ({
  ...gvr,
  kind: "K",
  singular: "k",
  namespaced: false,
  verbs: ["list"],
});

/** A server that is asked and answers when the test says so. */
class AskedServer {
  readonly calls: ApiRequest[] = [];
  readonly watched: string[] = [];
  readonly looks: ((answer: DiscoveryAnswer) => void)[] = [];
  readonly api: ClusterApi = {
    call: (request, answer) => {
      this.calls.push(request);
      answer({
        ok: true,
        status: 200,
        body: { apiVersion: "v1", kind: "List", metadata: { resourceVersion: "1" }, items: [] },
      });
    },
    watch: ({ cluster }) => (this.watched.push(cluster), { stop: () => {} }),
    discover: (_cluster, answer) => void this.looks.push(answer),
    close: () => {},
  };

  shows(...resources: Gvr[]): void {
    this.looks.shift()!({ ok: true, resources: resources.map(row) });
  }
}

/** Lists in a workspace, and remembers what is answered. */
function listing(hub: ClusterApi): ApiAnswer[] {
  const answers: ApiAnswer[] = [];
  hub.call({ verb: "list", cluster: "root:a", resource: configMaps }, (answer) => answers.push(answer));
  return answers;
}

test("a hub with workspaces is asked for workspaces", () => {
  const server = new AskedServer();
  const hub = createHubApi(server.api);
  const [first, second] = [listing(hub), listing(hub)];
  assert.equal([server.looks.length, server.calls.length], [1, 0], "one look for all that wait");
  server.shows(workspaces, edgePlacements);
  assert.equal(server.calls.map(({ cluster }) => cluster), ["root:a", "root:a"]);
  assert.equal([first.length, second.length], [1, 1]);
});

test("a Kubernetes that serves the edge API is asked for itself", () => {
  const server = new AskedServer();
  const hub = createHubApi(server.api);
  listing(hub);
  server.shows(edgePlacements);
  listing(hub);
  assert.equal(server.calls.map(({ cluster }) => cluster), ["", ""]);
});

test("a Kubernetes that does not is asked for nothing, and looked at again", () => {
  const server = new AskedServer();
  const hub = createHubApi(server.api);
  const answers = listing(hub);
  server.shows(configMaps);
  assert.is(server.calls.length, 0);
  assert.match((answers[0] as { error: KubeError }).error.message, "edgechart init");
  listing(hub);
  server.shows(edgePlacements);
  assert.is(server.calls.length, 1);
});

test("while a hub does not answer, whoever asks is refused with its reason", () => {
  const server = new AskedServer();
  const hub = createHubApi(server.api);
  const answers = listing(hub);
  const error = new KubeError(0, "Unreachable", "nobody there");
  server.looks.shift()!({ ok: false, error });
  assert.equal(answers, [{ ok: false, error }]);
});

test("a watch that is stopped before the kind is known is never opened", () => {
  const server = new AskedServer();
  const hub = createHubApi(server.api);
  const sink = { event: () => {}, closed: () => {} };
  hub.watch({ cluster: "root:a", resource: configMaps }, sink).stop();
  hub.watch({ cluster: "root:b", resource: configMaps }, sink);
  server.shows(workspaces);
  assert.equal(server.watched, ["root:b"]);
});

test.run();
