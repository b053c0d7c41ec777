/** Joining where something is missing yet: it is said what, and what to do. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAdministrator } from "../../../src/cli/access/administrator.ts";
import { openHubAlone } from "../../../src/cli/compose/live_hub.ts";
import type { Settings } from "../../../src/cli/options.ts";
import { syncTargets, workspaces } from "../../../src/kube/kcp_api.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { ask, typeEdge, until } from "./joined_world.ts";

const home = mkdtempSync(join(tmpdir(), "edgechart-vain-"));
const settings: Settings = {
  ...{ dataDir: home, listen: "127.0.0.1:0", hubListen: "127.0.0.1:0", hubKubeconfig: null },
  ...{ durability: "disk", logLevel: "silent", json: false },
};
const florin = ["join", "florin", "--workspace", "root:imw-1", "--data-dir", home];
let hub: Awaited<ReturnType<typeof openHubAlone>>;
let admin: ClusterApi;

test.before(async () => {
  hub = await openHubAlone(settings);
  admin = (await openAdministrator(settings)).api;
  await make("root", workspaces, {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "Workspace",
    metadata: { name: "imw-1" },
  });
  await make("root:imw-1", syncTargets, {
    ...{ apiVersion: "workload.kcp.io/v1alpha1", kind: "SyncTarget" },
    metadata: { name: "florin" },
  });
});

test.after(async () => {
  admin.close();
  await hub.close();
  rmSync(home, { recursive: true, force: true });
});

/** A new workspace serves what it binds after a moment. */
function make(cluster: string, resource: typeof syncTargets, body: object): Promise<void> {
  return until(
    async () => (await ask(admin, { verb: "create", cluster, resource, body })).ok,
    `${cluster} to take it`,
  );
}

test("without the provider's workspace it is said how to make it", async () => {
  const { code, printed, complaints } = await typeEdge(florin);
  assert.equal([code, printed], [2, ""]);
  assert.match(complaints, /There is no workspace root:espw, so there are no mailboxes. Create it/);
});

test("without a runtime it waits, says for what, and gives up in time", async () => {
  await make("root", workspaces, {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "Workspace",
    metadata: { name: "espw" },
  });
  await until(async () => {
    const found = await ask(admin, { verb: "list", cluster: "root:espw", resource: workspaces });
    return found.ok;
  }, "the workspace to open");
  const { code, printed, complaints } = await typeEdge([...florin, "--timeout", "500ms"]);
  assert.equal([code, printed], [2, ""]);
  assert.match(complaints, /Waiting for mailbox \S+-mb-\S+, at most \d+ms/);
  assert.match(complaints, /Waited 500ms in vain for mailbox .* Is the runtime running/);
});

test("nothing is revoked where nobody was let in", async () => {
  const { code, printed } = await typeEdge(["revoke", ...florin.slice(1)]);
  assert.equal([code, printed], [0, "Nothing to revoke: no credential of florin is good."]);
});

test("without a hub it is said where one was looked for", async () => {
  const { code, complaints } = await typeEdge([...florin.slice(0, -1), join(home, "nowhere")]);
  assert.is(code, 2);
  assert.match(complaints, /Cannot find .*nowhere.admin.kubeconfig". Start the hub, name its --data-dir/);
});

test.run();
