/** How an edge is made to hold what its mailbox says (R-60 to R-65, S2, law of hands off). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { edgeClusterMachine } from "../../src/machines/edge_cluster/edge_cluster.ts";
import { denaturedName, denaturedResource } from "../../src/kube/denatured.ts";
import { wholeAnnotation } from "../../src/kube/edge_api.ts";
import { objectKey } from "../../src/kube/facts.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type {
  EdgeClusterContext,
  PerformOnEdgeParams,
  ReturnStatusParams,
} from "../../src/machines/edge_cluster/context.ts";
import { permissionOf } from "../../src/machines/edge_cluster/permission.ts";
import type { PerformCopiesParams } from "../../src/machines/mailbox/context.ts";
import { wholenessNote } from "../../src/placement/mailbox/wholeness.ts";
import { commonSpec, configObject } from "./journeys/mailbox.ts";
import {
  configFact,
  edgeCluster as example,
  edgeClusterInput,
  edgeClusterJourney,
  landedNamespace,
  landedReflector,
  toAwaitingConfig,
  toInStep,
  toSyncing,
} from "./journeys/edge_cluster.ts";
import { fact, namespacesServed, seen, served } from "./examples.ts";
import { Life } from "./life.ts";
import { walk } from "./walk.ts";

const born = () => new Life(edgeClusterMachine, edgeClusterInput);
const first = <T extends keyof typeof example>(type: T): EventObject => example[type][0];
const idle = first("idle.reached");
const stepsOf = (life: Life) =>
  life.params<PerformCopiesParams>("performCopies").operations.map(({ step, key }) => `${step} ${key}`);
const returnsOf = (life: Life) =>
  life.params<ReturnStatusParams>("returnStatus").returns.map(({ key }) => key);
const namespace = "namespaces//commonstuff";
const landed = [first("landed.added"), first("copy.agreed"), idle, first("status.returned"), idle];

test("nothing is asked of an edge before its mailbox is there", () => {
  const life = born();
  assert.equal([life.state, life.wants], ["awaitingMailbox", ["seek"]]);
});

test("R-64: an edge that does not answer is asked again, and its SyncTarget hears of it", () => {
  const life = born().tell(first("mailbox.offered"), idle, first("discovery.refused"));
  assert.equal([life.state, life.wants], ["unreachable", ["offer", "startTimer"]]);
  assert.equal(life.params<{ card: unknown }>("offer").card, { edge: "florin", reach: "unreachable" });
  assert.is(life.tell(first("retry.due")).state, "discovering");
});

test("everything that the edge serves is watched for copies of ours", () => {
  const life = born().tell(first("mailbox.offered"), idle, first("discovery.answered"));
  assert.equal(life.letters, [`${landedReflector} subscriber.joined`]);
});

test("R-41: without a SyncerConfig it rests, and says that it is connected", () => {
  const life = born().tell(...toAwaitingConfig);
  assert.is(life.state, "awaitingConfig");
  assert.equal(life.params<{ card: unknown }>("offer").card, { edge: "florin", reach: "connected" });
});

test("what the config names is watched in the mailbox", () => {
  const life = born().tell(...toAwaitingConfig, first("config.added"));
  assert.equal(life.letters, [
    "reflector/hub/m1/namespaces.v1/edge.kcp.io/projected=yes subscriber.joined",
    "reflector/hub/m1/configmaps.v1/edge.kcp.io/projected=yes subscriber.joined",
  ]);
});

test("R-60: a copy in the mailbox is made on the edge", () => {
  assert.equal(stepsOf(born().tell(...toSyncing)), [`create ${namespace}`]);
});

test("R-60, law 5: what has landed and agrees is rest", () => {
  assert.is(born().tell(...toSyncing, ...landed).state, "settled");
});

test("R-62: a version that landed is asked for its status once, and again when it changes, after a pause", () => {
  const life = born().tell(...toSyncing, first("landed.added"), first("copy.agreed"), idle);
  assert.equal(returnsOf(life), [namespace]);
  const changed = born().tell(...toSyncing, ...landed, first("landed.modified"), idle);
  assert.equal(returnsOf(changed), []);
  const rested = first("status.rested");
  assert.equal(returnsOf(changed.tell(rested, rested, idle)), [namespace]);
});

/** What an edge is told when somebody has changed a copy in the mailbox, and everything about its last status has come to rest. */
const meddled = (version: number) => {
  const [copy] = example["copy.modified"];
  const rested = first("status.rested");
  const fact = { ...copy.fact, resourceVersion: String(version) };
  return [{ ...copy, fact }, idle, first("copy.agreed"), rested, rested, idle];
};

