import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMarker, markAnnotation, type MarkedPlace } from "../../../src/actors/copies/mark.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

const marker = createMarker("key");
const place: MarkedPlace = { source: "edge:florin", cluster: "", gvr: configMaps, namespace: "n", name: "a" };

function carrying(mark: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", annotations: { [markAnnotation]: mark } },
  };
}

test("S3: an object with the mark of its place is ours, whatever version of the API it is read at", () => {
  assert.ok(marker.isOurs(place, carrying(marker.markFor(place))));
  assert.ok(
    marker.isOurs({ ...place, gvr: { ...configMaps, version: "v2" } }, carrying(marker.markFor(place))),
  );
});

const elsewhere: readonly Partial<MarkedPlace>[] = [
  { name: "b" },
  { namespace: "m" },
  { cluster: "c" },
  { source: "edge:guilder" },
  { gvr: { ...configMaps, resource: "secrets" } },
  { namespace: "n/a", name: "" },
];

for (const difference of elsewhere) {
  test(`S3: a mark that was copied is not valid at ${JSON.stringify(difference)}`, () => {
    assert.not(marker.isOurs({ ...place, ...difference }, carrying(marker.markFor(place))));
  });
}

test("S3: no mark, a made-up mark and the mark of another key are not ours", () => {
  assert.not(marker.isOurs(place, { ...carrying(""), metadata: { name: "a" } }));
  assert.not(marker.isOurs(place, carrying("yes")));
  assert.not(marker.isOurs(place, carrying(createMarker("other").markFor(place))));
});

test.run();
