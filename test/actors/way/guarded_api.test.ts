import { test } from "uvu";
import * as assert from "uvu/assert";
import { createGuardedApi } from "../../../src/actors/way/guarded_api.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import type { ApiAnswer, ClusterApi, WatchSink } from "../../../src/ports/cluster_api.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";

const request = { verb: "get", cluster: "", resource: configMaps, namespace: "n", name: "a" } as const;
const down = new KubeError(503, "ServiceUnavailable", "down");

/** A server of which the requests are counted and the answers chosen. */
class Server implements ClusterApi {
  readonly clock: VirtualClock = new VirtualClock();
  sent = 0;
  error: KubeError | null = null;
  sink: WatchSink | null = null;

  call(_request: unknown, answer: (answer: ApiAnswer) => void): void {
    this.sent += 1;
    const { error } = this;
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    this.clock.after(
      1,
      () => answer(error === null ? { ok: true, status: 200, body: object } : { ok: false, error }),
    );
  }
  watch(_request: unknown, sink: WatchSink): { stop(): void } {
    this.sent += 1;
    this.sink = sink;
    return { stop: () => {} };
  }
  discover(_cluster: string, answer: Parameters<ClusterApi["discover"]>[1]): void {
    this.call(null, (outcome) => answer(outcome.ok ? { ok: true, resources: [] } : outcome));
  }
  close(): void {}
}

class Bench {
  readonly server: Server = new Server();
  readonly answers: ApiAnswer[] = [];
  readonly api: ClusterApi = createGuardedApi(this.server, {
    clock: this.server.clock,
    randomness: seededRandomness(1),
  });

  /** Sends one request after the other, `everyMs` apart. */
  send(count: number, everyMs: number): this {
    for (let i = 0; i < count; i += 1) {
      this.api.call(request, (answer) => void this.answers.push(answer));
      this.server.clock.advance(everyMs);
    }
    return this;
  }
}

test("F16: while a server fails, it gets few requests, and everybody is answered all the same", () => {
  const bench = new Bench();
  bench.server.error = down;
  bench.send(3_000, 20);
  assert.is(bench.answers.length, 3_000);
  assert.ok(bench.server.sent < 20, `${bench.server.sent} requests in a minute`);
});

test("a refusal of the guard says when to come back", () => {
  const bench = new Bench();
  bench.server.error = down;
  const last = bench.send(7, 5).answers.at(-1);
  assert.ok(last?.ok === false && last.error.reason === "Unreachable");
  assert.ok((last?.ok === false && last.error.details.retryAfterSeconds) ?? 0 > 0);
});

test("a server that answers again is trusted again, after one probe", () => {
  const bench = new Bench();
  bench.server.error = down;
  bench.send(10, 5);
  bench.server.error = null;
  bench.server.clock.advance(60_000);
  bench.send(1, 5).send(10, 5);
  assert.is(bench.answers.slice(-11).filter(({ ok }) => ok).length, 11);
});

test("refusals of requests that are wrong do not shut the way", () => {
  const bench = new Bench();
  bench.server.error = new KubeError(404, "NotFound", "no");
  bench.send(50, 5);
  assert.is(bench.server.sent, 50);
});

test("a watch that is cut counts as a failure, and is refused while the way is shut", () => {
  const bench = new Bench();
  for (let i = 0; i < 5; i += 1) {
    bench.api.watch(request, { event: () => {}, closed: () => {} });
    bench.server.sink?.closed(new KubeError(0, "Unreachable", "cut"));
  }
  const closed: unknown[] = [];
  bench.api.watch(request, { event: () => {}, closed: (error) => void closed.push(error?.reason) });
  bench.server.clock.advance(1);
  assert.equal([bench.server.sent, closed], [5, ["Unreachable"]]);
});

test("more requests than the rate allows wait their turn, in order, and none is lost", () => {
  const bench = new Bench();
  const order: number[] = [];
  for (let i = 0; i < 1_000; i += 1) bench.api.call(request, () => void order.push(i));
  assert.is(bench.server.sent, 400);
  bench.server.clock.advance(1_000);
  assert.ok(bench.server.sent <= 501, String(bench.server.sent));
  bench.server.clock.advance(10_000);
  assert.equal(order, [...Array(1_000).keys()]);
});

test.run();
