/** A long first list and news of other things share the society's time: neither keeps the other waiting. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMarker } from "../../../src/actors/copies/mark.ts";
import { createObjectCache } from "../../../src/actors/object_cache.ts";
import { createReflectorKind } from "../../../src/actors/reflector/reflector.ts";
import { createSystem, type System } from "../../../src/actors/system/system.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { earKind } from "../ear.ts";
import { ScriptedApi } from "../scripted_api.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** Letters an actor may take before the next one's turn. */
const turn = 16;
const sliceLetters = 100;

function objectOf(name: string, version: number): KubeObject {
  const metadata = { name, namespace: "n", uid: `uid-of-${name}`, resourceVersion: String(version) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata };
}

/** `ear/listed` is about to be told a long list from the hub; `ear/followed` follows a small view of an edge. */
class Bench {
  readonly hub = new ScriptedApi();
  readonly edge = new ScriptedApi();
  readonly heard: { readonly by: string; readonly what: string }[] = [];
  readonly system: System;
  #version = 10;

  constructor() {
    const apis = (source: string) => source === "hub" ? this.hub : this.edge;
    const parts = { apis, cache: createObjectCache(), marker: createMarker("key"), gateOf: () => null };
    const hear = (by: string, event: { readonly type: string }) => {
      const { fact } = event as { fact?: { name: string; resourceVersion: string } };
      this.heard.push({ by, what: `${event.type} ${fact?.name}@${fact?.resourceVersion}` });
    };
    this.system = createSystem({
      kinds: [createReflectorKind(parts), earKind("ear", hear)],
      clock: new VirtualClock(),
      randomness: seededRandomness(1),
      log: quiet,
      sliceLetters,
    });
    this.#join("edge:e", "ear/followed");
    this.edge.list([], "10");
    this.#settle();
    this.edge.watches.at(-1)?.sink.opened?.();
    this.#join("hub", "ear/listed");
    this.heard.length = 0;
  }

  /** News of an object on the edge. */
  news(): void {
    this.edge.event("ADDED", objectOf("news", ++this.#version));
  }

  by(ear: string): readonly string[] {
    return this.heard.filter(({ by }) => by === ear).map(({ what }) => what);
  }

  #join(source: string, subscriber: string): void {
    const view = { source, cluster: source === "hub" ? "c" : "", gvr: configMaps, selector: "" };
    const event = { type: "subscriber.joined", view, subscriber, as: "object" };
    this.system.tell(reflectorAddress(view), event);
    this.#settle();
  }

  #settle(): void {
    while (this.system.run() > 0);
  }
}

const items = Array.from({ length: 5_000 }, (_, index) => objectOf(`item-${index}`, 1 + index));

test("news does not wait for the end of a long list", () => {
  const bench = new Bench();
  bench.hub.list(items, "9999");
  bench.news();
  bench.system.run();
  const before = bench.heard.findIndex(({ by }) => by === "ear/followed");
  assert.ok(before >= 0 && before <= 2 * turn, `it was heard after ${before} items of the list`);
});

test("a long list comes to its end however much news there is", () => {
  const bench = new Bench();
  bench.hub.list(items, "9999");
  let slices = 0;
  for (; bench.by("ear/listed").length < items.length && slices < 1_000; slices++) {
    for (let n = 0; n < sliceLetters; n++) bench.news();
    bench.system.run();
  }
  const [listed, followed] = [bench.by("ear/listed").length, bench.by("ear/followed").length];
  assert.is(listed, items.length);
  // Three actors share: the list's ear, the ear of the news, and the reflector that tells the news.
  assert.ok(slices * sliceLetters <= 3 * items.length + sliceLetters, `it took ${slices} slices`);
  assert.ok(followed >= listed / 2, `meanwhile ${followed} pieces of news were heard`);
});

test("news of an item of the list is heard after the item, and last", () => {
  const bench = new Bench();
  bench.hub.list(items.slice(0, 1_000), "1000");
  bench.system.run();
  bench.hub.watches.at(-1)?.sink.opened?.();
  bench.hub.event("MODIFIED", objectOf("item-900", 2_000));
  while (bench.system.run() > 0);
  const about = bench.by("ear/listed").filter((what) => what.includes("item-900@"));
  assert.equal(about, ["object.added item-900@901", "object.modified item-900@2000"]);
});

test.run();
