/** When a hub counts as gone back in time, and what is then refused until a person has spoken (F27). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createRestoreGuard, doubtMs, type RestoreGuard } from "../../../src/actors/kept/restore_guard.ts";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { JumpingClock } from "../../../src/simulation/faults/jumping_clock.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { ScriptedApi } from "../scripted_api.ts";

class Bench {
  readonly pace = new VirtualClock();
  readonly clock = new JumpingClock(this.pace);
  readonly server = new ScriptedApi();
  readonly memory = createMemoryStore();
  readonly restored: string[] = [];
  guard: RestoreGuard = this.born();
  readonly answers: ApiAnswer[] = [];

  /** Another life over the same memory. */
  born(): RestoreGuard {
    const { memory, clock } = this;
    return this.guard = createRestoreGuard({ memory, clock, onRestored: (how) => this.restored.push(how) });
  }

  get hub(): ClusterApi {
    return this.guard.watchOver(this.server);
  }

  ask(verb: ApiRequest["verb"] = "list"): void {
    this.hub.call({ verb, cluster: "", resource: configMaps }, (answer) => this.answers.push(answer));
  }

  /** What becomes of a list of this version. */
  list(version: string): "believed" | "refused" {
    this.ask();
    this.server.list([], version);
    return this.answers.at(-1)?.ok ? "believed" : "refused";
  }

  /** Whether a delete passes. */
  deletes(): boolean {
    const before = this.server.waiting;
    const way = this.guard.protect(this.server);
    way.call({ verb: "delete", cluster: "", resource: configMaps, name: "a" }, () => {});
    const isSent = this.server.waiting > before;
    if (isSent) this.server.refuse(404, "NotFound");
    return isSent;
  }
}

/** A hub that has gone back, and is seen to have stayed there. */
function goneBack(): Bench {
  const bench = new Bench();
  bench.list("100");
  bench.list("50");
  bench.pace.advance(doubtMs);
  assert.is(bench.list("51"), "believed");
  return bench;
}

test("a list from the past is refused, and forgotten when a newer one comes: a replica lags now and then", () => {
  const bench = new Bench();
  bench.list("100");
  assert.is(bench.list("50"), "refused");
  bench.pace.advance(doubtMs - 1);
  assert.equal([bench.list("101"), bench.list("100")], ["believed", "refused"]);
  bench.pace.advance(doubtMs - 1);
  assert.is(bench.list("100"), "refused");
  assert.equal([bench.restored, bench.guard.frozen()], [[], null]);
});

test("a hub that stays in the past has gone back: it is believed, and nothing is deleted any more", () => {
  const bench = goneBack();
  assert.equal(bench.restored, ["the hub went back from version 100 to 51 of configmaps"]);
  assert.not(bench.deletes());
});

test("F21: a clock that is put back does not keep up the doubt for as long as it was put back", () => {
  const bench = new Bench();
  bench.list("100");
  assert.is(bench.list("50"), "refused");
  bench.clock.jump(-7_200_000);
  assert.is(bench.list("50"), "refused");
  bench.pace.advance(doubtMs);
  assert.is(bench.list("51"), "believed");
});

test("that lasts through another life, until a person says that it is well", () => {
  const bench = goneBack();
  bench.guard.rest();
  bench.born();
  assert.match(bench.guard.frozen() ?? "", "went back");
  assert.not(bench.deletes());
  bench.guard.acknowledge();
  assert.ok(bench.deletes());
  assert.is(bench.list("52"), "believed");
});

test("a list that was asked for before something newer was heard of is not from the past", () => {
  const bench = new Bench();
  bench.list("100");
  bench.ask();
  bench.hub.watch({ cluster: "", resource: configMaps }, { event: () => {}, closed: () => {} });
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", resourceVersion: "105" } };
  bench.server.event("ADDED", object as KubeObject);
  bench.server.list([], "104");
  assert.ok(bench.answers.at(-1)?.ok);
  assert.is(bench.list("104"), "refused");
});

test("what was seen is written down once in a while, and at the end", () => {
  const bench = new Bench();
  bench.list("100");
  assert.is(bench.memory.readMeta("newest"), undefined);
  bench.pace.advance(1_000);
  assert.is(bench.memory.readMeta("newest"), '{"configmaps":"100"}');
  bench.list("101");
  bench.guard.rest();
  assert.is(bench.memory.readMeta("newest"), '{"configmaps":"101"}');
});

test.run();
