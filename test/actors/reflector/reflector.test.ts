/** A reflector over a server that lists in pages, expires, mixes up versions and falls silent. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createObjectCache } from "../../../src/actors/object_cache.ts";
import { createMarker } from "../../../src/actors/copies/mark.ts";
import { createReflectorKind } from "../../../src/actors/reflector/reflector.ts";
import { createSystem } from "../../../src/actors/system/system.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import { apiBindings, locations } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { reflectorAddress, type View } from "../../../src/machines/addresses.ts";
import type { KubeError } from "../../../src/ports/kube_error.ts";
import type { Log } from "../../../src/ports/log.ts";
import { refusal, ScriptedApi } from "../scripted_api.ts";
import { earKind } from "../ear.ts";

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function objectOf(name: string, resourceVersion: string, uid = `uid-of-${name}`, cluster = "c1"): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "n", uid, resourceVersion, annotations: { "kcp.io/cluster": cluster } },
    data: { secret: "body" },
  };
}

/** A reflector on a scripted server, and what its subscribers heard. */
class Bench {
  readonly api = new ScriptedApi();
  readonly clock = new VirtualClock();
  readonly heard: string[] = [];
  readonly letters: { readonly type: string }[] = [];
  readonly cache = createObjectCache();
  readonly view: View;
  readonly system: ReturnType<typeof createSystem>;

  constructor(gvr: Gvr = configMaps, cluster = "c1", selector = "", source = "hub") {
    this.view = { source, cluster, gvr, selector };
    const { api, cache } = this;
    const hear = (self: string, event: { readonly type: string }) => {
      this.letters.push(event);
      const { fact } = event as { fact?: { name: string; uid: string; resourceVersion: string } };
      const about = fact === undefined ? "" : ` ${fact.name}@${fact.resourceVersion}`;
      this.heard.push(`${self} ${event.type}${about}`);
    };
    this.system = createSystem({
      kinds: [
        createReflectorKind({
          apis: () => api,
          cache,
          marker: createMarker("key"),
          gateOf: () => "inventory",
        }),
        earKind("ear", hear),
        earKind("location", hear),
      ],
      clock: this.clock,
      randomness: seededRandomness(1),
      log: quiet,
    });
  }

  join(subscriber = "ear/1"): this {
    const event = { type: "subscriber.joined", view: this.view, subscriber, as: "object" };
    this.system.tell(reflectorAddress(this.view), event);
    return this.run();
  }

  ask(asker: string): this {
    const event = { type: "confirm.requested", asker };
    this.system.tell(reflectorAddress(this.view), event);
    return this.run();
  }

  leave(subscriber: string): this {
    const event = { type: "subscriber.left", view: this.view, subscriber };
    this.system.tell(reflectorAddress(this.view), event);
    return this.run();
  }

  run(): this {
    while (this.system.run() > 0);
    return this;
  }

  /** Answers the list, accepts the watch and forgets what was heard until then. */
  settled(items: readonly KubeObject[], resourceVersion = "10"): this {
    this.join();
    this.api.list(items, resourceVersion);
    this.run().open();
    this.heard.length = 0;
    return this;
  }

  open(): this {
    this.api.watches.at(-1)?.sink.opened?.();
    return this.run();
  }

  event(type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK", object: KubeObject): this {
    this.api.event(type, object);
    return this.run();
  }

  close(error: KubeError | null): this {
    this.api.watches.at(-1)?.sink.closed(error);
    return this.run();
  }

  wait(ms: number): this {
    this.clock.advance(ms);
    return this.run();
  }

  get state(): string | undefined {
    return this.system.directory.find(reflectorAddress(this.view))?.state;
  }

  takeHeard(): string[] {
    return this.heard.splice(0);
  }
}

test("a list in pages is one list: it is synced after the last page, and watched from its version", () => {
  const bench = new Bench().join();
  bench.api.list([objectOf("a", "3")], "10", "more");
  assert.is(bench.api.last.query?.continue, "more");
  bench.api.list([objectOf("b", "4")], "10");
  bench.run().open();
  assert.equal(bench.heard, ["ear/1 object.added a@3", "ear/1 object.added b@4", "ear/1 object.synced"]);
  const [{ request }] = bench.api.watches;
  assert.equal([request.query?.resourceVersion, request.query?.allowWatchBookmarks], ["10", "true"]);
});