test("F23: a copy that changes in the mailbox is asked for its status again, whoever has changed it", () => {
  assert.equal(returnsOf(born().tell(...toSyncing, ...landed, ...meddled(30))), [namespace]);
});

test("F22, F23: a status that somebody keeps changing back is left alone for a while, and then tried once", () => {
  const [returned] = example["status.returned"];
  const life = born().tell(...toSyncing, ...landed);
  let writes = 0;
  for (life.tell(...meddled(30)); life.state === "syncing" && writes < 10; writes++) {
    life.tell({ ...returned, writtenAt: writes } as EventObject, idle, ...meddled(31 + writes));
  }
  // Once when it had landed, and three times because it was undone.
  assert.equal([life.state, writes], ["contended", 3]);
  const retry = (at: number) => ({ ...first("retry.due"), at });
  assert.is(life.tell(retry(30_000), idle).state, "contended");
  assert.equal(returnsOf(life.tell(retry(70_000), idle)), [namespace]);
  life.tell({ ...returned, outcome: "same" } as EventObject, idle);
  assert.is(life.state, "settled");
});

test("R-60: what somebody changed on the edge is looked at again", () => {
  const life = born().tell(...toSyncing, ...landed, first("landed.modified"), idle);
  assert.equal(stepsOf(life), [`update ${namespace}`]);
});

test("R-60: what left the mailbox is taken off the edge", () => {
  const life = born().tell(...toSyncing, ...landed, first("copy.deleted"), idle);
  assert.equal(stepsOf(life), [`delete ${namespace}`]);
});

test("R-65: what left the config is taken off the edge, though it is still in the mailbox", () => {
  const life = born().tell(...toSyncing, ...landed, first("config.modified"), idle);
  assert.equal(stepsOf(life), [`delete ${namespace}`]);
});

test("S2: of what a mailbox still lacks nothing is taken off, and nothing at all after a hand has edited the-one", () => {
  const [config] = example["config.added"];
  const noted = (lacking: readonly string[], spec: object) => {
    const { metadata } = config.object as KubeObject;
    const annotations = { [wholeAnnotation]: wholenessNote(commonSpec, lacking) };
    const fact = { ...config.fact, resourceVersion: String(++version) };
    return { ...config, fact, object: { ...config.object, metadata: { ...metadata, annotations }, spec } };
  };
  let version = 40;
  const life = born().tell(...toSyncing, ...landed, noted(["namespaces"], commonSpec), first("copy.deleted"));
  const isDeleted = () => life.wants.includes("performCopies") && stepsOf(life).length > 0;
  life.tell(idle);
  assert.not(isDeleted());
  life.tell(noted([], { namespaceScope: { ...commonSpec.namespaceScope, namespaces: ["elsewhere"] } }), idle);
  assert.not(isDeleted());
  life.tell(noted([], commonSpec), idle);
  assert.ok(isDeleted());
});

test("R-60: what an earlier life of it left on the edge is found and taken off", () => {
  const life = born().tell(...toInStep, first("landed.added"), idle);
  assert.equal(stepsOf(life), [`delete ${namespace}`]);
});

test("R-64, S2: nothing is taken off while the mailbox is not completely seen", () => {
  for (const lost of ["copy.stale", "config.stale"] as const) {
    const life = born().tell(...toSyncing, ...landed, first(lost), first("copy.deleted"), idle);
    assert.is(life.state, "awaitingInputs", lost);
    life.tell(first("deadline.passed"), idle);
    assert.not(life.wants.includes("performCopies") && stepsOf(life).length > 0, lost);
  }
});

const roles = { group: "rbac.authorization.k8s.io", version: "v1", resource: "roles" };
const rolesWanted = {
  namespaceScope: {
    namespaces: ["commonstuff"],
    resources: [{ group: roles.group, resource: "roles", apiVersion: "v1" }],
  },
};
const inertRole = fact(denaturedResource(roles), denaturedName("team:reader"), {
  cluster: "m1",
  namespace: "commonstuff",
});
const landedRole = fact(roles, "team:reader", {
  cluster: "",
  namespace: "commonstuff",
  labels: { "edge.kcp.io/projected": "yes" },
});
const roleKey = objectKey(landedRole);
/** A config that names Roles, and everything of the mailbox and of the edge seen. */
const rolesSeen = (life: Life): Life => {
  const resources = [namespacesServed, served(roles, true)];
  life.tell(first("mailbox.offered"), idle, { type: "discovery.answered", resources } as EventObject);
  const onEdge = life.letters.map((letter) => ({ type: "landed.synced", source: letter.split(" ")[0] }));
  life.tell(first("config.synced"), seen("config.added", configFact, configObject(rolesWanted)));
  const copies = life.letters.map((letter) => ({ type: "copy.synced", source: letter.split(" ")[0] }));
  return life.tell(...onEdge as EventObject[], ...copies as EventObject[], idle);
};

