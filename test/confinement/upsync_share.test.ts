/** One edge fills its share of the mailbox and no more, whatever its syncer says. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { confineWrites } from "../../src/confinement/confine_writes.ts";
import { UpsyncShares } from "../../src/confinement/upsync_share.ts";
import type { KindDefinition } from "../../src/hub/resources/kind_definition.ts";
import type { Caller } from "../../src/ports/api_backend.ts";
import { configMaps } from "../../src/kube/core_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { createSecuredWorld } from "../hub/serve/secured_world.ts";

const upsynced = (name: string, text = ""): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", labels: { "edge.kcp.io/upsynced": "yes" } },
  data: { text },
});

const unused = { now: () => "", randomName: () => "" };

function mailbox(limits: { objects: number; bytes: number }) {
  const world = createSecuredWorld();
  const cluster = world.workspace("mailbox");
  const shares = new UpsyncShares(() => world.hub, limits);
  const place = { cluster, resource: configMaps, namespace: "default" };
  return {
    world,
    objection: (object: KubeObject) => shares.objectionTo(cluster, configMaps, object),
    create: (object: KubeObject) => void world.hub.objects.create(place, object),
    delete: (name: string) => void world.hub.objects.delete({ ...place, name }),
  };
}

test("objects are counted, also those that were there before; a change is no new object, and what goes makes room", () => {
  const box = mailbox({ objects: 2, bytes: 100_000 });
  box.create(upsynced("one"));
  assert.is(box.objection(upsynced("two")), null);
  box.create(upsynced("two"));
  assert.match(box.objection(upsynced("three")) ?? "", "may have 2 objects");
  assert.is(box.objection(upsynced("two", "changed")), null);
  box.delete("one");
  assert.is(box.objection(upsynced("three")), null);
  box.world.close();
});

test("bytes are counted as they are stored, and growth counts", () => {
  const box = mailbox({ objects: 100, bytes: 5_000 });
  box.create(upsynced("one", "x".repeat(2_000)));
  assert.is(box.objection(upsynced("one", "x".repeat(4_000))), null);
  assert.match(box.objection(upsynced("two", "x".repeat(4_000))) ?? "", "may have 5000 bytes");
  box.world.close();
});

test("what others have in the mailbox is not the edge's", () => {
  const box = mailbox({ objects: 1, bytes: 5_000 });
  const { labels: _, ...metadata } = upsynced("of-ours").metadata;
  box.create({ ...upsynced("of-ours", "x".repeat(10_000)), metadata });
  assert.is(box.objection(upsynced("one")), null);
  box.world.close();
});

test("an edge whose share is full may still say how what came down fares", () => {
  const { world } = mailbox({ objects: 0, bytes: 0 });
  const admit = confineWrites(new UpsyncShares(() => world.hub, { objects: 0, bytes: 0 }));
  const caller: Caller = {
    user: "system:serviceaccount:edge-syncer:syncer-a",
    groups: ["system:cluster:mailbox"],
  };
  const terms = { upsync: [{ resources: ["configmaps"], namespaces: ["*"], names: ["*"] }] };
  const context = { ...{ cluster: "mailbox", caller }, ...unused, find: () => ({ spec: terms }) as never };
  const kind = { group: "", version: "v1", kind: "ConfigMap", resource: "configmaps" } as KindDefinition;
  const labels = { "edge.kcp.io/projected": "yes" };
  const old = { ...upsynced("site"), metadata: { name: "site", namespace: "default", labels } };
  assert.is(admit({ context, kind, old, object: { ...old, status: { ready: true } } }), null);
  assert.is(admit({ context, kind, old: undefined, object: upsynced("one") })?.status, 403);
  world.close();
});

test.run();
