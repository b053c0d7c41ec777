/** At which version things go up, and what is forgotten when that changes. @module */
import { Map as ImmutableMap } from "immutable";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { configMaps } from "../../src/kube/core_api.ts";
import type { ApiResource } from "../../src/kube/resource.ts";
import type { UpsyncServer } from "../../src/machines/upsync/context.ts";
import { upsyncMachine } from "../../src/machines/upsync/upsync.ts";
import { commonVersion, metBy, type Offer } from "../../src/machines/upsync/views.ts";
import { namespacesServed, seen, served } from "./examples.ts";
import { toFull, upsync, upsyncInput } from "./journeys/upsync.ts";
import { Life } from "./life.ts";

const offer = (...versions: string[]): Offer => ({
  group: "g",
  resource: "r",
  version: versions[0]!,
  versions,
});
const idle = upsync["idle.reached"][0] as EventObject;

test("the best of the mailbox's versions that the edge has too is taken, and there may be none", () => {
  assert.is(commonVersion(offer("v2", "v1"), offer("v1", "v2")), "v2");
  assert.is(commonVersion(offer("v2", "v1"), offer("v1beta1", "v1")), "v1");
  assert.is(commonVersion(offer("v2"), offer("v1")), undefined);
});

test("what only one server has, or both without a version in common, is watched at its preferred version", () => {
  const here = ImmutableMap({ r: offer("v1", "v1beta1") });
  assert.is(metBy(here, here, ImmutableMap()).get("r")?.version, "v1");
  assert.is(metBy(here, here, ImmutableMap({ r: offer("v3") })).get("r")?.version, "v1");
  assert.is(metBy(here, here, ImmutableMap({ r: offer("v1beta1") })).get("r")?.version, "v1beta1");
});

function discovered(server: UpsyncServer, edition: number, maps: ApiResource): EventObject {
  return { type: "discovery.answered", server, edition, resources: [namespacesServed, maps] } as EventObject;
}

test("a copy that went while another version began to be watched is made again", () => {
  const life = new Life(upsyncMachine, upsyncInput).tell(...toFull);
  const maps = { ...served(configMaps, true), version: "v2", versions: ["v2", "v1"] };
  life.tell(discovered("edge", 0, maps), discovered("mailbox", 0, maps));
  const unsynced = [...life.context["unsynced"] as Iterable<string>];
  const views = ["hub/m1", "edge:florin/-"].map((place) =>
    unsynced.find((address) => address.includes(`${place}/configmaps.v2`))
  );
  assert.ok(views.every((view) => view !== undefined), "both are watched at v2");
  life.tell(seen("born.added", { ...upsync["born.added"][0].fact, gvr: maps }));
  for (const source of unsynced) {
    life.tell({ type: source.includes("hub/") ? "copy.synced" : "born.synced", source } as EventObject);
  }
  life.tell(idle);
  const { operations } = life.params<{ operations: readonly { step: string; key: string }[] }>(
    "performCopies",
  );
  assert.ok(operations.some(({ step, key }) => step === "create" && key === "configmaps/orbital/george"));
});

test.run();
