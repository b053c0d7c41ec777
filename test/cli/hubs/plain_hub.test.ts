/**
 * The example with a Kubernetes without workspaces as the hub: hub, two edges and the runtime are four processes, and a person has kubectl.
 * The end state is that of the example, mapped: see docs/hubs.md. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { createAuthority } from "../../../src/hub/serve/credentials/certificates.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { hasKubectl } from "../../hub/serve/kubectl.ts";
import { actor, kubectl, Processes, type Running, until } from "./processes.ts";
import { brokenEdges, inventory, workloads } from "./seed_content.ts";

const check = hasKubectl() ? test : test.skip;
const processes = new Processes();
const inHome = (name: string) => join(processes.home, name);
let [hub, florin, guilder] = ["", "", ""];
let runtime: Running;

test.before(async () => {
  if (!hasKubectl()) return;
  [hub, florin, guilder] = await Promise.all(
    ["hub", "florin", "guilder"].map((name) => processes.serveKubernetes(name)),
  ) as [string, string, string];
  assert.is((await processes.run("init", "--hub-kubeconfig", hub)).code, 0);
  await writeBroken();
  runtime = await serve();
});
test.after(() => processes.close());

function serve(): Promise<Running> {
  const edges = [
    `sync-target-f=${florin}`,
    `sync-target-g=${guilder}#kind-guilder`,
    ...Object.keys(broken).map((name) => `${name}=${inHome(`${name}.kubeconfig`)}`),
  ];
  return processes.start(
    "serve",
    "--hub-kubeconfig",
    hub,
    "--data-dir",
    inHome("runtime"),
    "--listen",
    "127.0.0.1:0",
    ...edges.flatMap((edge) => ["--edge", edge]),
  );
}

/** Edges in trouble, and what their actors must say of it. */
const broken = {
  "dead": /Unreachable: cannot reach the server/,
  "impostor": /the server's certificate is not the one that the kubeconfig expects/,
  "stranger": /the server does not accept the credentials in the kubeconfig \(401\)/,
  "powerless": /Forbidden: .*cannot list/,
} as const;

/** The kubeconfigs of the edges in trouble: all lead to guilder, but for what is wrong with them. */
async function writeBroken(): Promise<void> {
  const { server, credentials } = loadAccess(guilder);
  const ca = String((await credentials()).tls.ca);
  await kubectl(guilder, "create serviceaccount powerless -n default");
  const token = (await kubectl(guilder, "create token powerless -n default")).stdout.trim();
  const other = (await createAuthority("other", systemClock)).certificate;
  writeOne("dead", "https://127.0.0.1:1", ca, token);
  writeOne("impostor", server, other, token);
  writeOne("stranger", server, ca, "guess");
  writeOne("powerless", server, ca, token);
}

function writeOne(name: keyof typeof broken, server: string, ca: string, token: string): void {
  writeFileSync(
    inHome(`${name}.kubeconfig`),
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user: { token } }],
      clusters: [{ name: "c", cluster: { server, "certificate-authority-data": btoa(ca) } }],
    }),
  );
}

async function objects(kubeconfig: string, what: string): Promise<readonly KubeObject[]> {
  const { code, stdout, stderr } = await kubectl(kubeconfig, `get ${what} -A -o json`);
  assert.is(code, 0, stderr);
  return JSON.parse(stdout).items;
}

async function apply(text: string): Promise<void> {
  const { code, stderr } = await kubectl(hub, "apply -f -", text);
  assert.is(code, 0, stderr);
}

/** The mailbox of each SyncTarget. */
async function mailboxes(): Promise<Readonly<Record<string, string>>> {
  const found = await objects(hub, "namespaces");
  const named = found.map((
    { metadata: { name, annotations } },
  ) => [annotations?.["edge.kcp.io/sync-target-name"], name]);
  return Object.fromEntries(named.filter(([target]) => target !== undefined));
}

/** What the mailbox holds, as `Kind namespace/name`; Secrets are carried by Secrets, and say nothing to who reads them here. */
async function contents(target: string): Promise<readonly string[]> {
  const mailbox = (await mailboxes())[target];
  const carried = (await objects(hub, "mailboxobjects")).filter(({ metadata }) =>
    metadata.namespace === mailbox
  )
    .map(({ object }) => object as KubeObject)
    .map(({ kind, metadata: { namespace = "", name } }) => `${kind} ${namespace}/${name}`);
  const secrets = (await objects(hub, "secrets")).filter(({ metadata, type }) =>
    metadata.namespace === mailbox && type === "edge.kcp.io/carried-secret"
  );
  return [...carried, ...secrets.map(() => "Secret")].sort();
}

