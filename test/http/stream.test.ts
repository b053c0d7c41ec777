/** Changes as they happen: coalesced, bounded, and ended. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSample, type Sample } from "./sample_app.ts";
import { defaultLimits } from "../../src/http/stream_client.ts";

const placement = "edgePlacement/3fow9ccs1jphhgy1/edge-placement-s";

interface Reader {
  /** The next chunk as text, or null when the stream has ended. */
  next(): Promise<string | null>;
  cancel(): Promise<void>;
}

async function open({ app }: Sample, bindings = {}): Promise<Reader> {
  const request = new Request("http://localhost/stream", { headers: { host: "localhost" } });
  const response = await app.fetch(request, bindings);
  assert.is(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  const next = async () => {
    const { done, value } = await reader.read();
    return done ? null : decoder.decode(value);
  };
  return { next, cancel: () => reader.cancel() };
}

async function opened(sample: Sample, bindings = {}): Promise<Reader> {
  const reader = await open(sample, bindings);
  assert.match(await reader.next() ?? "", /^retry: \d+\n\n$/);
  assert.match(await reader.next() ?? "", /^event: hello\nid: 0\ndata: \{"now":\d+\}\n\n$/);
  return reader;
}

test("changes are told together, the newest per actor", async () => {
  const sample = createSample();
  const reader = await opened(sample);
  sample.directory.change(placement, { state: "backingOff" });
  sample.directory.change(placement, { state: "placed" });
  sample.directory.tell({ type: "gone", address: "mailbox/old" });
  sample.clock.advance(200);
  const [event, id, data] = (await reader.next() ?? "").split("\n");
  assert.equal([event, id], ["event: actors", "id: 1"]);
  const { changed, gone } = JSON.parse(data!.slice("data: ".length));
  assert.equal(changed.map(({ state }: { state: string }) => state), ["placed"]);
  assert.equal(gone, ["mailbox/old"]);
  await reader.cancel();
});

test("a quiet stream says that it is still there", async () => {
  const sample = createSample();
  const reader = await opened(sample);
  sample.clock.advance(15_000);
  assert.is(await reader.next(), ": still here\n\n");
  await reader.cancel();
});

test("a reader that falls too far behind gets a gap and is let go", async () => {
  const sample = createSample({ limits: { ...defaultLimits, pendingMax: 3 } });
  const reader = await opened(sample);
  for (const n of [1, 2, 3, 4, 5]) sample.directory.tell({ type: "gone", address: `mailbox/${n}` });
  assert.match(await reader.next() ?? "", /^event: gap\n/);
  assert.is(await reader.next(), null);
  assert.is(sample.directory.listeners.size, 0);
});

test("a reader that does not read is let go, and holds a bounded number of frames until then", async () => {
  const sample = createSample();
  const reader = await opened(sample);
  for (let n = 0; n < 1000; n += 1) {
    sample.directory.tell({ type: "gone", address: `mailbox/${n % 50}` });
    sample.clock.advance(200);
  }
  assert.is(sample.directory.listeners.size, 0);
  assert.is(sample.clock.pending, 0);
  let frames = 0;
  for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) frames += 1;
  assert.ok(frames < 12, `${frames} frames`);
});

test("a reader that leaves is forgotten at once", async () => {
  const sample = createSample();
  const reader = await opened(sample);
  assert.is(sample.directory.listeners.size, 1);
  await reader.cancel();
  assert.equal([sample.directory.listeners.size, sample.clock.pending], [0, 0]);
});

test("streams are counted, and one too many is refused", async () => {
  const sample = createSample({ limits: { ...defaultLimits, clientsMax: 1 } });
  const reader = await opened(sample);
  assert.is((await sample.ask("/stream")).status, 503);
  await reader.cancel();
  await (await opened(sample)).cancel();
});

test("HEAD of the stream opens none", async () => {
  const sample = createSample();
  assert.is((await sample.ask("/stream", { method: "HEAD" })).status, 200);
  assert.equal([sample.directory.listeners.size, sample.clock.pending], [0, 0]);
});

test("a server that closes says so and ends the stream", async () => {
  const sample = createSample();
  const closing = new AbortController();
  const reader = await opened(sample, { closing: closing.signal });
  closing.abort();
  assert.match(await reader.next() ?? "", /^event: closing\n/);
  assert.is(await reader.next(), null);
  assert.is(sample.directory.listeners.size, 0);
});

test("without a feed there is no stream", async () => {
  assert.is((await createSample({ feed: undefined }).ask("/stream")).status, 404);
});

test.run();
