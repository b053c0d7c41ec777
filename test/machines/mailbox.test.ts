/** How a mailbox comes to be, is filled, and goes (R-10 to, S2). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { apiBindings, workspaces } from "../../src/kube/kcp_api.ts";
import type { ApiResource } from "../../src/kube/resource.ts";
import { configMade } from "../../src/machines/mailbox/config.ts";
import { mailboxMachine } from "../../src/machines/mailbox/mailbox.ts";
import type {
  MailboxContext,
  PerformCopiesParams,
  WriteConfigParams,
} from "../../src/machines/mailbox/context.ts";
import { fact, namespacesServed, seen } from "./examples.ts";
import {
  bindingsServed,
  commonSpec,
  configObject,
  copiesReflector,
  head,
  inventorySources,
  mailbox as example,
  mailboxInput,
  mailboxJourney,
  namespaceWant,
  shareOf,
  toDiscovered,
  toProjecting,
  toProven,
  toSettled,
  wantOf,
  workspaceObject,
} from "./journeys/mailbox.ts";
import { configMapsServed } from "./journeys/workload.ts";
import { Life } from "./life.ts";
import { walk } from "./walk.ts";

const born = () => new Life(mailboxMachine, mailboxInput);
const first = <T extends keyof typeof example>(type: T): EventObject => example[type][0];
const idle = first("idle.reached");
const workspaceFact = fact(workspaces, mailboxInput.name, { uid: "u-w" });
const shown = (object: ReturnType<typeof workspaceObject>) =>
  seen("workspace.modified", workspaceFact, object);
const known = [
  first("gate.opened"),
  idle,
  first("target.listed"),
  first("reach.listed"),
  first("location.listed"),
];
const operationsOf = (life: Life) => life.params<PerformCopiesParams>("performCopies").operations;
const stepsOf = (life: Life) => operationsOf(life).map(({ step, key }) => `${step} ${key}`);
const configsOf = (life: Life) => life.params<{ writes: readonly WriteConfigParams[] }>("writeConfig").writes;
/** From a settled mailbox to one that holds the Namespace and the config of its one workload. */
const toFilled = [...toProjecting, first("copy.agreed"), first("config.written"), idle];

test("S2: while the inventory is not seen nothing is decided, even about a workspace without a SyncTarget", () => {
  const life = born().tell(first("target.listed"), shown(workspaceObject()), idle);
  assert.equal([life.state, life.wants], ["awaitingInventory", []]);
});

test("2.3, row 1: neither SyncTarget nor workspace is the end", () => {
  assert.is(born().tell(...known, idle).status, "done");
});

test("2.3, row 2: a workspace of ours without a SyncTarget is deleted, that very one", () => {
  const life = born().tell(...known, shown(workspaceObject()), idle);
  assert.equal(life.params("deleteWorkspace"), { name: "c1-mb-u-f", uid: "u-w" });
  life.tell(first("workspace.deletionAccepted"), idle);
  assert.is(life.state, "awaitingDeletion");
  assert.is(life.tell(first("workspace.deleted"), idle).status, "done");
});

test("S3: a workspace that somebody else made is left alone, with and without a SyncTarget", () => {
  const foreign = { ...shown(workspaceObject()), owner: "foreign" as const };
  for (const target of [[], [first("target.offered")]]) {
    const life = born().tell(...known, ...target, foreign, idle);
    assert.is(life.state, "foreign");
    assert.not(life.wants.includes("deleteWorkspace"));
  }
});

test("2.3, row 3: a SyncTarget without a workspace gets one, named after both (R-10)", () => {
  const life = born().tell(...known, first("target.offered"), idle);
  assert.equal(life.params("createWorkspace"), { name: "c1-mb-u-f", syncTarget: "sync-target-f" });
});

test("2.3, row 4: a workspace that is being deleted is awaited, and made again when it is gone", () => {
  const leaving = shown(workspaceObject({ deletionTimestamp: "2026-01-01T00:00:00Z" }));
  const life = born().tell(...known, first("target.offered"), leaving, idle);
  assert.equal([life.state, life.wants], ["awaitingDeletion", ["withdraw"]]);
  assert.is(life.tell(first("workspace.deleted"), idle).state, "creatingWorkspace");
});