test("law 9: letters about ordinary objects carry facts and never bodies; the cache has the body", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.event("MODIFIED", objectOf("a", "11"));
  assert.not.match(JSON.stringify(bench.letters), "body");
  const cached = bench.cache.find(reflectorAddress(bench.view), "configmaps/n/a");
  assert.is(cached?.metadata.resourceVersion, "11");
});

test("F6: 410 on a watch request, as an ERROR event, and on the second page of a list all lead to a new list", () => {
  const expired = [refusal(410, "Expired"), refusal(410, "Gone")];
  for (const error of expired) {
    const bench = new Bench().settled([objectOf("a", "3"), objectOf("b", "4")]);
    bench.close(error);
    assert.is(bench.state, "listing");
    bench.api.list([objectOf("b", "4")], "20");
    bench.run().api.refuse(404, "NotFound");
    bench.run().open();
    assert.equal(bench.takeHeard(), ["ear/1 object.deleted a@3", "ear/1 object.synced"]);
  }
  const paged = new Bench().join();
  paged.api.list([objectOf("a", "3")], "10", "more");
  paged.api.refuse(410, "Expired");
  paged.run();
  assert.is(paged.state, "backingOff");
  paged.wait(30_000);
  assert.is(paged.api.last.query?.continue, undefined);
});

test("S2: a look finds what the watch has not told, and what the watch tells of it later brings nothing back", () => {
  const bench = new Bench().settled([objectOf("a", "3"), objectOf("b", "4")]);
  bench.ask("ear/1");
  bench.api.list([objectOf("b", "4"), objectOf("c", "12")], "15");
  bench.run().api.refuse(404, "NotFound");
  bench.run();
  const found = ["ear/1 object.added c@12", "ear/1 object.deleted a@3", "ear/1 view.confirmed"];
  assert.equal(bench.takeHeard(), found);
  bench.event("MODIFIED", objectOf("a", "11")).event("DELETED", objectOf("a", "13")).event(
    "ADDED",
    objectOf("c", "12"),
  );
  assert.equal(bench.takeHeard(), []);
  assert.equal(bench.event("MODIFIED", objectOf("c", "16")).takeHeard(), ["ear/1 object.modified c@16"]);
});

test("a look that the watch has overtaken changes nothing, and one at a lagging server is no answer", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.ask("ear/1").event("ADDED", objectOf("b", "20"));
  bench.api.list([objectOf("a", "3")], "12");
  assert.equal(bench.run().takeHeard(), ["ear/1 object.added b@20", "ear/1 view.confirmed"]);
  bench.ask("ear/1");
  bench.api.list([objectOf("a", "3")], "12");
  assert.equal(bench.run().takeHeard(), []);
});

test("a list that fails half way deletes nothing", () => {
  const bench = new Bench().settled([objectOf("a", "3"), objectOf("b", "4")]);
  bench.close(refusal(410, "Expired"));
  bench.api.list([objectOf("a", "3")], "20", "more");
  bench.api.refuse(500, "InternalError");
  bench.run();
  assert.equal(bench.takeHeard(), ["ear/1 object.stale"]);
});

test("a list without a version or without items is no list", () => {
  for (const body of [{}, { items: [] }, { items: [], metadata: {} }]) {
    const bench = new Bench().settled([objectOf("a", "3")]);
    bench.close(refusal(410, "Expired"));
    bench.api.grant(body);
    bench.run();
    assert.equal(bench.takeHeard(), ["ear/1 object.stale"]);
  }
});

test("a list that lacks what was there is believed when the object itself is not found, or not to be read", () => {
  for (const [code, reason] of [[404, "NotFound"], [403, "Forbidden"]] as const) {
    const bench = new Bench().settled([objectOf("a", "3")]);
    bench.close(refusal(410, "Expired"));
    bench.api.list([], "20");
    bench.run();
    assert.equal(bench.takeHeard(), []);
    bench.api.refuse(code, reason);
    bench.run();
    assert.equal(bench.takeHeard(), ["ear/1 object.deleted a@3"]);
  }
});

