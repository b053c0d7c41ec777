/** Lists: selectors, chunks, resource versions, Tables. @module */
import * as assert from "uvu/assert";
import { type Case, forAll, onWire } from "../case.ts";
import type { Place } from "../place.ts";

interface Item {
  readonly metadata: { readonly name: string };
}

const namesOf = ({ items }: { items: readonly Item[] }) => items.map(({ metadata }) => metadata.name);
const ours = { labelSelector: "from=conformance" };

async function fill(place: Place, ...names: string[]): Promise<void> {
  for (const name of names) await place.configMap(name, { labels: { from: "conformance", name } });
}

export const lists: readonly Case[] = [
  forAll({
    name: "a list names its kind and version and holds what the label selector selects",
    rule: "API concepts, Label selectors",
  }, async (place) => {
    await fill(place, "a", "b", "c");
    const query = { labelSelector: "from=conformance,name in (a,c),!none" };
    const list = await place.ok("GET", place.at("configmaps"), { query });
    assert.equal([list.kind, list.apiVersion, namesOf(list)], ["ConfigMapList", "v1", ["a", "c"]]);
    assert.match(list.metadata.resourceVersion, /^\d+$/);
  }),
  forAll({
    name: "field selectors select by name, and an unknown field is refused",
    rule: "API concepts, Field selectors",
  }, async (place) => {
    await fill(place, "a", "b");
    const query = { fieldSelector: "metadata.name=b" };
    assert.equal(namesOf(await place.ok("GET", place.at("configmaps"), { query })), ["b"]);
    const unknown = { fieldSelector: "data.a=1" };
    await place.refused(400, "BadRequest", "GET", place.at("configmaps"), { query: unknown });
  }),
  forAll({
    name: "chunks together are one consistent list, whatever is written meanwhile",
    rule: "KEP-365 Paginated lists",
  }, async (place) => {
    await fill(place, "a", "b", "c");
    const path = place.at("configmaps");
    const first = await place.ok("GET", path, { query: { ...ours, limit: "2" } });
    await fill(place, "bb");
    await place.ok("DELETE", place.at("configmaps", "c"));
    const rest = await place.ok("GET", path, {
      query: { ...ours, limit: "2", continue: first.metadata.continue },
    });
    assert.equal([...namesOf(first), ...namesOf(rest)], ["a", "b", "c"]);
    assert.is(rest.metadata.resourceVersion, first.metadata.resourceVersion);
    assert.is(rest.metadata.continue ?? "", "");
  }),
  forAll({
    name: "Exact gives the state of that version, NotOlderThan a newer one too",
    rule: "KEP-1904 Efficient list (resourceVersionMatch); API concepts, Resource versions",
  }, async (place) => {
    await fill(place, "a");
    const path = place.at("configmaps");
    const { metadata: { resourceVersion } } = await place.ok("GET", path, { query: ours });
    await fill(place, "b");
    const at = (resourceVersionMatch: string) => ({ ...ours, resourceVersion, resourceVersionMatch });
    assert.equal(namesOf(await place.ok("GET", path, { query: at("Exact") })), ["a"]);
    assert.ok(namesOf(await place.ok("GET", path, { query: at("NotOlderThan") })).includes("a"));
    assert.equal(namesOf(await place.ok("GET", path, { query: ours })), ["a", "b"]);
  }),
  forAll({
    name: "resourceVersionMatch without a version, or one nobody knows, is refused",
    rule: "API concepts, Resource versions (get and list, table)",
  }, async (place) => {
    const path = place.at("configmaps");
    await place.refused(422, "Invalid", "GET", path, { query: { resourceVersionMatch: "Exact" } });
    const query = { resourceVersion: "1", resourceVersionMatch: "Newest" };
    await place.refused(422, "Invalid", "GET", path, { query });
    const { reason } = await place.send("GET", path, { query: { resourceVersion: "soon" } });
    assert.is.not(reason, "", "what is no version cannot be read from");
  }),
  onWire({
    name: "an exact version that is compacted is 410 as a status",
    rule: "API concepts, 410 Gone responses",
    needs: ["compaction"],
  }, async (place) => {
    await fill(place, "a");
    const { metadata: { resourceVersion } } = await place.ok("GET", place.at("configmaps"));
    await fill(place, "b");
    place.compact();
    const query = { resourceVersion, resourceVersionMatch: "Exact" };
    await place.refused(410, "Expired", "GET", place.at("configmaps"), { query });
  }),
  onWire({
    name: "a chunked list that is compacted half-way is 410 in mid-page",
    rule: "KEP-365 Paginated lists; API concepts, 410 Gone responses",
    needs: ["compaction"],
  }, async (place) => {
    await fill(place, "a", "b");
    const path = place.at("configmaps");
    const { metadata } = await place.ok("GET", path, { query: { limit: "1" } });
    await fill(place, "c");
    place.compact();
    await place.refused(410, "Expired", "GET", path, { query: { limit: "1", continue: metadata.continue } });
  }),
  onWire({
    name: "a version from the future is a time-out that says to try again",
    rule: "KEP-2340 Consistent reads from cache (ResourceVersionTooLarge)",
  }, async (place) => {
    const query = { resourceVersion: "999999999999", resourceVersionMatch: "NotOlderThan" };
    const { message } = await place.refused(504, "Timeout", "GET", place.at("configmaps"), { query });
    assert.match(message, /Too large resource version/);
  }),
  onWire({
    name: "a Table has columns, a row per object, and their metadata",
    rule: "API concepts, Receiving resources as Tables",
  }, async (place) => {
    await fill(place, "a");
    const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
    const table = await place.ok("GET", place.at("configmaps"), { headers, query: ours });
    assert.is(table.kind, "Table");
    assert.equal(table.columnDefinitions.map(({ name }: { name: string }) => name), ["Name", "Data", "Age"]);
    const [row] = table.rows;
    assert.equal(row.cells.slice(0, 2), ["a", 1]);
    assert.equal([row.object.kind, row.object.metadata.name], ["PartialObjectMetadata", "a"]);
  }),
  onWire({
    name: "metadata alone is given to who asks for it",
    rule: "KEP-2334 (PartialObjectMetadata); API concepts, Metadata-only",
  }, async (place) => {
    await fill(place, "a");
    const headers = { accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" };
    const list = await place.ok("GET", place.at("configmaps"), { headers, query: ours });
    assert.is(list.kind, "PartialObjectMetadataList");
    assert.equal([list.items[0].metadata.name, list.items[0].data], ["a", undefined]);
  }),
];
