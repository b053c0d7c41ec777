/**
 * The example with a Kubernetes without workspaces as the hub: hub, two edges and the runtime are four processes, and a person has kubectl.
 * The end state is that of the example, mapped: see docs/hubs.md. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SyncerConfig } from "../../../src/kube/edge_api.ts";
import { by } from "../../../src/kube/order.ts";
import { hasKubectl } from "../../hub/serve/kubectl.ts";
import { kubectlTest } from "../../hub/serve/kubectl_test.ts";
import { broken } from "./broken_edges.ts";
import { becomes, deployments, objects, PlainWorld } from "./plain_world.ts";
import { kubectl, until } from "./processes.ts";
import { brokenEdges, inventory, workloads } from "./seed_content.ts";

const world = new PlainWorld();
test.before(async () => hasKubectl() ? await world.open() : undefined);
test.after(() => world.close());

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

kubectlTest("inventory makes mailboxes, and placements fill them and the edges", async () => {
  await world.onHub("apply -f -", inventory);
  await world.onHub("apply -f -", workloads);
  await becomes(() => world.contents("sync-target-f"), [...common, config].sort());
  await becomes(() => world.contents("sync-target-g"), [...common, ...special, config].sort());
  await becomes(() => deployments(world.florin), ["commonstuff/commond 1/1"]);
  await becomes(() => deployments(world.guilder), ["commonstuff/commond 1/1", "specialstuff/speciald 1/1"]);
});

kubectlTest("slices name the destinations, and the special one has one", async () => {
  const targets = await objects(world.hub, "synctargets");
  const uids = Object.fromEntries(targets.map(({ metadata: { name, uid } }) => [name, uid]));
  const to = (end: string) => ({
    cluster: "kubernetes",
    locationName: `location-${end}`,
    syncTargetName: `sync-target-${end}`,
    syncTargetUID: uids[`sync-target-${end}`],
  });
  const slices = await objects(world.hub, "singleplacementslices");
  assert.equal(slices.map(({ metadata: { name }, destinations }) => [name, destinations]), [
    ["edge-placement-c", [to("f"), to("g")]],
    ["edge-placement-s", [to("g")]],
  ]);
  const mailbox = (name: string) => [name, `kubernetes-mb-${uids[name]}`] as const;
  const wanted = Object.fromEntries([mailbox("sync-target-f"), mailbox("sync-target-g")]);
  assert.equal(await world.mailboxes(), wanted);
});

kubectlTest("each SyncerConfig names its namespaces, and the terms of both placements once", async () => {
  const boxes = await world.mailboxes();
  const found = (await objects(world.hub, "mailboxobjects")).flatMap(
    ({ metadata: { namespace = "" }, object }) => {
      const { kind, spec } = object as SyncerConfig;
      const groups = spec?.upsync?.map(({ apiGroup }) => apiGroup);
      return kind === "SyncerConfig"
        ? [[namespace, spec?.namespaceScope?.namespaces, spec?.clusterScope, groups] as const]
        : [];
    },
  );
  const wanted = [
    [boxes["sync-target-f"]!, ["commonstuff"], undefined, ["group1.test", "group2.test"]],
    [boxes["sync-target-g"]!, ["commonstuff", "specialstuff"], undefined, [
      "group1.test",
      "group2.test",
      "group3.test",
    ]],
  ] as const;
  assert.equal([...found].sort(by(([name]) => name)), [...wanted].sort(by(([name]) => name)));
});

kubectlTest("status comes back, summed up beside the workload", async () => {
  const counts = async () =>
    (await objects(world.hub, "statussummaries")).map(({ metadata: { namespace }, summary }) => {
      const { destinations, reported, ready } = summary as Record<string, number>;
      return `${namespace} ${destinations} ${reported} ${ready}`;
    });
  await becomes(counts, ["commonstuff 2 2 2", "specialstuff 1 1 1"]);
  const path = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
  await becomes(async () => (await world.onHub(`get synctargets -o jsonpath=${path}`)).stdout, "True True");
});

kubectlTest(
  "what the hub itself made of the workload stays there, and a Secret is told to nobody",
  async () => {
    assert.ok((await objects(world.hub, "replicasets")).length > 0, "the hub acts on Deployments too");
    assert.not((await world.contents("sync-target-f")).some((name) => /ReplicaSet|Pod/.test(name)));
    assert.not.match(JSON.stringify(await objects(world.hub, "mailboxobjects")), btoa("open-sesame"));
    const { stdout } = await kubectl(world.florin, "get secret key -n commonstuff -o jsonpath={.data.word}");
    assert.is(stdout, btoa("open-sesame"));
  },
);

kubectlTest("an object that begins at the edge comes up into its mailbox", async () => {
  const upsync = [{ resources: ["configmaps"], namespaces: ["orbital"], names: ["*"] }];
  await kubectl(world.florin, "create namespace orbital");
  await kubectl(world.florin, "create configmap george -n orbital --from-literal=from=florin");
  await world.onHub(
    `patch edgeplacement edge-placement-c --type=merge -p ${JSON.stringify({ spec: { upsync } })}`,
  );
  await becomes(
    async () => (await world.contents("sync-target-f")).includes("ConfigMap orbital/george"),
    true,
  );
});

const settled = (name: string) =>
  becomes(async () => String((await world.actor(`edgeCluster/${name}`))?.["state"]), "settled");

kubectlTest("a restart of the runtime writes nothing", async () => {
  await settled("sync-target-f");
  const before = await world.versions();
  await world.stopRuntime();
  await world.startRuntime();
  await settled("sync-target-f");
  await settled("sync-target-g");
  assert.equal(await world.versions(), before);
});

kubectlTest("edges in trouble say what it is and until when they wait, and hurt nobody", async () => {
  await world.onHub("apply -f -", brokenEdges(Object.keys(broken)));
  for (const [name, why] of Object.entries(broken)) {
    await until(async () => why.test(await troubleOf(name)), `${name} to say ${why}`);
  }
  const patch = JSON.stringify({ data: { "index.html": "changed" } });
  await world.onHub(`patch configmap httpd-htdocs -n commonstuff --type=merge -p ${patch}`);
  const page = "get configmap httpd-htdocs -n commonstuff -o jsonpath={.data}";
  await becomes(async () => (await kubectl(world.florin, page)).stdout, '{"index.html":"changed"}');
});

/** What the edge's actor, or one of its reflectors, says of the server while it waits with a deadline. */
async function troubleOf(name: string): Promise<string> {
  const addresses = [
    `edgeCluster/${name}`,
    `reflector/edge:${name}/-/configmaps.v1/edge.kcp.io/projected=yes`,
  ];
  const found = await Promise.all(addresses.map((address) => world.actor(address)));
  return found.filter((one) => one !== null && one["deadline"] !== null)
    .map((one) => (one?.["context"] as { trouble: string | null }).trouble ?? "").join("\n");
}

kubectlTest(
  "what is no longer placed goes from mailbox and edge, and what others put there stays",
  async () => {
    await world.onHub("delete edgeplacement edge-placement-broken");
    await world.onHub(`delete synctarget ${Object.keys(broken).join(" ")}`);
    await kubectl(world.florin, "create configmap mine -n default --from-literal=a=b");
    await world.onHub("delete edgeplacement edge-placement-c");
    await becomes(() => deployments(world.florin), []);
    await becomes(() => world.contents("sync-target-g"), [...special, config].sort());
    await becomes(async () => (await kubectl(world.florin, "get namespace commonstuff")).code, 1);
    assert.is((await kubectl(world.florin, "get configmap mine -n default")).code, 0);
  },
);

kubectlTest("a SyncTarget that goes takes its mailbox along", async () => {
  await world.onHub("delete synctarget sync-target-f");
  await becomes(async () => Object.keys(await world.mailboxes()), ["sync-target-g"]);
  await becomes(() => deployments(world.guilder), ["specialstuff/speciald 1/1"]);
});

test.run();
