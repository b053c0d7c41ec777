/** The real kubectl in workspaces of the real hub. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { kubeconfigText } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { createKubectl } from "./kubectl.ts";
import { kubectlTest } from "./kubectl_test.ts";
import { startRealServer } from "./real_hub.ts";

kubectlTest("a workspace is made, found by path and id, and its kinds are listed", async () => {
  const hub = await startRealServer("workspaces");
  const { url, caData, token } = hub.running;
  const at = (cluster: string) =>
    createKubectl(kubeconfigText([{ name: "w", server: `${url}/clusters/${cluster}`, caData, token }]));
  const root = at("root");
  const workspace = "apiVersion: tenancy.kcp.io/v1alpha1\nkind: Workspace\nmetadata: {name: espw}\n";
  assert.match((await root.run("create -f -", workspace)).stdout, "created");
  await root.run("wait workspace/espw --for=jsonpath={.status.phase}=Ready --timeout=5s");
  const id = (await root.run("get workspace espw -o jsonpath={.spec.cluster}")).stdout;
  for (const cluster of ["root:espw", id]) {
    const inside = at(cluster);
    assert.match((await inside.run("get logicalcluster cluster")).stdout, /^NAME +/, cluster);
    inside.close();
  }
  root.close();
  await hub.close();
});
test.run();