const common = [
  "ConfigMap commonstuff/httpd-htdocs",
  "Deployment commonstuff/commond",
  "Namespace /commonstuff",
  "Secret",
];
const special = [
  "ConfigMap specialstuff/httpd-htdocs",
  "Deployment specialstuff/speciald",
  "Namespace /specialstuff",
  "Secret",
];
const config = "SyncerConfig /the-one";

/** Deployments as `namespace/name ready/wanted`. */
async function deployments(kubeconfig: string): Promise<readonly string[]> {
  return (await objects(kubeconfig, "deployments")).map(({ metadata: { namespace, name }, spec, status }) =>
    `${namespace}/${name} ${(status as { readyReplicas?: number })?.readyReplicas ?? 0}/${
      (spec as { replicas: number }).replicas
    }`
  ).sort();
}

/** Waits until what is asked for is this. */
async function becomes<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  let last: T | undefined;
  const holds = async () => JSON.stringify(last = await read()) === JSON.stringify(wanted);
  await until(holds, `${JSON.stringify(wanted)}`).catch(() => assert.equal(last, wanted));
}

check("inventory makes mailboxes, and placements fill them and the edges", async () => {
  await apply(inventory);
  await apply(workloads);
  await becomes(() => contents("sync-target-f"), [...common, config].sort());
  await becomes(() => contents("sync-target-g"), [...common, ...special, config].sort());
  await becomes(() => deployments(florin), ["commonstuff/commond 1/1"]);
  await becomes(() => deployments(guilder), ["commonstuff/commond 1/1", "specialstuff/speciald 1/1"]);
});

check("slices name the destinations, and the special one has one", async () => {
  const uids = Object.fromEntries(
    (await objects(hub, "synctargets")).map(({ metadata: { name, uid } }) => [name, uid]),
  );
  const at = (end: string) => ({
    cluster: "kubernetes",
    locationName: `location-${end}`,
    syncTargetName: `sync-target-${end}`,
    syncTargetUID: uids[`sync-target-${end}`],
  });
  const slices = await objects(hub, "singleplacementslices");
  assert.equal(slices.map(({ metadata: { name }, destinations }) => [name, destinations]), [[
    "edge-placement-c",
    [at("f"), at("g")],
  ], ["edge-placement-s", [at("g")]]]);
  const boxes = await mailboxes();
  assert.equal(boxes, {
    "sync-target-f": `kubernetes-mb-${uids["sync-target-f"]}`,
    "sync-target-g": `kubernetes-mb-${uids["sync-target-g"]}`,
  });
});

check("each SyncerConfig names its namespaces, and the terms of both placements once", async () => {
  const boxes = await mailboxes();
  const specs = (await objects(hub, "mailboxobjects")).filter(({ object }) =>
    (object as KubeObject).kind === "SyncerConfig"
  )
    .map(({ metadata: { namespace }, object }) => {
      const { namespaceScope, clusterScope, upsync } = (object as {
        spec: {
          namespaceScope: { namespaces: string[] };
          clusterScope?: unknown;
          upsync: { apiGroup: string }[];
        };
      }).spec;
      return [namespace, namespaceScope.namespaces, clusterScope, upsync.map(({ apiGroup }) => apiGroup)];
    });
  const wanted = [
    [boxes["sync-target-f"], ["commonstuff"], undefined, ["group1.test", "group2.test"]],
    [boxes["sync-target-g"], ["commonstuff", "specialstuff"], undefined, [
      "group1.test",
      "group2.test",
      "group3.test",
    ]],
  ];
  const byName = (a: unknown[], b: unknown[]) => String(a[0]) < String(b[0]) ? -1 : 1;
  assert.equal(specs.sort(byName), wanted.sort(byName));
});

check("status comes back, summed up beside the workload", async () => {
  const counts = async () =>
    (await objects(hub, "statussummaries")).map(({ metadata: { namespace }, summary }) => {
      const { destinations, reported, ready } = summary as Record<string, number>;
      return `${namespace} ${destinations} ${reported} ${ready}`;
    });
  await becomes(counts, ["commonstuff 2 2 2", "specialstuff 1 1 1"]);
  const ready = async () =>
    (await kubectl(
      hub,
      'get synctargets -o jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}',
    )).stdout;
  await becomes(ready, "True True");
});

check("what the hub itself made of the workload stays there, and a Secret is told to nobody", async () => {
  assert.ok((await objects(hub, "replicasets")).length > 0, "the hub acts on Deployments too");
  assert.not((await contents("sync-target-f")).some((name) => /ReplicaSet|Pod/.test(name)));
  const carriers = JSON.stringify(await objects(hub, "mailboxobjects"));
  assert.not.match(carriers, btoa("open-sesame"));
  assert.is(
    (await kubectl(florin, "get secret key -n commonstuff -o jsonpath={.data.word}")).stdout,
    btoa("open-sesame"),
  );
});

