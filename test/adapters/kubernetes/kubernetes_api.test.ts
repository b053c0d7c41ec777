/** The way to a server over HTTPS keeps the contract. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { join } from "node:path";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { writeAdminKubeconfig } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { recordingLog, startServer } from "../../hub/serve/client.ts";
import { call, runContract } from "../cluster_api_contract.ts";

runContract("over HTTPS", async (hub) => {
  const server = await startServer({ hub });
  const kubeconfig = join(server.dataDir, "admin.kubeconfig");
  writeAdminKubeconfig(kubeconfig, server.running);
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: recordingLog() });
  return {
    api,
    close: async () => {
      api.close();
      await server.close();
    },
  };
});

test("a token that the server does not know is refused with 401", async () => {
  const server = await startServer();
  const kubeconfig = join(server.dataDir, "wrong.kubeconfig");
  writeAdminKubeconfig(kubeconfig, { ...server.running, token: "guess" });
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: recordingLog() });
  const resource = { group: "", version: "v1", resource: "namespaces" };
  const answer = await call(api, { verb: "list", cluster: "root", resource });
  assert.is(answer.ok ? 200 : answer.error.status, 401);
  api.close();
  await server.close();
});

test("a delete takes its preconditions along", async () => {
  const server = await startServer();
  const kubeconfig = join(server.dataDir, "admin.kubeconfig");
  writeAdminKubeconfig(kubeconfig, server.running);
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: recordingLog() });
  const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "u" } };
  const resource = { group: "", version: "v1", resource: "configmaps" };
  for (let at = 0; at < 2; at++) { // the second on a connection that was kept
    await call(api, { verb: "delete", cluster: "root", resource, namespace: "a", name: "b", body });
    assert.equal((server.hub.requests.at(-1)?.request as { body?: unknown }).body, body);
  }
  api.close();
  await server.close();
});

test.run();