test("2.3, row 5, F33: a workspace without a cluster or not Ready is awaited", () => {
  const life = born().tell(...known, first("target.offered"), shown(workspaceObject({ cluster: "" })), idle);
  assert.is(life.state, "awaitingWorkspace");
  assert.is(life.tell(shown(workspaceObject()), idle).state, "binding");
});

test("2.3, row 6: binding, then discovery, then watching all that is served for copies of ours", () => {
  const life = born().tell(...toDiscovered.slice(0, -1));
  assert.equal(life.letters, [
    "reflector/hub/m1/syncerconfigs.v1alpha1.edge.kcp.io subscriber.joined",
    "reflector/hub/m1/namespaces.v1/edge.kcp.io/projected=yes subscriber.joined",
  ]);
});

test("refused requests are tried again, later each time", () => {
  const refused = first("request.refused");
  const life = born().tell(...known, first("target.offered"), idle, refused);
  assert.equal([life.state, life.params<{ delayMs: number }>("startTimer").delayMs], ["backingOff", 250]);
  life.tell(first("retry.due"), idle, refused);
  assert.is(life.params<{ delayMs: number }>("startTimer").delayMs, 500);
  assert.is(life.tell(first("retry.due"), idle, first("workspace.created"), idle).state, "binding");
});

test("2.3: re-created SyncTargets have new mailboxes; this one is deleted when its own goes", () => {
  const life = born().tell(...toSettled, first("target.withdrawn"), idle);
  assert.equal([life.state, life.wants], ["deletingWorkspace", ["withdraw", "deleteWorkspace"]]);
});

test("R-41: a mailbox that no placement reaches has no the-one", () => {
  const life = born().tell(...toSettled);
  assert.is(life.state, "settled");
  assert.equal(life.wants, ["offer"]);
});

test("R-40, R-42: it is given what its workloads share, and the-one that says so", () => {
  const life = born().tell(...toProjecting);
  assert.equal(stepsOf(life), ["create namespaces//commonstuff"]);
  assert.equal(configsOf(life), [{ cluster: "m1", spec: commonSpec, lacking: ["*"], replaces: null }]);
  assert.is(born().tell(...toFilled).state, "settled");
});

test("S2: while a new mailbox is being filled, the-one says that something is lacking, and then that all is there", () => {
  const [written] = example["config.written"];
  const lacks = { ...written, config: { ...written.config, lacking: ["*"] } } as EventObject;
  const life = born().tell(...toProjecting, lacks, idle);
  assert.equal(configsOf(life), []);
  life.tell(first("copy.agreed"), idle);
  assert.is(life.state, "projecting");
  const replaces = { uid: "u-c", resourceVersion: "32" };
  assert.equal(configsOf(life), [{ cluster: "m1", spec: commonSpec, lacking: [], replaces }]);
});

test("F22: a server that makes something else of the-one each time is asked a few times, and then left alone", () => {
  const life = born().tell(...toProjecting);
  const webhook = ({ spec, lacking }: WriteConfigParams, at: number) => ({
    type: "config.written",
    config: { uid: "u-c", resourceVersion: `${at}`, spec: { namespaceScope: {} }, lacking },
    made: configMade({ spec, lacking }),
    at,
  });
  let writes = 0;
  for (; life.wants.includes("writeConfig") && writes < 10; writes++) {
    life.tell(webhook(configsOf(life)[0], writes), first("copy.agreed"), idle);
  }
  // One while it is being filled, and four that say the same.
  assert.equal([writes, life.state], [5, "contended"]);
});

test("S22: an object is made after its Namespace, and removed before it", () => {
  const share = { ...example["share.replaced"][0], share: shareOf(namespaceWant, wantOf("httpd")) };
  const life = born().tell(...toSettled, first("reach.offered"), share, idle);
  assert.equal(stepsOf(life), ["create namespaces//commonstuff"]);
  life.tell(first("copy.agreed"), idle);
  assert.equal(stepsOf(life), ["create configmaps/commonstuff/httpd"]);
});

test("requests under way are not made again, whatever else happens", () => {
  const life = born().tell(...toProjecting, first("reach.offered"), idle);
  assert.equal([stepsOf(life), configsOf(life)], [[], []]);
});

test("law 5: what it holds already is not written again when it is told once more", () => {
  const life = born().tell(...toFilled, first("share.replaced"), first("copy.added"), idle);
  assert.is(life.state, "settled");
});