check("an object that begins at the edge comes up into its mailbox", async () => {
  const upsync = JSON.stringify({
    spec: { upsync: [{ resources: ["configmaps"], namespaces: ["orbital"], names: ["*"] }] },
  });
  await kubectl(florin, "create namespace orbital");
  await kubectl(florin, "create configmap george -n orbital --from-literal=from=florin");
  await kubectl(hub, `patch edgeplacement edge-placement-c --type=merge -p ${upsync}`);
  await becomes(async () => (await contents("sync-target-f")).includes("ConfigMap orbital/george"), true);
});

/** Every object with its version, but for what beats. */
async function versions(): Promise<readonly string[]> {
  const onHub = await objects(
    hub,
    "namespaces,secrets,configmaps,deployments,mailboxobjects,singleplacementslices,statussummaries,edgeplacements,locations",
  );
  const onEdges = [
    ...await objects(florin, "all,configmaps,secrets,namespaces"),
    ...await objects(guilder, "all,configmaps,secrets,namespaces"),
  ];
  return [...onHub, ...onEdges].filter(({ object }) =>
    (object as KubeObject | undefined)?.kind !== "SyncerConfig"
  )
    .map(({ kind, metadata: { namespace, name, resourceVersion } }) =>
      `${kind} ${namespace}/${name} ${resourceVersion}`
    ).sort();
}

const settled = async (address: string) => {
  const state = (await actor(runtime.up["actorsUrl"]!, address))?.["state"];
  return String(state);
};

check("a restart of the runtime writes nothing", async () => {
  await becomes(() => settled("edgeCluster/sync-target-f"), "settled");
  const before = await versions();
  await processes.end(runtime.child, "SIGTERM");
  runtime = await serve();
  for (const name of ["sync-target-f", "sync-target-g"]) {
    await becomes(() => settled(`edgeCluster/${name}`), "settled");
  }
  assert.equal(await versions(), before);
});

check("edges in trouble say what it is and until when they wait, and hurt nobody", async () => {
  await apply(brokenEdges(Object.keys(broken)));
  for (const [name, why] of Object.entries(broken)) {
    await until(
      async () => why.test(JSON.stringify(await troubleOf(name))),
      `${name} to say ${why}: ${JSON.stringify(await troubleOf(name))}`,
    );
  }
  await kubectl(
    hub,
    'patch configmap httpd-htdocs -n commonstuff --type=merge -p {"data":{"index.html":"changed"}}',
  );
  await becomes(
    async () =>
      (await kubectl(florin, "get configmap httpd-htdocs -n commonstuff -o jsonpath={.data}")).stdout,
    '{"index.html":"changed"}',
  );
});

/** What the edge's actor, and one of its reflectors, wait for. Where a name of the context is `trouble`, it is the server's own word. */
async function troubleOf(name: string): Promise<unknown> {
  const addresses = [
    `edgeCluster/${name}`,
    `reflector/edge:${name}/-/configmaps.v1/edge.kcp.io/projected=yes`,
  ];
  const found = await Promise.all(addresses.map((address) => actor(runtime.up["actorsUrl"]!, address)));
  return found.filter((one) => one !== null && one["deadline"] !== null)
    .map((one) => ({
      state: one?.["state"],
      reason: one?.["reason"],
      trouble: (one?.["context"] as { trouble: unknown }).trouble,
    }));
}

check("what is no longer placed goes from mailbox and edge, and what others put there stays", async () => {
  await kubectl(hub, "delete edgeplacement edge-placement-broken");
  await kubectl(hub, "delete synctarget dead impostor stranger powerless");
  await kubectl(florin, "create configmap mine -n default --from-literal=a=b");
  await kubectl(hub, "delete edgeplacement edge-placement-c");
  await becomes(() => deployments(florin), []);
  await becomes(() => contents("sync-target-g"), [...special, config].sort());
  await becomes(async () => (await kubectl(florin, "get namespace commonstuff")).code, 1);
  assert.is((await kubectl(florin, "get configmap mine -n default")).code, 0);
});

check("a SyncTarget that goes takes its mailbox along", async () => {
  await kubectl(hub, "delete synctarget sync-target-f");
  await becomes(async () => Object.keys(await mailboxes()), ["sync-target-g"]);
  await becomes(() => deployments(guilder), ["specialstuff/speciald 1/1"]);
});

test.run();
