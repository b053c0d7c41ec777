/** How a workload workspace resolves "what" and tells its mailboxes (R-30 to R-35, F13). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { denaturedResource } from "../../src/kube/denatured.ts";
import { groupResourceKey } from "../../src/kube/resource.ts";
import type { ShareReplacedLetter } from "../../src/machines/share_letters.ts";
import type { TellAllParams } from "../../src/machines/letters.ts";
import { workloadMachine } from "../../src/machines/workload/workload.ts";
import { namespacesServed, seen, served } from "./examples.ts";
import {
  bindKube,
  commonCard,
  commonNamespace,
  configMapsServed,
  htdocs,
  namespacesReflector,
  workload as example,
  workloadInput,
} from "./journeys/workload.ts";
import { bindingsServed } from "./journeys/mailbox.ts";
import { Life } from "./life.ts";

const born = () => new Life(workloadMachine, workloadInput);
const first = <T extends keyof typeof example>(type: T): EventObject => example[type][0];
const answered = (...resources: readonly unknown[]): EventObject => {
  const event = { type: "discovery.answered", resources };
  return event;
};
const configMaps = namespacesReflector.replace("namespaces", "configmaps");
const synced = (source: string): EventObject => {
  const event = { type: "object.synced", source, resourceVersion: "" };
  return event;
};
const all = answered(namespacesServed, configMapsServed);
const toServing = [
  first("placement.offered"),
  first("placement.listed"),
  all,
  synced(namespacesReflector),
  synced(configMaps),
];
const toFull = [...toServing, seen("object.added", commonNamespace), seen("object.added", htdocs)];
const sharesOf = (life: Life) =>
  life.params<TellAllParams>("tellAll").letters.map(({ event }) => event as ShareReplacedLetter)
    .filter(({ type }) => type === "share.replaced").map(({ share }) => share);
const florin = "mailbox/c1-mb-u-f";

test("it asks what the workspace serves, and watches all that may leave it (R-30)", () => {
  assert.equal(born().params("discover"), { cluster: "w1" });
  const notForEdge = { ...namespacesServed, group: "edge.kcp.io", resource: "edgeplacements" };
  const life = born().tell(answered(namespacesServed, configMapsServed, notForEdge));
  assert.equal(life.letters, [`${configMaps} subscriber.joined`, `${namespacesReflector} subscriber.joined`]);
});

test("a refused discovery is tried again and is never an empty one (F13)", () => {
  const life = born().tell(...toServing, first("rediscover.due"), first("discovery.refused"));
  assert.equal([life.state, life.wants], ["backingOff", ["startTimer"]]);
  assert.is(life.tell(first("retry.due"), all).state, "serving");
});

test("R-33: a placement that matches nothing still delivers its upsync", () => {
  const upsync = [{ resources: ["widgets"] }];
  const card = { ...commonCard, spec: { ...commonCard.spec, upsync } };
  const offered = { type: "placement.offered", key: card.name, card };
  assert.equal(sharesOf(born().tell(offered))[0].head.upsync, upsync);
});

test("R-33: an edit of the upsync alone is told", () => {
  const card = { ...commonCard, spec: { ...commonCard.spec, upsync: [{ resources: ["cogs"] }] } };
  const offered = { type: "placement.offered", key: card.name, card };
  assert.is(sharesOf(born().tell(...toFull, offered)).length, 1);
});

test("law 5: the same placement told again is nothing to tell", () => {
  assert.equal(born().tell(...toFull, first("placement.offered")).letters, []);
});

test("R-35: the head names the namespaces, and every namespaced resource served, with objects or without", () => {
  const life = born().tell(...toServing, seen("object.added", commonNamespace));
  const [{ head }] = sharesOf(life);
  assert.equal(head.namespaces, ["commonstuff"]);
  assert.equal(head.resources.map(({ resource }) => resource), ["configmaps"]);
});

test("law 8: one object more is told as one object", () => {
  const life = born().tell(...toServing, seen("object.added", commonNamespace), seen("object.added", htdocs));
  assert.equal(life.letters, [`${florin} copy.wanted`]);
  assert.equal(born().tell(...toFull, seen("object.deleted", htdocs)).letters, [`${florin} copy.unwanted`]);
});

test("R-33: an object that stops matching is told, and all that is in it with it (W3)", () => {
  const relabelled = { ...commonNamespace, labels: {}, resourceVersion: "2" };
  const life = born().tell(...toFull, seen("object.modified", relabelled));
  assert.equal(sharesOf(life).map(({ copies }) => copies.size), [0]);
});

test("until everything is seen, shares say so, so that nobody takes a missing object for a deleted one", () => {
  const life = born().tell(first("placement.offered"), all, seen("object.added", commonNamespace));
  assert.is(sharesOf(life)[0].head.sight, "partial");
  assert.is(life.state, "syncing");
  assert.equal(born().tell(...toServing.slice(0, -1)).tell(synced(configMaps)).letters, [
    `${florin} share.headed`,
    "summarizer/w1/edge-placement-c subjects.replaced",
  ]);
});

test("F13: what discovery shows no longer stays, unless its definition was deleted", () => {
  const life = born().tell(...toFull, first("rediscover.due"), answered(namespacesServed));
  assert.is(sharesOf(life)[0].copies.size, 2);
  assert.equal(life.context.parked, ["configmaps"]);
  const refused = { type: "object.stale", source: configMaps, why: "it is not served" };
  const toBound = [
    ...toFull,
    first("rediscover.due"),
    answered(namespacesServed, configMapsServed, bindingsServed),
  ];
  const left = [first("rediscover.due"), answered(namespacesServed, bindingsServed)];
  const gone = [seen("object.deleted", bindKube), ...left];
  assert.is(sharesOf(born().tell(...toBound, ...gone))[0].copies.size, 2, "its own watch does not say so");
  assert.is(sharesOf(born().tell(...toBound, refused, ...gone))[0].copies.size, 1);
  const other = { ...bindKube, definer: { defines: ["secrets"] } };
  const others = [seen("object.deleted", other), ...left];
  assert.is(sharesOf(born().tell(...toBound, refused, ...others))[0].copies.size, 2, "another was deleted");
});

test("R-31: an API that comes, changes or goes is looked at a little later, once", () => {
  for (const change of ["object.added", "object.modified", "object.deleted"] as const) {
    const life = born().tell(...toFull, seen(change, bindKube));
    assert.equal(life.params<{ name: string }>("startTimer").name, "rediscover", change);
  }
});

test("S2: for a mailbox that is to take something away, it has all confirmed that decides here, and says whom it asks", () => {
  const life = born().tell(...toFull, first("proof.requested"));
  assert.equal(life.letters, [
    `${florin} proof.sought`,
    `${configMaps} confirm.requested`,
    `${namespacesReflector} confirm.requested`,
  ]);
});

test("S2: of what a mailbox holds in an inert form, both forms here are asked, for it may come from either", () => {
  const quotas = { group: "", version: "v1", resource: "resourcequotas" };
  const inert = denaturedResource(quotas);
  const rows = answered(namespacesServed, served(quotas, true), served(inert, true));
  const asked = { type: "proof.requested", mailbox: "c1-mb-u-f", resources: [groupResourceKey(inert)] };
  const life = born().tell(first("placement.offered"), first("placement.listed"), rows, asked);
  assert.equal(
    life.letters,
    [
      `${florin} proof.sought`,
      `${namespacesReflector} confirm.requested`,
      `${
        namespacesReflector.replace("namespaces.v1", `${inert.resource}.v1.${inert.group}`)
      } confirm.requested`,
      `${namespacesReflector.replace("namespaces", "resourcequotas")} confirm.requested`,
    ].sort(),
  );
});

test("a mailbox that asks is told its whole share; one that is not reached, that there is none", () => {
  assert.is(sharesOf(born().tell(...toFull, first("share.requested")))[0].copies.size, 2);
  const stranger = { type: "share.requested", mailbox: "c1-mb-other" };
  assert.equal(born().tell(...toFull, stranger).letters, ["mailbox/c1-mb-other share.withdrawn"]);
});

test("S2: before its placements are listed, nobody is told that there is nothing for them", () => {
  assert.equal(born().tell(all, first("share.requested")).letters, []);
});

test("the last placement takes everything back, and the workload ends", () => {
  const life = born().tell(...toFull, first("placement.withdrawn"));
  assert.is(life.status, "done");
  assert.equal(life.letters.filter((letter) => letter.startsWith("mailbox")), [`${florin} share.withdrawn`]);
});

test.run();