test("R-41: when the last placement leaves, the-one is emptied and the copies go", () => {
  const life = born().tell(
    ...toFilled,
    first("share.withdrawn"),
    first("reach.withdrawn"),
    idle,
    ...toProven,
  );
  assert.equal(stepsOf(life), ["delete namespaces//commonstuff"]);
  assert.equal(configsOf(life)[0].spec, { namespaceScope: {} });
});

test("S2: before anything goes, all who may know that it is wanted are asked whether they have missed something", () => {
  const life = born().tell(...toFilled, first("copy.unwanted"), idle);
  assert.equal([life.state, life.letters], [
    "confirming",
    [...inventorySources.map((source) => `${source} confirm.requested`), "workload/w1 proof.requested"],
  ]);
  const [last, ...others] = example["view.confirmed"].toReversed();
  life.tell(first("proof.sought"), ...others, idle);
  assert.is(life.state, "confirming", "one has not answered");
  assert.equal(stepsOf(life.tell(last!, idle)), ["delete namespaces//commonstuff"]);
});

test("S2: what is wanted again while the answers come stays, and has to be proven anew when it is unwanted again", () => {
  const life = born().tell(...toFilled, first("copy.unwanted"), idle);
  assert.is(life.tell(first("copy.wanted"), ...toProven).state, "settled");
  assert.is(life.tell(first("copy.unwanted"), idle).state, "confirming");
});

test("S2: a proof does not outlive a hole in the inventory", () => {
  const life = born().tell(...toFilled, first("copy.unwanted"), idle, first("gate.closed"));
  assert.is(life.tell(first("gate.opened"), ...toProven).state, "confirming");
});

test("S2: what was looked through is deleted if it is still to go, and still proven to be, when nothing was found in it", () => {
  const looking = () => born().tell(...toFilled, first("copy.unwanted"), idle, ...toProven);
  const found = [first("copy.emptied"), idle];
  const sinceOf = (life: Life) => operationsOf(life).map(({ step, emptySince }) => [step, emptySince]);
  assert.equal(sinceOf(looking()), [["delete", undefined]]);
  assert.equal(sinceOf(looking().tell(...found)), [["delete", 5]]);
  assert.is(looking().tell(first("copy.wanted"), ...found).state, "settled");
  const blinded = looking().tell(first("gate.closed"), first("gate.opened"), ...found);
  assert.is(blinded.state, "confirming");
});

test("S2: what was refused is proven anew before the next try", () => {
  const life = born().tell(
    ...toFilled,
    first("copy.unwanted"),
    idle,
    ...toProven,
    first("copy.refused"),
    idle,
  );
  assert.is(life.tell(first("retry.due"), idle).state, "confirming");
});

test("a proof that somebody does not answer for is sought anew", () => {
  const life = born().tell(...toFilled, first("copy.unwanted"), idle, first("proof.due"), idle);
  assert.equal([life.state, life.letters.length], ["confirming", 4]);
});

test("R-41: the-one is put right when somebody edits it, and made again when somebody deletes it", () => {
  const [edited] = example["config.modified"];
  const config = { ...edited, object: configObject({}, "40") };
  const life = born().tell(...toFilled, config, idle);
  assert.equal(configsOf(life)[0].replaces, { uid: "u-c", resourceVersion: "40" });
  const gone = born().tell(...toFilled, first("config.deleted"), idle);
  assert.is(configsOf(gone)[0].replaces, null);
});

test("F5: an answer that comes after the word of the end of the-one does not bring it back", () => {
  const [edited] = example["config.modified"];
  const ended = [first("copy.agreed"), edited, first("config.deleted"), first("config.written"), idle];
  const life = born().tell(...toProjecting, ...ended);
  assert.is(configsOf(life)[0].replaces, null);
});

test("F3: a the-one that was made and has gone while the watch did not look is made again", () => {
  const syncedAt = (resourceVersion: string) => ({ ...first("config.synced"), resourceVersion });
  const life = born().tell(...toFilled, syncedAt("31"), idle);
  assert.is(life.state, "settled");
  assert.is(configsOf(life.tell(syncedAt("40"), idle))[0].replaces, null);
  const looked = { ...example["config.modified"][0], object: configObject(commonSpec, "32") };
  assert.is(born().tell(...toFilled, looked, syncedAt("40"), idle).state, "settled");
});