test("what would act in the mailbox is watched there in its inert form, and made natural on the edge", () => {
  const life = rolesSeen(born()).tell(
    seen("landed.added", landedNamespace),
    seen("copy.added", inertRole),
    idle,
  );
  const [made] = life.params<PerformOnEdgeParams>("performCopies").operations.filter(({ key }) =>
    key === roleKey
  );
  assert.equal([made?.step, made?.gvr, made?.name], ["create", roles, "team:reader"]);
  assert.is(made?.from?.key, objectKey(inertRole));
  assert.match(made?.from?.reflector ?? "", "roles.v1.rbac.authorization.k8s.io.denatured.edge.kcp.io");
});

test("S2: the delete of what the config still names is doubtful, until the mailbox says that it has neither form", () => {
  const life = rolesSeen(born()).tell(seen("landed.added", landedRole), idle);
  assert.equal(life.params<PerformOnEdgeParams>("performCopies").doubtful, [roleKey]);
  assert.ok(stepsOf(life).includes(`delete ${roleKey}`));
});

test("R-64: an edge that is out of sight keeps what it has", () => {
  const life = born().tell(...toSyncing, ...landed, first("landed.stale"), first("copy.deleted"), idle);
  assert.equal([life.state, life.wants], ["silent", ["offer"]]);
  assert.equal(stepsOf(life.tell(first("landed.synced"), idle)), [`delete ${namespace}`]);
});

test("F25: a mailbox that goes, or loses its config, takes nothing off the edge", () => {
  for (const loss of ["mailbox.withdrawn", "config.deleted"] as const) {
    const life = born().tell(...toSyncing, ...landed, first(loss), idle);
    assert.not(life.wants.includes("performCopies"), loss);
  }
});

test("F26: another mailbox cluster is read from the beginning", () => {
  const other = { type: "mailbox.offered", key: "k", card: { name: "k", cluster: "m2" } };
  const life = born().tell(...toSyncing, ...landed, other);
  assert.is(life.letters.filter((letter) => letter.endsWith("subscriber.left")).length, 3);
  assert.ok(life.letters.includes("reflector/hub/m2/syncerconfigs.v1alpha1.edge.kcp.io subscriber.joined"));
  assert.is(life.tell(idle).state, "orphaned");
});

test("law 6: what was refused waits for its retry", () => {
  const life = born().tell(...toSyncing, first("copy.refused"), idle);
  assert.is(life.state, "impeded");
  assert.equal(stepsOf(life.tell(first("retry.due"), idle)), [`create ${namespace}`]);
});

test("a refused status is tried again, and a success makes the next wait short again", () => {
  const refused = first("status.refused");
  const again = [refused, idle, first("retry.due"), idle];
  const life = born().tell(...toSyncing, first("landed.added"), first("copy.agreed"), idle, ...again);
  assert.equal(returnsOf(life), [namespace]);
  life.tell(first("status.returned"), idle, refused, idle);
  assert.is(life.state, "impeded");
  assert.is(life.params<{ delayMs: number }>("startTimer").delayMs, 250);
});

test("an edge that is taken away ends all its watches and leaves what is on the edge", () => {
  const life = born().tell(...toSyncing, ...landed, first("edge.unassigned"));
  assert.equal([life.status, life.letters.length], ["done", 4]);
  assert.not(life.wants.includes("performCopies"));
});

test("on every path: deletes need a complete view (S2), and effects carry no bodies (law 9)", () => {
  for (const { events } of walk(edgeClusterJourney).paths) {
    const life = born().tell(...events);
    const takes = life.wants.includes("performCopies") &&
      stepsOf(life).some((step) => step.startsWith("delete"));
    assert.ok(!takes || permissionOf(life.context as unknown as EdgeClusterContext) === "everything");
    const bodies = /"(data|stringData|status|metadata)":/;
    assert.not.match(JSON.stringify(life.effects.map(({ params }) => params)), bodies);
  }
});

test("what an earlier mailbox put on the edge stays while there is no SyncerConfig, and the state says so", () => {
  const life = born().tell(...toAwaitingConfig, first("landed.added"), idle);
  assert.equal([life.state, life.wants.includes("performCopies")], ["orphaned", false]);
  life.tell(first("config.added"), idle);
  assert.is(life.state, "awaitingInputs");
});

test.run();
