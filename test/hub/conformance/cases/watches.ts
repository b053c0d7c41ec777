/** Watches: what they begin with, what they tell, how they end. @module */
import * as assert from "uvu/assert";
import type { Event, WireClient } from "../clients/client.ts";
import { type Case, onWire } from "../case.ts";
import type { Place } from "../place.ts";

/** A watch that sees less than it should ends by itself, and the comparison then says what was missing. */
const patience = { timeoutSeconds: "5" };
const selected = { labelSelector: "watched=yes" };
const yes = { labels: { watched: "yes" } };

const shown = (events: readonly Event[]) =>
  events.map(({ type, object }) => `${type} ${object.metadata?.name ?? ""}`);

async function versionOf(place: Place): Promise<string> {
  return (await place.ok("GET", place.at("configmaps"))).metadata.resourceVersion;
}

function watch(
  place: Place<WireClient>,
  query: Readonly<Record<string, string>>,
  isEnough: number | ((events: readonly Event[]) => boolean),
): Promise<readonly Event[]> {
  const test = typeof isEnough === "number"
    ? (events: readonly Event[]) => events.length >= isEnough
    : isEnough;
  const ask = { method: "GET", path: place.at("configmaps"), query: { ...patience, ...query } } as const;
  return place.client.watch(ask, test);
}

export const watches: readonly Case[] = [
  onWire({
    name: "a watch from a list's version tells what happened since, in order",
    rule: "API concepts, Efficient detection of changes",
  }, async (place) => {
    const resourceVersion = await versionOf(place);
    await place.configMap("a", yes);
    await place.ok("PATCH", place.at("configmaps", "a"), { patch: "merge", body: { data: { a: "2" } } });
    await place.ok("DELETE", place.at("configmaps", "a"));
    const events = await watch(place, { ...selected, resourceVersion }, 3);
    assert.equal(shown(events), ["ADDED a", "MODIFIED a", "DELETED a"]);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    assert.equal(versions, [...versions].sort((a, b) => a - b));
  }),
  onWire({
    name: "an object that stops matching the selector is DELETED, one that begins to match is ADDED",
    rule: "API concepts, Label selectors and watch",
  }, async (place) => {
    await place.configMap("a");
    const resourceVersion = await versionOf(place);
    const label = (watched: string | null) =>
      place.ok("PATCH", place.at("configmaps", "a"), {
        patch: "merge",
        body: { metadata: { labels: { watched } } },
      });
    await label("yes");
    await label(null);
    assert.equal(shown(await watch(place, { ...selected, resourceVersion }, 2)), ["ADDED a", "DELETED a"]);
  }),
  onWire({
    name: "a watch without a version begins with what is there",
    rule: "API concepts, Semantics for watch (unset: get state and start at most recent)",
  }, async (place) => {
    await place.configMap("a", yes);
    await place.configMap("b", yes);
    assert.equal(shown(await watch(place, selected, 2)).sort(), ["ADDED a", "ADDED b"]);
  }),
  onWire({
    name: "sendInitialEvents tells the state and marks its end with a bookmark",
    rule: "KEP-3157 Watch list",
    needs: ["watch list"],
  }, async (place) => {
    await place.configMap("a", yes);
    const query = {
      ...selected,
      sendInitialEvents: "true",
      resourceVersionMatch: "NotOlderThan",
      allowWatchBookmarks: "true",
    };
    const events = await watch(place, query, 2);
    assert.equal(events.map(({ type }) => type), ["ADDED", "BOOKMARK"]);
    assert.is(events[1]!.object.metadata.annotations["k8s.io/initial-events-end"], "true");
  }),
  onWire({
    name: "a bookmark has the kind and a version to go on from, and comes before a time-out",
    rule: "KEP-956 Watch bookmarks",
  }, async (place) => {
    const resourceVersion = await versionOf(place);
    // kube-apiserver sends it two seconds before the end.
    const query = { resourceVersion, allowWatchBookmarks: "true", timeoutSeconds: "3" };
    const events = await watch(place, query, (seen) => seen.some(({ type }) => type === "BOOKMARK"));
    const { object } = events.find(({ type }) => type === "BOOKMARK")!;
    assert.is(object.kind, "ConfigMap");
    assert.ok(Number(object.metadata.resourceVersion) >= Number(resourceVersion));
  }),
  onWire({
    name: "a watch ends after timeoutSeconds",
    rule: "API reference, common parameters (timeoutSeconds)",
  }, async (place) => {
    const resourceVersion = await versionOf(place);
    const started = performance.now();
    await watch(place, { ...selected, resourceVersion, timeoutSeconds: "1" }, () => false);
    assert.ok(performance.now() - started < 4000);
  }),
  onWire({
    name: "a watch from a compacted version is an ERROR event with code 410",
    rule: "API concepts, 410 Gone responses (watch)",
    needs: ["compaction"],
  }, async (place) => {
    const resourceVersion = await versionOf(place);
    await place.configMap("a");
    place.compact();
    const [event] = await watch(place, { resourceVersion }, 1);
    assert.equal([event?.type, event?.object.code, event?.object.reason], ["ERROR", 410, "Expired"]);
  }),
  onWire({
    name: "a watched Table has its columns once and a row in each event",
    rule: "API concepts, Receiving resources as Tables (watch)",
  }, async (place) => {
    if (place.client.name === "client-node") return; // its Watch cannot ask for another form
    await place.configMap("a", yes);
    await place.configMap("b", yes);
    const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
    const ask = {
      method: "GET",
      path: place.at("configmaps"),
      query: { ...patience, ...selected },
      headers,
    } as const;
    const events = await place.client.watch(ask, (seen) => seen.length === 2);
    assert.equal(events.map(({ object }) => object.kind), ["Table", "Table"]);
    assert.ok(events[0]!.object.columnDefinitions.length > 0);
    assert.is(events[1]!.object.columnDefinitions?.length ?? 0, 0);
  }),
];
