/** One edge fills its share of the mailbox and no more, whatever its syncer says. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UpsyncShares } from "../../src/confinement/upsync_share.ts";
import { configMaps } from "../../src/kube/core_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { createSecuredWorld } from "../hub/serve/secured_world.ts";

const upsynced = (name: string, text = ""): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", labels: { "edge.kcp.io/upsynced": "yes" } },
  data: { text },
});

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

test.run();