test("a list that lacks what is there, or of which that cannot be told, deletes nothing", () => {
  const answers: ((bench: Bench) => void)[] = [
    ({ api }) => api.grant(objectOf("a", "3")),
    ({ api }) => api.refuse(503, "ServiceUnavailable"),
    ({ api }) => api.refuse(429, "TooManyRequests"),
  ];
  for (const answer of answers) {
    const bench = new Bench().settled([objectOf("a", "3")]);
    bench.close(refusal(410, "Expired"));
    bench.api.list([], "20");
    bench.run();
    answer(bench);
    bench.run();
    assert.equal(bench.takeHeard(), ["ear/1 object.stale"]);
  }
});

/** An edge of which nothing is known but its version, 10, insists on an empty list of version 3. */
function insisting(): Bench {
  const bench = new Bench(configMaps, "", "", "edge:e1").settled([]);
  bench.close(refusal(410, "Expired"));
  for (let refused = 0; refused < 4; refused++) {
    bench.api.list([], "3");
    bench.run().wait(60_000);
  }
  bench.api.list([], "3");
  return bench.run();
}

test("S4: an edge that insists on having nothing, from the past, was made anew if another resource says so too", () => {
  for (const [version, state] of [["4", "opening"], ["10", "backingOff"], ["11", "backingOff"]] as const) {
    const bench = insisting();
    assert.match(JSON.stringify(bench.api.last), /"list".*"namespaces"/);
    bench.api.list([], version);
    assert.is(bench.run().state, state, version);
  }
});

test("S4: whether an edge was made anew is left open while that cannot be told", () => {
  for (
    const [code, reason, state] of [[503, "ServiceUnavailable", "backingOff"], [
      403,
      "Forbidden",
      "opening",
    ]] as const
  ) {
    const bench = insisting();
    bench.api.refuse(code, reason);
    assert.is(bench.run().state, state);
  }
});

test("an object that has another uid, or left the selector, is gone from the view", () => {
  for (const [uid, selector] of [["other", ""], ["uid-of-a", "a=b"]] as const) {
    const bench = new Bench(configMaps, "c1", selector).settled([objectOf("a", "3")]);
    bench.close(refusal(410, "Expired"));
    bench.api.list([], "20");
    bench.run();
    bench.api.grant(objectOf("a", "19", uid));
    bench.run();
    assert.equal(bench.takeHeard(), ["ear/1 object.deleted a@3"]);
  }
});

test("F12: another uid under the same name is a deletion and an addition", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.event("MODIFIED", objectOf("a", "12", "new-uid"));
  assert.equal(bench.takeHeard(), ["ear/1 object.deleted a@3", "ear/1 object.added a@12"]);
  bench.event("DELETED", objectOf("a", "13"));
  assert.equal(bench.takeHeard(), []);
});

test("F4, F5: the same version again, or an older one, is nothing", () => {
  const bench = new Bench().settled([objectOf("a", "12")]);
  bench.event("MODIFIED", objectOf("a", "12")).event("MODIFIED", objectOf("a", "11"));
  assert.equal(bench.takeHeard(), []);
  bench.event("MODIFIED", objectOf("a", "100"));
  assert.equal(bench.takeHeard(), ["ear/1 object.modified a@100"]);
});

test("F8: a bookmark moves the version and tells nobody", () => {
  const bench = new Bench().settled([]);
  bench.event("BOOKMARK", objectOf("", "50")).close(null);
  assert.equal(bench.takeHeard(), []);
  assert.is(bench.api.watches.at(-1)?.request.query?.resourceVersion, "50");
});

test("a watch that the server ends is followed on without a new list and without being stale", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.event("ADDED", objectOf("b", "15")).close(null).open();
  assert.equal(bench.api.verbs, ["list"]);
  assert.is(bench.api.watches.at(-1)?.request.query?.resourceVersion, "15");
  assert.equal(bench.takeHeard(), ["ear/1 object.added b@15", "ear/1 object.synced"]);
});

test("a refused watch makes the view stale, and is resumed after a while from the same version", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.close(refusal(503, "ServiceUnavailable"));
  assert.equal([bench.state, bench.takeHeard()], ["backingOff", ["ear/1 object.stale"]]);
  bench.wait(1_000);
  assert.is(bench.api.watches.at(-1)?.request.query?.resourceVersion, "10");
  assert.equal(bench.open().takeHeard(), ["ear/1 object.synced"]);
  assert.equal(bench.api.verbs, ["list"]);
});

