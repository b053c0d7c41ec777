/** `edgechart init` on a Kubernetes without workspaces and on a hub with them, each a process of its own. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import { customResourceDefinitions } from "../../../src/kube/core_api.ts";
import { edgePlacements } from "../../../src/kube/edge_api.ts";
import { apiExports } from "../../../src/kube/kcp_api.ts";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { hasKubectl } from "../../hub/serve/kubectl.ts";
import { kubectlTest } from "../../hub/serve/kubectl_test.ts";
import { ask, edgechart, kubectl, Processes } from "./processes.ts";

const processes = new Processes();
let kubernetes = "";
let api: ClusterApi;
test.before(async () => {
  if (!hasKubectl()) return;
  kubernetes = await processes.serveKubernetes("hub");
  api = await processes.connect(kubernetes);
});
test.after(() => processes.close());

const init = (kubeconfig: string, ...more: string[]) =>
  edgechart("init", "--hub-kubeconfig", kubeconfig, ...more);

/** The definitions on the server, with their versions. */
async function definitions(): Promise<readonly string[]> {
  const answer = await ask(api, { verb: "list", resource: customResourceDefinitions });
  assert.ok(answer.ok);
  return (answer as { body: KubeList }).body.items.map(({ metadata: { name, resourceVersion } }) =>
    `${name} ${resourceVersion}`
  );
}

/** A definition of somebody else's, under a name that init needs. */
const foreign = (type: string): KubeObject => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "synctargets.workload.kcp.io" },
  spec: {
    group: "workload.kcp.io",
    scope: "Cluster",
    names: { plural: "synctargets", singular: "synctarget", kind: "SyncTarget" },
    versions: [{
      name: "v1alpha1",
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: { type },
            status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
          },
        },
      },
      subresources: { status: {} },
    }],
  },
});

async function replaceSyncTargets(definition: KubeObject): Promise<void> {
  const { name } = definition.metadata;
  await kubectl(kubernetes, `delete crd ${name} --ignore-not-found --wait=true`);
  const made = await ask(api, { verb: "create", resource: customResourceDefinitions, body: definition });
  assert.ok(made.ok);
  await kubectl(kubernetes, `wait crd ${name} --for=condition=Established`);
}

kubectlTest("a dry run says what would be done, and does nothing", async () => {
  const before = await definitions();
  const { code, stdout } = await init(kubernetes, "--dry-run");
  assert.is(code, 0);
  assert.match(stdout, "CustomResourceDefinition edgeplacements.edge.kcp.io would be created");
  assert.match(stdout, /18 objects would be written, and none was\.\n$/);
  assert.equal(await definitions(), before);
});

kubectlTest(
  "a definition of the same name that cannot do the work is in the way: it is named, and nothing is changed",
  async () => {
    await replaceSyncTargets(foreign("string"));
    const before = await definitions();
    const { code, stderr, stdout } = await init(kubernetes);
    assert.equal([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /synctargets\.workload\.kcp\.io is not ours, and version v1alpha1 has spec of type string instead of object.*Nothing was changed/,
    );
    assert.equal(await definitions(), before);
  },
);

kubectlTest("one that can is left as it is, the others are made, and are served when init ends", async () => {
  const theirs = foreign("object");
  Object.assign(
    (theirs as unknown as {
      spec: { versions: { schema: { openAPIV3Schema: { properties: { spec: object } } } }[] };
    }).spec.versions[0]!.schema.openAPIV3Schema.properties.spec,
    { "x-kubernetes-preserve-unknown-fields": true },
  );
  await replaceSyncTargets(theirs);
  const { code, stdout } = await init(kubernetes);
  assert.is(code, 0);
  assert.match(stdout, "synctargets.workload.kcp.io is not as ours would be, but does; it is left as it is");
  assert.match(stdout, /is ready; 17 objects written\.\n$/);
  assert.ok((await ask(api, { verb: "list", resource: edgePlacements })).ok);
});

kubectlTest("a second run has nothing to do, and writes nothing", async () => {
  const before = await definitions();
  const { code, stdout } = await init(kubernetes);
  assert.is(code, 0);
  assert.match(stdout, /nothing to do\.\n$/);
  assert.equal(await definitions(), before);
});

kubectlTest("a definition of ours that has fallen behind is brought up to date", async () => {
  const patch = `[{"op":"remove","path":"/spec/names/shortNames"}]`;
  await kubectl(kubernetes, `patch crd edgeplacements.edge.kcp.io --type=json -p ${patch}`);
  const { stdout } = await init(kubernetes);
  assert.match(stdout, /edgeplacements\.edge\.kcp\.io updated/);
  assert.match((await kubectl(kubernetes, "get epl")).stderr, "No resources found");
});

kubectlTest("who may not is told which right is missing, in one line", async () => {
  await kubectl(kubernetes, "create serviceaccount nobody -n default");
  const { stdout: token } = await kubectl(kubernetes, "create token nobody -n default");
  const kubeconfig = join(processes.home, "nobody.kubeconfig");
  writeFileSync(kubeconfig, await withToken(token.trim()));
  const { code, stderr } = await init(kubeconfig);
  assert.is(code, 2);
  assert.match(
    stderr,
    /^Cannot read CustomResourceDefinition .*Give --hub-kubeconfig a user who may get, create and update customresourcedefinitions\.apiextensions\.k8s\.io\.\n$/,
  );
});

/** A kubeconfig that trusts whatever answers: this test is about rights. */
async function withToken(token: string): Promise<string> {
  const { server } = loadAccess(kubernetes);
  return await Promise.resolve(JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    users: [{ name: "u", user: { token } }],
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
  }));
}

