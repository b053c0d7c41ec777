/** The manifests in config/syncer: they render, a cluster takes them, and a syncer has enough with what they give it. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseAllDocuments } from "yaml";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { openEdgeAlone } from "../../../src/cli/compose/live_edge.ts";
import { openLiveSyncer } from "../../../src/cli/compose/live_syncer.ts";
import type { ServedEdge } from "../../../src/cli/serve_edge.ts";
import { kubeconfigText } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { configMaps, deployments, namespaces, serviceAccounts } from "../../../src/kube/core_api.ts";
import { createKubectl } from "../../hub/serve/kubectl.ts";
import { kubectlTest } from "../../hub/serve/kubectl_test.ts";
import { ask, type JoinedWorld, must, openJoinedWorld, until } from "./joined_world.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let world: JoinedWorld;
let edge: ServedEdge;
let file = "";

test.before(async () => {
  world = await openJoinedWorld();
  const home = join(world.home, "edge");
  edge = await openEdgeAlone({ name: "florin", portMap: [], home, listen: "127.0.0.1:0" }, "silent");
  file = await world.join("florin");
});

test.after(async () => {
  await edge.close();
  await world.close();
});

/** A copy of the manifests with a mailbox.kubeconfig beside them, and with these components. */
function overlay(name: string, components: readonly string[]): string {
  const folder = join(world.home, name);
  cpSync("config/syncer", folder, { recursive: true });
  copyFileSync(file, join(folder, "mailbox.kubeconfig"));
  const kustomization = join(folder, "kustomization.yaml");
  const text = components.map((one) => `- components/${one}\n`).join("");
  if (text !== "") writeFileSync(kustomization, `${readFileSync(kustomization, "utf8")}components:\n${text}`);
  return folder;
}

function render(folder: string): string {
  const { stdout, stderr, status } = spawnSync("kubectl", ["kustomize", folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

kubectlTest(
  "they render, with the join file in a Secret, and the container may nothing that it need not",
  () => {
    const objects = parseAllDocuments(render(overlay("plain", []))).map((document) => document.toJS());
    const kinds = objects.map(({ kind }) => kind).sort();
    assert.equal(kinds, [
      ...["ClusterRole", "ClusterRoleBinding", "Deployment", "Namespace", "PersistentVolumeClaim", "Secret"],
      "ServiceAccount",
    ]);
    const secret = objects.find(({ kind }) => kind === "Secret");
    assert.is(atob(secret.data.kubeconfig), readFileSync(file, "utf8"));
    const { template: { spec } } = objects.find(({ kind }) => kind === "Deployment").spec;
    assert.is(spec.volumes[0].secret.secretName, secret.metadata.name);
    assert.equal([spec.securityContext.runAsNonRoot, spec.securityContext.runAsUser], [true, 65532]);
    const { securityContext } = spec.containers[0];
    assert.equal(securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  },
);

kubectlTest("rights over rights come only with the component for them", () => {
  assert.not.match(render(overlay("without", [])), /escalate|rolebindings/);
  assert.match(render(overlay("with", ["rbac"])), /escalate/);
});

kubectlTest("an edge takes them, and what they allow is enough for a syncer", async () => {
  const kubectl = createKubectl(readFileSync(edge.kubeconfig, "utf8"));
  const applied = await kubectl.runArgs(["apply", "--server-side", "-k", overlay("applied", ["ephemeral"])]);
  assert.is(applied.code, 0, applied.stderr);
  const api = await openKubernetesApi({ kubeconfig: edge.kubeconfig, clock: systemClock, log: silent });
  const asked = { cluster: "", resource: serviceAccounts, namespace: "edgechart-syncer", name: "syncer" };
  const { status } = await must(api, { ...asked, verb: "create", subresource: "token", body: { spec: {} } });
  const { token } = status as { token: string };
  const access = loadAccess(edge.kubeconfig);
  const { server } = access;
  const caData = String((await access.credentials()).tls.ca);
  const pod = join(world.home, "pod.kubeconfig");
  writeFileSync(pod, kubeconfigText([{ name: "pod", server, caData, token }]), { mode: 0o600 });
  const syncer = await openLiveSyncer(
    {
      ...{ dataDir: join(world.home, "data"), listen: "127.0.0.1:0", hubListen: "127.0.0.1:0" },
      ...{ hubKubeconfig: null, durability: "disk", logLevel: "silent", json: false },
    },
    { mailboxKubeconfig: file, edgeKubeconfig: pod, restoredHub: "distrusted" },
  );
  const has = (resource: typeof configMaps, name: string) => async () =>
    (await ask(api, { verb: "get", cluster: "", resource, namespace: "stuff", name })).ok;
  await until(has(configMaps, "site"), "the ConfigMap");
  await until(has(deployments, "web"), "the Deployment");
  await must(world.admin, { verb: "delete", cluster: "root:wmw", resource: namespaces, name: "stuff" });
  await until(
    async () => !(await ask(api, { verb: "get", cluster: "", resource: namespaces, name: "stuff" })).ok,
    "the Namespace to go",
  );
  assert.not.match(await (await fetch(`${syncer.actorsUrl}/actors?limit=500`)).text(), /[Ff]orbidden/);
  await syncer.close();
  api.close();
  kubectl.close();
});

test("what the image is made of exists, and nothing else is sent to the builder", () => {
  const copied = [...readFileSync("Containerfile", "utf8").matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    .flatMap(([, sources = ""]) => sources.split(" "));
  const passed = readFileSync(".dockerignore", "utf8").split("\n").filter((line) => line.startsWith("!"));
  assert.equal([...new Set(copied)].sort(), passed.map((line) => line.slice(1)).sort());
  for (const path of copied) assert.ok(existsSync(path), path);
});

test("in a pod the edge is the cluster around it", () => {
  const before = { ...process.env };
  process.env["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
  process.env["KUBERNETES_SERVICE_PORT"] = "443";
  assert.is(loadAccess("in-cluster").server, "https://10.0.0.1:443");
  for (const name of ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]) {
    if (before[name] === undefined) delete process.env[name];
  }
});

test.run();
