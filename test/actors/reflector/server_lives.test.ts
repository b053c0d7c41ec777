/** An edge that was made anew may have come just as far as it was before: who does not notice is told (F26). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMarker } from "../../../src/actors/copies/mark.ts";
import { createObjectCache } from "../../../src/actors/object_cache.ts";
import { createReflectorKind } from "../../../src/actors/reflector/reflector.ts";
import { createSystem } from "../../../src/actors/system/system.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { configMaps, secrets } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { earKind } from "../ear.ts";
import { refusal, ScriptedApi } from "../scripted_api.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const kept: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "kept", namespace: "n", uid: "old", resourceVersion: "3" },
};

/** Two views of one edge at version 10, one of ConfigMaps with an object in it, and one of Secrets with none. */
class Bench {
  readonly api = new ScriptedApi();
  readonly clock = new VirtualClock();
  readonly heard: string[] = [];
  readonly system;

  constructor() {
    const { api, clock } = this;
    const kind = createReflectorKind({
      apis: () => api,
      cache: createObjectCache(),
      marker: createMarker("key"),
      gateOf: () => null,
    });
    const ear = earKind("ear", (self, event) => {
      this.heard.push(`${self} ${event.type}${"reborn" in event ? " reborn" : ""}`);
    });
    this.system = createSystem({ kinds: [kind, ear], clock, randomness: seededRandomness(1), log: quiet });
    this.#follow(configMaps, [kept]);
    this.#follow(secrets, []);
    this.heard.length = 0;
  }

  #follow(gvr: Gvr, items: readonly KubeObject[]): void {
    const view = viewOf(gvr);
    const event = { type: "subscriber.joined", view, subscriber: `ear/${gvr.resource}`, as: "object" };
    this.system.tell(reflectorAddress(view), event);
    this.run();
    this.api.list(items, "10");
    this.run().api.watches.at(-1)?.sink.opened?.();
    this.run();
  }

  run(): this {
    while (this.system.run() > 0);
    return this;
  }

  close(gvr: Gvr, error: ReturnType<typeof refusal>): this {
    this.api.watches.findLast(({ request }) => request.resource.resource === gvr.resource)?.sink.closed(
      error,
    );
    return this.run();
  }

  /** Lists of Secrets are of version 3, until the view believes that the edge was made anew; something happens just before that. */
  notice(before: () => void = () => {}): this {
    this.close(secrets, refusal(410, "Expired"));
    for (let list = 0; list < 5; list++) {
      this.api.list([], "3");
      if (list < 4) this.run().clock.advance(60_000);
      this.run();
    }
    before();
    this.api.list([], "3");
    return this.run();
  }

  stateOf(gvr: Gvr): string | undefined {
    return this.system.directory.find(reflectorAddress(viewOf(gvr)))?.state;
  }
}

function viewOf(gvr: Gvr) {
  return { source: "edge:e1", cluster: "", gvr, selector: "" };
}

/** What the view of ConfigMaps says when it has been read again: the new life is at 10 as well, and has nothing of the old one. */
function readAgain(bench: Bench): readonly string[] {
  bench.heard.length = 0;
  assert.equal([bench.stateOf(configMaps), bench.api.last.resource.resource], ["listing", "configmaps"]);
  bench.api.list([], "10");
  bench.run().api.refuse(404, "NotFound");
  bench.run().api.watches.at(-1)?.sink.opened?.();
  bench.run();
  return bench.heard.filter((event) => event.startsWith("ear/configmaps"));
}

const told = ["ear/configmaps object.deleted", "ear/configmaps object.synced reborn"];

test("a view that is followed is read again when another has noticed that the edge was made anew", () => {
  const bench = new Bench().notice();
  assert.is(bench.stateOf(secrets), "opening");
  assert.equal(readAgain(bench), told);
});

test("a view that had lost sight does not go on from a version of the life before", () => {
  const bench = new Bench();
  bench.notice(() => bench.close(configMaps, refusal(0, "Unreachable")));
  assert.is(bench.stateOf(configMaps), "backingOff");
  bench.clock.advance(1_000);
  assert.equal(readAgain(bench.run()), told);
});

test("a view that reads again because of that has noticed nothing new", () => {
  const bench = new Bench().notice();
  readAgain(bench);
  const lists = bench.api.verbs.length;
  bench.clock.advance(60_000);
  assert.equal([bench.run().api.verbs.length, bench.stateOf(configMaps)], [lists, "watching"]);
});

test.run();