kubectlTest("without a hub, or with one that does not answer, one line says so", async () => {
  assert.match((await edgechart("init")).stderr, "init needs --hub-kubeconfig FILE");
  const kubeconfig = join(processes.home, "dead.kubeconfig");
  writeFileSync(kubeconfig, (await withToken("t")).replace(/https:[^"]*/, "https://127.0.0.1:1"));
  const { code, stderr } = await init(kubeconfig);
  assert.is(code, 2);
  assert.match(stderr, /^Cannot look at the hub that .*cannot reach the server.*\n$/);
});

kubectlTest("serve on a Kubernetes that was not initialized says what to run", async () => {
  const bare = await processes.serveKubernetes("bare");
  const { code, stderr } = await edgechart("serve", "--hub-kubeconfig", bare, "--listen", "127.0.0.1:0");
  assert.is(code, 2);
  assert.match(stderr, /does not serve edge\.kcp\.io\. Run: edgechart init --hub-kubeconfig/);
});

kubectlTest("serve with an edge whose kubeconfig cannot be used ends with one line", async () => {
  const files = [
    "--data-dir",
    join(processes.home, "runtime"),
    "--listen",
    "127.0.0.1:0",
    "--hub-listen",
    "127.0.0.1:0",
  ];
  for (
    const [edge, why] of [["none", /^Cannot read kubeconfig .*none: .*\n$/], [
      `${kubernetes}#other`,
      /it has no context "other"\n$/,
    ]] as const
  ) {
    const { code, stderr } = await edgechart("serve", ...files, "--edge", `florin=${edge}`);
    assert.is(code, 2);
    assert.match(stderr, why);
  }
});

kubectlTest("a hub with workspaces gets the provider's workspace and the export, once", async () => {
  const { up } = await processes.start(
    "hub",
    "--data-dir",
    join(processes.home, "kcp"),
    "--hub-listen",
    "127.0.0.1:0",
  );
  const kcp = up["adminKubeconfig"]!;
  const rehearsal = await init(kcp, "--dry-run");
  assert.match(rehearsal.stdout, /Workspace espw in root would be created\n/);
  const first = await init(kcp);
  assert.match(
    first.stdout,
    /Workspace espw in root created\n.*APIExport edge\.kcp\.io in root:espw created\nThis hub is a kcp, and is ready; 19 objects written\.\n$/s,
  );
  assert.match((await init(kcp)).stdout, /nothing to do\.\n$/);
  const hub = await processes.connect(kcp);
  assert.ok(
    (await ask(hub, { verb: "get", cluster: "root:espw", resource: apiExports, name: "edge.kcp.io" })).ok,
  );
});

test.run();