test("R-41: a SyncerConfig with another name is nobody's business", () => {
  const [added] = example["config.added"];
  const other = { ...added, fact: { ...added.fact, name: "mine" } };
  assert.is(born().tell(...toFilled, other, idle).state, "settled");
});

test("R-42: a copy that an earlier life made and nobody wants any more is found and removed", () => {
  const life = born().tell(...toSettled, first("copy.added"), idle, ...toProven);
  assert.equal(stepsOf(life), ["delete namespaces//commonstuff"]);
});

test("S2: nothing is taken away while a workload has not told everything", () => {
  const partial = {
    type: "share.replaced",
    workload: "w1",
    share: { ...shareOf(), head: { ...head, sight: "partial" } },
  };
  const life = born().tell(...toFilled, partial as EventObject, idle);
  assert.is(life.state, "awaitingInputs");
  assert.is(
    life.tell({ type: "share.headed", workload: "w1", head } as EventObject, idle).state,
    "confirming",
  );
});

test("S2: nothing is taken away while its own copies are not completely seen", () => {
  const life = born().tell(
    ...toFilled,
    first("copy.stale"),
    first("share.withdrawn"),
    first("reach.withdrawn"),
    idle,
  );
  assert.is(life.state, "awaitingInputs");
});

test("a workload that has not told anything yet is asked; when it keeps silent, what is known is added", () => {
  const life = born().tell(
    ...toSettled,
    { type: "reach.offered", key: "w2/p", card: { workload: "w2", placement: "p" } } as EventObject,
  );
  assert.equal(life.letters, ["workload/w2 share.requested"]);
  life.tell(first("reach.offered"), first("share.replaced"), idle);
  assert.is(life.state, "awaitingInputs");
  life.tell(first("deadline.passed"), idle);
  assert.equal(stepsOf(life), ["create namespaces//commonstuff"]);
});

test("R-43: of two workloads that want the same object the last changed one wins, whoever told last", () => {
  const theirs = { ...wantOf("httpd", "commonstuff", "9", "w2") };
  const share = {
    ...example["share.replaced"][0],
    share: shareOf(namespaceWant, wantOf("httpd", "commonstuff", "3")),
  };
  const copy = { type: "copy.wanted", workload: "w2", copy: theirs } as EventObject;
  const copies = [first("copy.agreed"), idle];
  const life = born().tell(...toSettled, first("reach.offered"), copy, share, idle, ...copies);
  const [{ from }] = life.params<PerformCopiesParams>("performCopies").operations;
  assert.equal([from?.cluster, from?.resourceVersion], ["w2", "9"]);
});

test("P3: a copy that another source still wants stays when the winner goes, and is made from that one", () => {
  const second = {
    type: "copy.wanted",
    workload: "w2",
    copy: { ...namespaceWant, from: { ...namespaceWant.from, cluster: "w2" } },
  };
  const life = born().tell(...toFilled, second as EventObject, first("copy.unwanted"), idle);
  const { operations } = life.params<PerformCopiesParams>("performCopies");
  assert.equal(operations.map(({ step, from }) => [step, from?.cluster]), [["update", "w2"]]);
});

test("law 6: what was refused waits for its retry, and the rest is in place", () => {
  const life = born().tell(...toProjecting, first("copy.refused"), first("config.written"), idle);
  assert.is(life.state, "impeded");
  assert.equal(stepsOf(life.tell(first("retry.due"), idle)), ["create namespaces//commonstuff"]);
});

test("an API that copies need and that is not served is looked for again", () => {
  const share = { ...example["share.replaced"][0], share: shareOf(namespaceWant, wantOf("httpd")) };
  const refused = { ...example["copy.refused"][0], key: wantOf("httpd").key };
  const written = [first("copy.agreed"), first("config.written"), idle, refused, idle];
  const life = born().tell(...toSettled, first("reach.offered"), share, idle, ...written);
  assert.is(life.state, "impeded");
  assert.is(life.tell(first("retry.due"), idle).state, "discovering");
});

test("F26: another workspace of its name is another place: nothing of the old one is taken for granted", () => {
  const other = shown(workspaceObject({ uid: "u-w2", cluster: "m2" }));
  const life = born().tell(...toFilled, other);
  assert.equal(life.letters.length, 2);
  assert.is(life.tell(idle).params<{ cluster: string }>("ensureBinding").cluster, "m2");
});