test("an answer of an earlier try is not heard any more", () => {
  const bench = new Bench().settled([]);
  const [first] = bench.api.watches;
  bench.close(null);
  first.sink.event({ type: "ADDED", object: objectOf("ghost", "99") });
  bench.run();
  assert.equal(bench.takeHeard(), []);
  assert.ok(first.stopped);
});

test("F13: a resource that is not served is stale and asked for again, never empty", () => {
  const bench = new Bench().join();
  bench.api.refuse(404, "NotFound");
  bench.run();
  assert.equal([bench.state, bench.takeHeard()], ["unavailable", ["ear/1 object.stale"]]);
  bench.wait(4_000);
  assert.is(bench.api.waiting, 1);
});

test("who waits for an API is woken when a binding beside it changes, and not by one elsewhere", () => {
  const bench = new Bench().join();
  bench.api.refuse(404, "NotFound");
  const { system, api } = bench.run();
  for (const cluster of ["c2", "c1"]) {
    const view: View = { source: "hub", cluster, gvr: apiBindings, selector: "" };
    const joined = { type: "subscriber.joined", view, subscriber: "ear/1", as: "binding" };
    system.tell(reflectorAddress(view), joined);
    bench.run();
    api.list([objectOf("bind-kube", "5")], "5");
    bench.run().open();
    assert.is(bench.state, cluster === "c1" ? "listing" : "unavailable");
  }
});

test("who joins late, or again, is shown everything and told that it is everything", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.join("ear/2");
  assert.equal(bench.takeHeard(), ["ear/2 object.added a@3", "ear/2 object.synced"]);
  bench.join("ear/1");
  assert.equal(bench.takeHeard(), ["ear/1 object.added a@3", "ear/1 object.synced"]);
});

test("who joins while the view is stale is not told that it is complete", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.close(refusal(0, "Unreachable"));
  bench.takeHeard();
  bench.join("ear/2");
  assert.equal(bench.takeHeard(), ["ear/2 object.added a@3"]);
});

test("the last subscriber to leave ends the watch after a while, and the bodies are forgotten", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.join("ear/2").leave("ear/1").wait(60_000);
  assert.is(bench.state, "watching");
  bench.leave("ear/2").wait(60_000);
  assert.is(bench.state, undefined);
  assert.ok(bench.api.watches.every(({ stopped }) => stopped));
  assert.is(bench.cache.find(reflectorAddress(bench.view), "configmaps/n/a"), undefined);
});

test("a restart of the only subscriber costs no list", () => {
  const bench = new Bench().settled([objectOf("a", "3")]);
  bench.leave("ear/1").wait(5_000).join("ear/1").wait(60_000);
  assert.equal([bench.state, bench.api.verbs], ["watching", ["list"]]);
});

test("in a view of all clusters the same name is several objects, each told to the actor of its own", () => {
  const bench = new Bench(locations, "*").join("route:location");
  bench.api.list([objectOf("l", "3", "u1", "c1"), objectOf("l", "4", "u2", "c2")], "10");
  bench.run().open();
  assert.equal(bench.heard, ["location/c1/l object.added l@3", "location/c2/l object.added l@4"]);
  bench.takeHeard();
  bench.event("DELETED", objectOf("l", "11", "u2", "c2"));
  assert.equal(bench.takeHeard(), ["location/c2/l object.deleted l@11"]);
});

test("kinds of our own API travel whole", () => {
  const bench = new Bench(locations, "c1").join();
  bench.api.list([objectOf("l", "3")], "10");
  bench.run();
  assert.ok((bench.letters[0] as { object?: KubeObject }).object);
});

test("a selector goes with the list and with the watch", () => {
  const bench = new Bench(configMaps, "c1", "edge.kcp.io/projected=yes").settled([]);
  assert.is(bench.api.last.query?.labelSelector, "edge.kcp.io/projected=yes");
  assert.is(bench.api.watches[0].request.query?.labelSelector, "edge.kcp.io/projected=yes");
});

test("the gate stays shut until the view is complete, and shuts again when it goes stale", () => {
  const bench = new Bench().join();
  const isSynced = () => bench.system.directory.sources().every(({ synced }) => synced);
  assert.not(isSynced());
  bench.api.list([], "10");
  assert.ok((bench.run().open(), isSynced()));
  assert.not((bench.close(refusal(0, "Unreachable")), isSynced()));
});

test.run();
