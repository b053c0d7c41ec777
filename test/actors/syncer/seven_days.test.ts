/**
 * Days without the other side, with ten thousand changes meanwhile: what is done on return is what differs then, and not what happened;
 * nothing that is still wanted is deleted, and what others own is byte for byte what it was. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import type { SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import type { ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { configMap, namespace, type Server, SyncerWorld } from "./world.ts";

const labels = { "edge.kcp.io/projected": "yes" };
const spaces = ["one", "two", "three", "four"];
const config: SyncerConfigSpec = {
  namespaceScope: {
    namespaces: spaces,
    resources: [{ group: "", resource: "configmaps", apiVersion: "v1" }],
  },
};
const dayMs = 86_400_000;
const days = 7;
const changes = 10_000;
/** Names that objects come and go by, in each namespace. */
const namesEach = 60;
const ours = /\/(?:o\d+)$/;

/** Writes by what they are about: `delete configmaps one/o1`. */
function watching(api: ClusterApi, writes: string[]): ClusterApi {
  const note = ({ verb, resource: { resource }, namespace: space, name, body }: ApiRequest) => {
    const called = name ?? (body as KubeObject).metadata.name;
    writes.push(`${verb} ${resource} ${space ?? ""}/${called}`);
  };
  return {
    ...api,
    call(request, answer) {
      if (request.verb !== "get" && request.verb !== "list") note(request);
      api.call(request, answer);
    },
    watch: (request, sink) => api.watch(request, sink),
    discover: (cluster, answer) => api.discover(cluster, answer),
  };
}

function listed(server: Server): readonly KubeObject[] {
  const answer = server.hub.handle({ verb: "list", cluster: "", resource: configMaps }, masterCaller);
  if (!answer.ok) throw answer.error;
  return (answer.body as KubeList).items;
}

const nameOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;

/** Data of what is ours or is to be, by name. */
function holdings(server: Server): ReadonlyMap<string, string> {
  const found = listed(server).filter((object) => ours.test(nameOf(object)));
  return new Map(found.map((object) => [nameOf(object), JSON.stringify(object["data"])]));
}

function foreign(server: Server): readonly string[] {
  return listed(server).filter((object) => !ours.test(nameOf(object))).map((object) =>
    JSON.stringify(object)
  );
}

/** Names of what the edge does not have as the mailbox does. */
function differing(world: SyncerWorld): ReadonlySet<string> {
  const [wanted, found] = [holdings(world.mailbox), holdings(world.edge)];
  const names = new Set([...wanted.keys(), ...found.keys()]);
  return new Set([...names].filter((name) => wanted.get(name) !== found.get(name)));
}

/** A mailbox that is half full and an edge that holds it, beside what the edge's owner has. */
function began(writes: string[], options: Parameters<SyncerWorld["start"]>[0] = {}): SyncerWorld {
  const world = new SyncerWorld();
  for (const space of spaces) {
    world.mailbox.create(namespaces, namespace(space, labels));
    for (let at = 0; at < namesEach; at += 2) {
      world.mailbox.create(configMaps, configMap(space, `o${at}`, { text: "first" }, { labels }));
    }
  }
  world.start({ edge: watching(world.wayToEdge.api, writes), ...options }).configure(config);
  world.edge.create(namespaces, namespace("theirs"));
  for (const [space, name] of [["theirs", "own"], ["one", "own"], ["two", "labelled"]] as const) {
    world.edge.create(
      configMaps,
      configMap(space, name, { text: "theirs" }, name === "own" ? {} : { labels }),
    );
  }
  world.rest();
  assert.is(differing(world).size, 0);
  return world;
}

/** Creates, changes or deletes something in the mailbox. */
function changeSomething({ mailbox }: SyncerWorld, random: () => number, change: number): void {
  const space = spaces[Math.floor(random() * spaces.length)] ?? "";
  const name = `o${Math.floor(random() * namesEach)}`;
  const isThere = mailbox.find(configMaps, space, name) !== undefined;
  if (!isThere) mailbox.create(configMaps, configMap(space, name, { text: String(change) }, { labels }));
  else if (random() < 0.3) mailbox.delete(configMaps, space, name);
  else mailbox.merge(configMaps, space, name, { data: { text: String(change) } });
}

/** Lets days go by, with all the changes in them; `daily` is what happens at the end of each day. */
function goBy(world: SyncerWorld, all: number, daily: (day: number) => void = () => {}): void {
  const random = seededRandomness(5).next;
  const dailyChanges = Math.ceil(changes / all);
  for (let day = 1; day <= all; day++) {
    for (let change = 0; change < dailyChanges; change++) {
      changeSomething(world, random, day * dailyChanges + change);
      world.clock.advance(dayMs / dailyChanges);
    }
    daily(day);
  }
}

/** What was written on return: no more than what differs, and deletes only of what nobody wants. */
function judge(world: SyncerWorld, due: ReadonlySet<string>, writes: readonly string[]): void {
  assert.is(differing(world).size, 0);
  assert.ok(due.size > 50 && writes.length > 50, "there was something to do");
  assert.ok(writes.length <= due.size, `${writes.length} writes for ${due.size} objects that differ`);
  const wanted = holdings(world.mailbox);
  const deleted = writes.filter((write) => write.startsWith("delete")).map((write) =>
    write.split(" ")[2] ?? ""
  );
  assert.equal(deleted.filter((name) => wanted.has(name) || !ours.test(name)), []);
}

test("a week without the hub: the edge stays as it was last asked to be, and then gets the latest state only", () => {
  const [writes, store]: [string[], ReturnType<typeof createMemoryStore>] = [[], createMemoryStore()];
  const world = began(writes, { store });
  const [before, others] = [holdings(world.edge), foreign(world.edge)];
  world.wayToHub.disconnect();
  writes.length = 0;
  goBy(world, days, (day) => {
    world.edge.merge(configMaps, "one", "o0", { data: { text: "somebody else's" } });
    world.edge.delete(configMaps, "two", "o2");
    if (day === 3) world.stop().start({ store, edge: watching(world.wayToEdge.api, writes) });
    world.rest();
    assert.equal(holdings(world.edge), before);
  });
  assert.is(writes.length, 2 * days, "nothing but repairs");
  const due = differing(world);
  writes.length = 0;
  world.wayToHub.reconnect();
  world.rest(120_000);
  judge(world, due, writes);
  assert.equal(foreign(world.edge), others);
});

test("a day without the edge: nothing piles up, and on return it gets what differs", () => {
  const writes: string[] = [];
  const world = began(writes);
  const others = foreign(world.edge);
  world.wayToEdge.disconnect();
  writes.length = 0;
  goBy(world, 1);
  const due = differing(world);
  writes.length = 0;
  world.wayToEdge.reconnect();
  world.rest(120_000);
  judge(world, due, writes);
  assert.equal(foreign(world.edge), others);
});

test.run();