test("nobody is shown the way to a workspace that is not there, not ready, or not ours", () => {
  const others = { ...shown(workspaceObject({ uid: "u-2" })), owner: "foreign" as const };
  for (const workspace of [others, shown(workspaceObject({ uid: "u-2", cluster: "" }))]) {
    const life = born().tell(...toFilled, first("workspace.deleted"), workspace, idle);
    assert.ok(life.wants.includes("withdraw"), life.state);
  }
});

const bindKube = fact(apiBindings, "bind-kube", {
  cluster: "m1",
  uid: "u-b",
  labels: { "edge.kcp.io/projected": "yes" },
  definer: { defines: ["configmaps"] },
});
const configMapsCopies = copiesReflector.replace("namespaces", "configmaps");
const synced = (source: string): EventObject => {
  const event = { type: "copy.synced", source, resourceVersion: "" };
  return event;
};
const served = (...resources: readonly ApiResource[]): EventObject => {
  const event = { type: "discovery.answered", resources };
  return event;
};
/** To a mailbox whose workspace serves ConfigMaps through a binding that we copied; a ConfigMap is in it. */
const toBound = [
  ...toDiscovered.slice(0, -2),
  served(namespacesServed, configMapsServed, bindingsServed),
  first("config.synced"),
  first("copy.synced"),
  synced(configMapsCopies),
  synced(copiesReflector.replace("namespaces.v1", "apibindings.v1alpha1.apis.kcp.io")),
  seen("copy.added", bindKube),
  idle,
  served(namespacesServed, configMapsServed, bindingsServed),
];

test("R-31: what goes with its API is no longer waited for, whenever that shows", () => {
  const stale = { type: "copy.stale", source: configMapsCopies, why: "404" } as EventObject;
  const life = born().tell(...toBound, seen("copy.deleted", bindKube), idle);
  assert.is(life.state, "discovering");
  life.tell(served(namespacesServed, configMapsServed, bindingsServed), stale, idle);
  assert.is(life.state, "discovering");
  life.tell(served(namespacesServed, bindingsServed));
  assert.equal(life.letters, [`${configMapsCopies} subscriber.left`]);
  assert.is(life.tell(idle).state, "settled");
});

test("F13: a resource that discovery shows no longer, without proof that it is gone, is still waited for", () => {
  const stale = { type: "copy.stale", source: configMapsCopies, why: "404" } as EventObject;
  const life = born().tell(...toBound, seen("copy.added", { ...bindKube, uid: "u-b2" }), stale, idle);
  life.tell(served(namespacesServed, bindingsServed), idle);
  assert.is(life.state, "awaitingInputs");
});

test("what a reflector says that was left says nothing: its letter was under way", () => {
  const gone = [seen("copy.deleted", bindKube), idle, served(namespacesServed, bindingsServed)];
  const life = born().tell(...toBound, ...gone);
  const { book, unsynced } = life.context as unknown as MailboxContext;
  const late = { type: "copy.stale", source: configMapsCopies, why: "404" } as EventObject;
  const left = fact(configMapsServed, "left", { cluster: "m1", labels: bindKube.labels });
  life.tell(late, seen("copy.added", left));
  assert.equal([life.context.book, life.context.unsynced], [book, unsynced]);
});

test("F5: an answer that comes after the watch has shown a later edit of the-one does not hide it", () => {
  const [edited] = example["config.modified"];
  const config = { ...edited, object: configObject({}, "40") };
  const life = born().tell(...toProjecting, config, first("copy.agreed"), first("config.written"), idle);
  assert.equal(configsOf(life)[0].replaces, { uid: "u-c", resourceVersion: "40" });
});

test("on every path: deletes need an open gate and a complete view (S2), and effects carry no bodies (law 9)", () => {
  for (const { events } of walk(mailboxJourney).paths) {
    const life = born();
    for (const event of events) life.tell(event);
    const { gateOpen, reachesListed, unsynced } = life.context as unknown as MailboxContext;
    const isProven = gateOpen && reachesListed && unsynced.isEmpty();
    if (life.wants.includes("deleteWorkspace")) assert.ok(gateOpen);
    const takes = life.wants.includes("performCopies") &&
      stepsOf(life).some((step) => step.startsWith("delete"));
    assert.ok(!takes || isProven);
    const bodies = /"(data|stringData|status|metadata)":/;
    assert.not.match(JSON.stringify(life.effects.map(({ params }) => params)), bodies);
  }
});

test.run();
