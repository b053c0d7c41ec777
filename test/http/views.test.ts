/** What the views answer. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSample } from "./sample_app.ts";
import { SampleDirectory } from "./sample_directory.ts";

const placement = "edgePlacement/3fow9ccs1jphhgy1/edge-placement-s";

test("all actors come in pages, each once, in the order of their addresses", async () => {
  const { ask, directory } = createSample();
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await (await ask(`/actors?limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`)).json();
    seen.push(...page.items.map(({ address }: { address: string }) => address));
    assert.is(page.total, directory.actors.length);
    cursor = page.nextCursor;
  }
  assert.equal(seen, directory.actors.map(({ address }) => address));
});

test("a page after a cursor does not shift when actors before it come and go", async () => {
  const { ask, directory } = createSample();
  const first = await (await ask("/actors?limit=5")).json();
  directory.actors = directory.actors.slice(3);
  const second = await (await ask(`/actors?limit=5&cursor=${first.nextCursor}`)).json();
  assert.is(second.items[0].address, directory.actors[2]!.address);
});

test("actors are filtered by kind and state", async () => {
  const page = await (await createSample().ask("/actors?kind=reflector&state=backingOff")).json();
  assert.is(page.total, 1);
  assert.match(page.items[0].address, /guilder/);
});

for (
  const query of [
    "colour=red",
    "kind=",
    "kind=toaster",
    "state=",
    "limit=0",
    "limit=1001",
    "limit=1.5",
    "limit=7&limit=8",
    "cursor=!",
    "cursor=W10",
    "__proto__=1",
  ]
) {
  test(`/actors?${query} is refused and says why`, async () => {
    const response = await createSample().ask(`/actors?${query}`);
    const problem = await response.json();
    assert.is(response.status, 400);
    assert.is(response.headers.get("content-type"), "application/problem+json");
    assert.equal(Object.keys(problem), ["type", "title", "status", "detail", "instance"]);
    assert.is(problem.instance, "/actors");
  });
}

test("a cursor belongs to its filters", async () => {
  const { ask } = createSample();
  const { nextCursor } = await (await ask("/actors?kind=reflector&limit=2")).json();
  assert.is((await ask(`/actors?kind=reflector&cursor=${nextCursor}`)).status, 200);
  assert.is((await ask(`/actors?cursor=${nextCursor}`)).status, 400);
});

test("one actor is found by its address, slashes and all", async () => {
  const { ask } = createSample();
  const actor = await (await ask(`/actors/${placement}`)).json();
  assert.is(actor.state, "writingSlice");
  assert.is(actor.lastLetters.length, 5);
  assert.is((await ask("/actors/reflector/hub/*/locations.v1alpha1.scheduling.kcp.io")).status, 200);
});

test("an address with a per cent sign or a letter beyond ASCII is decoded once", async () => {
  const { ask, directory } = createSample();
  directory.actors = directory.actors.map((actor, i) =>
    i === 0 ? { ...actor, address: "odd/50%25 ü" } : actor
  );
  assert.is((await ask("/actors/odd/50%2525%20%C3%BC")).status, 200);
  assert.is((await ask("/actors/odd/50%25%20%C3%BC")).status, 404);
});

test("an actor that is not there is a problem that says which", async () => {
  const response = await createSample().ask("/actors/mailbox/none");
  assert.is(response.status, 404);
  assert.match((await response.json()).detail, /mailbox\/none/);
});

test("a client that has the newest answer is told so", async () => {
  const { ask, directory } = createSample();
  const etag = (await ask("/actors")).headers.get("etag")!;
  const again = await ask("/actors", { headers: { "if-none-match": `"x", W/${etag}` } });
  assert.is(again.status, 304);
  assert.is(await again.text(), "");
  directory.change(placement, { state: "placed" });
  assert.is((await ask("/actors", { headers: { "if-none-match": etag } })).status, 200);
});

test("HEAD has the headers of GET and no body", async () => {
  const { ask } = createSample();
  const response = await ask("/actors", { method: "HEAD" });
  assert.is(response.status, 200);
  assert.is(response.headers.get("content-type"), "application/json");
  assert.is(await response.text(), "");
});

test("readiness waits for every source and names those that are missing", async () => {
  const { ask, directory } = createSample();
  const response = await ask("/readyz");
  const problem = await response.json();
  assert.is(response.status, 503);
  assert.is(problem.ready, false);
  assert.equal(problem.unsynced.map(({ synced }: { synced: boolean }) => synced), [false]);
  directory.sourceList = directory.sourceList.map((source) => ({ ...source, synced: true }));
  assert.equal(await (await ask("/readyz")).json(), { ready: true, sources: 11 });
  directory.sourceList = [];
  assert.is((await ask("/readyz")).status, 503);
});

test("the process is healthy whether it is ready or not", async () => {
  assert.equal(await (await createSample().ask("/healthz")).json(), { status: "ok" });
});

test("dead letters and sources are shown", async () => {
  const { ask } = createSample();
  assert.is((await (await ask("/deadletters")).json()).total, 1);
  assert.is((await (await ask("/sources")).json()).items.length, 11);
});

test("a drawing is served by its kind, with a policy of its own", async () => {
  const { ask } = createSample({ charts: new Map([["mailbox", "<svg/>"]]) });
  const response = await ask("/charts/mailbox.svg");
  assert.is(await response.text(), "<svg/>");
  assert.match(response.headers.get("content-security-policy") ?? "", /style-src 'unsafe-inline'/);
  for (const name of ["mailbox", "none.svg", "__proto__.svg"]) {
    assert.is((await ask(`/charts/${name}`)).status, 404);
  }
});

test("the page has nothing inline", async () => {
  const html = await (await createSample().ask("/")).text();
  assert.not.match(html, /<style|style="|\son\w+="|<script(?![^>]*src=)/);
});

test("a bug in a view is logged, and not shown", async () => {
  class Broken extends SampleDirectory {
    override find(): never {
      throw new Error("token of somebody");
    }
  }
  const { ask, logged } = createSample({ directory: new Broken() });
  const response = await ask("/actors/a");
  assert.is(response.status, 500);
  assert.not.match(await response.text(), /somebody/);
  assert.is(logged.length, 1);
});

test.run();
