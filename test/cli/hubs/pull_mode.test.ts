/**
 * A syncer beside its edge, with a mailbox on a Kubernetes without workspaces: it sees its own namespace there, and nothing else; and the
 * runtime has no more than the rights that docs/hubs.md names. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import { hasKubectl } from "../../hub/serve/kubectl.ts";
import { kubectlTest } from "../../hub/serve/kubectl_test.ts";
import { edgechart, kubectl, Processes, until } from "./processes.ts";
import { inventory, workloads } from "./seed_content.ts";

const processes = new Processes();
let [hub, guilder, mailbox] = ["", "", ""];

/** What docs/hubs.md gives the runtime. */
const runtimeRole = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: edgechart}
rules:
- {apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}
- {apiGroups: [""], resources: [namespaces], verbs: [create, delete]}
- {apiGroups: [""], resources: [secrets], verbs: [create, update, patch, delete]}
- {apiGroups: [edge.kcp.io], resources: [mailboxobjects, mailboxobjects/status], verbs: [create, update, patch, delete]}
- {apiGroups: [edge.kcp.io], resources: [singleplacementslices, statussummaries], verbs: [create, update, delete]}
- {apiGroups: [workload.kcp.io], resources: [synctargets/status], verbs: [patch]}
`;

/** What docs/hubs.md gives a syncer without upsync. */
const role = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: syncer}
rules:
- {apiGroups: [edge.kcp.io], resources: [mailboxobjects], verbs: [get, list, watch]}
- {apiGroups: [edge.kcp.io], resources: [mailboxobjects/status], verbs: [update, patch]}
- {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
`;

test.before(async () => {
  if (!hasKubectl()) return;
  [hub, guilder] = await Promise.all(["hub", "guilder"].map((name) => processes.serveKubernetes(name))) as [
    string,
    string,
  ];
  assert.is((await edgechart("init", "--hub-kubeconfig", hub)).code, 0);
  await kubectl(hub, "create serviceaccount edgechart -n default");
  await kubectl(hub, "apply -f -", runtimeRole);
  await kubectl(
    hub,
    "create clusterrolebinding edgechart --clusterrole=edgechart --serviceaccount=default:edgechart",
  );
  const kubeconfig = await kubeconfigOf("edgechart", "default");
  const files = ["--hub-kubeconfig", kubeconfig, "--data-dir", join(processes.home, "runtime")];
  await processes.start("serve", ...files, "--listen", "127.0.0.1:0");
  await kubectl(hub, "apply -f -", inventory);
  await kubectl(hub, "apply -f -", workloads);
  const uid = (await kubectl(hub, "get synctarget sync-target-g -o jsonpath={.metadata.uid}")).stdout;
  mailbox = `kubernetes-mb-${uid}`;
  await until(async () => (await kubectl(hub, `get namespace ${mailbox}`)).code === 0, "the mailbox");
});
test.after(() => processes.close());

/** The kubeconfig of a ServiceAccount in the mailbox, whose context names the mailbox as its namespace. */
async function syncerKubeconfig(): Promise<string> {
  await kubectl(hub, `create serviceaccount syncer -n ${mailbox}`);
  await kubectl(hub, `apply -n ${mailbox} -f -`, role);
  await kubectl(
    hub,
    `create rolebinding syncer -n ${mailbox} --role=syncer --serviceaccount=${mailbox}:syncer`,
  );
  return await kubeconfigOf("syncer", mailbox);
}

/** A kubeconfig for a ServiceAccount, with its namespace as the context's. */
async function kubeconfigOf(account: string, namespace: string): Promise<string> {
  const token = (await kubectl(hub, `create token ${account} -n ${namespace}`)).stdout.trim();
  const access = loadAccess(hub);
  const cluster = {
    server: access.server,
    "certificate-authority-data": btoa(String((await access.credentials()).tls.ca)),
  };
  const path = join(processes.home, `${account}.kubeconfig`);
  writeFileSync(
    path,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c", user: "u", namespace } }],
      users: [{ name: "u", user: { token } }],
      clusters: [{ name: "c", cluster }],
    }),
  );
  return path;
}

kubectlTest("its edge is kept as the mailbox says, and its status comes back", async () => {
  const files = ["--mailbox-kubeconfig", await syncerKubeconfig(), "--edge-kubeconfig", guilder];
  const { up } = await processes.start(
    "syncer",
    ...files,
    "--data-dir",
    join(processes.home, "syncer"),
    "--listen",
    "127.0.0.1:0",
  );
  assert.is(up["mailbox"], mailbox);
  const ready = async () =>
    (await kubectl(guilder, "get deployments -A -o jsonpath={.items[*].status.readyReplicas}")).stdout;
  await until(async () => await ready() === "1 1", "both Deployments to be ready at the edge");
  assert.is(
    (await kubectl(guilder, "get secret key -n specialstuff -o jsonpath={.data.word}")).stdout,
    btoa("open-sesame"),
  );
  const summary = async () =>
    (await kubectl(hub, "get statussummaries -n specialstuff -o jsonpath={.items[*].summary.ready}")).stdout;
  await until(async () => await summary() === "1", "the summary beside the workload");
  const isReady = async () => (await kubectl(hub, "get synctarget sync-target-g")).stdout.includes("True");
  await until(isReady, "the SyncTarget to be Ready");
});

kubectlTest(
  "its credential reads no other mailbox, no workload, and changes nothing that it is to do",
  async () => {
    const own = join(processes.home, "syncer.kubeconfig");
    const other = (await kubectl(hub, "get namespaces -o name")).stdout.split("\n")
      .map((line) => line.replace("namespace/", "")).find((name) =>
        name.startsWith("kubernetes-mb-") && name !== mailbox
      );
    for (
      const line of [
        `get mailboxobjects -n ${other}`,
        `get secrets -n ${other}`,
        "get secrets -n commonstuff",
        "get edgeplacements",
        `delete mailboxobjects --all -n ${mailbox}`,
        `label mailboxobjects --all a=b -n ${mailbox}`,
      ]
    ) {
      assert.match((await kubectl(own, line)).stderr, "Forbidden", line);
    }
  },
);

test.run();
