/** Pinned: seed 5570 bound an API anew before the model hub had taken away the old binding's, and was never served it again. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { deployments, namespaces } from "../../../src/kube/core_api.ts";
import { apiBindings } from "../../../src/kube/kcp_api.ts";
import { foundWorkspace, liveInHub } from "../../../src/simulation/model/hub_life.ts";
import { hubRows } from "../../../src/simulation/model/model_kinds.ts";
import { ModelServer } from "../../../src/simulation/model/model_server.ts";

const name = "bind-kubernetes";
const delays = { bind: 10, unbind: 100 };

/** A hub that is slower to end a binding than to make one. */
function slowHub() {
  const clock = new VirtualClock();
  const hub = new ModelServer({
    name: "hub",
    rows: hubRows,
    clock,
    randomness: seededRandomness(1),
    versionBase: 0n,
    pageMax: 500,
    hasWorkspaces: true,
  });
  let isBound = false;
  liveInHub(hub, () => isBound ? delays.unbind : delays.bind);
  const cluster = foundWorkspace(hub, "root:w");
  const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } };
  hub.handle({ cluster, resource: namespaces, verb: "create", body: space }, "user");
  const at = { cluster, resource: apiBindings };
  const body = {
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIBinding",
    metadata: { name },
    spec: { reference: { export: { path: "root", name: "kubernetes" } } },
  };
  return {
    bind() {
      isBound = false;
      hub.handle({ ...at, verb: "create", body }, "user");
    },
    unbind() {
      isBound = true;
      hub.handle({ ...at, verb: "delete", name }, "user");
    },
    deploy(called: string) {
      const metadata = { name: called, namespace: "n" };
      const object = { apiVersion: "apps/v1", kind: "Deployment", metadata };
      const answer = hub.handle({ cluster, resource: deployments, verb: "create", body: object }, "user");
      assert.ok(answer.ok);
    },
    advance: (ms: number) => clock.advance(ms),
    isServed: () => hub.rowOf(cluster, deployments) !== undefined,
    deployed: () => hub.list(deployments, cluster).map(({ metadata }) => metadata.name),
  };
}

test("an API that is bound again stays served, and only what the old binding brought goes with it", () => {
  const hub = slowHub();
  hub.bind();
  hub.advance(delays.bind);
  hub.deploy("old");
  hub.unbind();
  hub.bind();
  hub.advance(delays.bind);
  hub.deploy("new");
  hub.advance(delays.unbind);
  assert.equal([hub.isServed(), hub.deployed()], [true, ["new"]]);
});

test("an API that is not bound again goes with everything of it", () => {
  const hub = slowHub();
  hub.bind();
  hub.advance(delays.bind);
  hub.deploy("old");
  hub.unbind();
  hub.advance(delays.unbind);
  assert.equal([hub.isServed(), hub.deployed()], [false, []]);
});

test.run();
